import type { Failure } from '../schema.ts'

/** What an answer means: a value, a refusal for good, or a moment to wait. */
export type Verdict =
  | { readonly kind: 'given'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'later'; readonly afterSeconds: number | undefined }

/**
 * By HTTP status, as the State's descriptions give them: 401 and 403 the key, 404 nobody, 409 the same question is running,
 * 422 what was said, 429 too many, 451 the law, 5xx out of order. Anything else is as if it did not answer.
 */
export function judge(status: number, data: unknown, afterSeconds: number | undefined): Verdict {
  if (status === 200) return { kind: 'given', data }
  const failure = failures[status]
  return failure === undefined ? { kind: 'later', afterSeconds } : { kind: 'refused', failure }
}

const failures: Readonly<Record<number, Failure>> = {
  400: 'malformed',
  401: 'not_allowed',
  403: 'not_allowed',
  404: 'unknown',
  422: 'malformed',
  451: 'withheld',
}

/** A datum is asked this often in all: then its piece is asked. */
export const mostAttempts = 4
const firstWait = 30
const longestWait = 900

/** Seconds before the next question: what the State says, within reason, else twice as long each time. */
export function waitAfter(attempts: number, said: number | undefined): number {
  const own = Math.min(longestWait, firstWait * 4 ** Math.max(0, attempts - 1))
  return said === undefined || !Number.isFinite(said) || said < 0 ? own : Math.min(3600, Math.max(1, Math.ceil(said)))
}

/** Failures in a row after which a provider is left alone, for everybody. */
const pauseAfter = 5
const pauseSeconds = 60

/** For how many seconds a provider is left alone after that many failures in a row; 0: it is asked on. */
export function pauseFor(failures: number, said: number | undefined): number {
  if (said !== undefined) return waitAfter(1, said)
  return failures < pauseAfter ? 0 : Math.min(longestWait, pauseSeconds * 2 ** Math.min(4, failures - pauseAfter))
}

/** What the header `Retry-After` says (RFC 9110, 10.2.3): seconds, or a moment. */
export function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds : undefined
  const moment = Date.parse(header)
  return Number.isNaN(moment) ? undefined : Math.max(0, Math.ceil((moment - now.getTime()) / 1000))
}
