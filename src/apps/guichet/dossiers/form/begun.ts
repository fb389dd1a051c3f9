import type { FastifyReply, FastifyRequest } from 'fastify'
import { isId } from '#kernel/ids'
import { cookieOptions } from '../../../access/index.ts'

/*
 * The first page of a form has no draft yet. Sent twice (a double click, or Back and again), it must not make two: the
 * page carries a key, and the browser keeps which draft that key began.
 */

const cookieName = 'brouillon'
const hours = 12

/** Drafts being begun in this process: the second of two clicks waits for the first. */
const running = new Map<string, Promise<string>>()
const mostRunning = 1000

const isKey = (key: string): boolean => /^[A-Za-z0-9_-]{16,64}$/.test(key)

/** The draft that the page with this key began, if the browser or this process knows it. */
export async function begunDraft(request: FastifyRequest, key: string): Promise<string | undefined> {
  if (!isKey(key)) return undefined
  const [known, draftId] = (request.cookies[cookieName] ?? '').split('.')
  if (known === key && draftId !== undefined && isId(draftId)) return draftId
  return running.get(key)?.catch(() => undefined)
}

/** Remembers that a key is beginning a draft, until it has. */
export function rememberBeginning(key: string, beginning: Promise<string>): void {
  if (!isKey(key) || running.size >= mostRunning) return
  running.set(key, beginning)
  const forget = () => setTimeout(() => running.delete(key), 60_000).unref()
  beginning.then(forget, () => running.delete(key))
}

export function keepBegun(
  request: FastifyRequest,
  reply: FastifyReply,
  { key, draftId }: { key: string; draftId: string },
): void {
  if (isKey(key)) void reply.setCookie(cookieName, `${key}.${draftId}`, cookieOptions(request, hours * 3600))
}
