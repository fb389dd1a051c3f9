import type { FastifyReply } from 'fastify'
import { contentDisposition } from '#platform/files'
import type { App } from '../../app.ts'

export interface SentFile {
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  readonly size: number
}

/** Gives a file to save, never to show: what a person sent does not run as a page of ours. */
export async function sendAttachment(app: App, reply: FastifyReply, file: SentFile) {
  const content = await app.files.open(file.digest)
  return reply
    .header('content-disposition', contentDisposition(file.name))
    .header('content-length', file.size)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .type(file.mediaType)
    .send(content)
}
