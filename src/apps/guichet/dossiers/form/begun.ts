import type { FastifyReply, FastifyRequest } from 'fastify'
import { isId } from '#kernel/ids'
import { cookieOptions } from '../../../access/index.ts'

/*
 * The first page of a form has no draft yet. Sent twice (a double click, or Back and again), it must not make two: the
 * page carries a key that nobody else knows, and the browser keeps which draft that key began.
 */

const cookieName = 'brouillon'
const hours = 12

export interface Begun {
  readonly draftId: string
  readonly deviceSecret: string
}

/** Drafts being begun in this process: the second of two clicks waits for the first. */
const running = new Map<string, Promise<Begun | undefined>>()
const mostRunning = 1000

const isKey = (key: string): boolean => /^[A-Za-z0-9_-]{16,64}$/.test(key)

/** The draft that the page with this key began earlier, as the browser remembers. */
export function begunBefore(request: Pick<FastifyRequest, 'cookies'>, key: string): string | undefined {
  if (!isKey(key)) return undefined
  const [known, draftId] = (request.cookies[cookieName] ?? '').split('.')
  return known === key && draftId !== undefined && isId(draftId) ? draftId : undefined
}

/**
 * Begins a draft unless the page with this key is beginning one.
 * @returns what `begin` gives, or the draft that the other sending of the page began.
 */
export async function beginOnce<B extends Begun>(
  key: string,
  begin: () => Promise<B | undefined>,
): Promise<
  { readonly isFirst: true; readonly begun: B | undefined } | { readonly isFirst: false; readonly begun: Begun }
> {
  const before = running.get(key)
  const other = before && (await before.catch(() => undefined))
  if (other) return { isFirst: false, begun: other }
  // Nothing is awaited between the look above and the mark below when nobody came before.
  const beginning = begin()
  if (isKey(key) && running.size < mostRunning) remember(key, beginning)
  return { isFirst: true, begun: await beginning }
}

function remember(key: string, beginning: Promise<Begun | undefined>): void {
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
