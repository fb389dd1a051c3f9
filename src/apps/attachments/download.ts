import type { FastifyReply } from 'fastify'
import { contentDisposition, type FileStore } from '#platform/files'

/** A file that somebody was found to have the right to read. */
export interface ServedAttachment {
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

/**
 * Gives a file back byte for byte. It is saved, never shown: what somebody sent does not run on our address.
 * @throws AppError `not_found files.missing`, `unavailable files.damaged`.
 */
export async function sendAttachment(
  store: FileStore,
  reply: FastifyReply,
  { digest, name, mediaType, size }: ServedAttachment,
): Promise<FastifyReply> {
  const content = await store.open(digest)
  return reply
    .headers({
      'content-type': mediaType,
      'content-length': String(size),
      'content-disposition': contentDisposition(name),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    })
    .send(content)
}
