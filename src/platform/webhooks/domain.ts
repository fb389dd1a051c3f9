import { safeWebAddress } from '#kernel/web-address'
import type { Answered, Subscription } from './schema.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** After each failure, how long until the next attempt: ten over a little more than three days, then it is dead. */
const waits = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

/** Longest that a receiver may ask us to wait. */
const mostAsked = 24 * hour

export interface Verdict {
  readonly state: 'delivered' | 'waiting' | 'dead'
  readonly nextAt: Date
}

const isTaken = ({ status, error }: Answered): boolean =>
  error === null && status !== null && status >= 200 && status < 300

/**
 * What becomes of a message after an attempt. Only an answer of 200 to 299 takes it; 410 says that nobody listens any more, which
 * keeps it for when somebody does.
 * @param tries this one included, since the message was written or sent anew.
 * @param chance from 0 to 1: each wait is a fifth shorter to a fifth longer, so that those that failed together do not come back together.
 */
export function judge(answered: Answered, tries: number, { now, chance }: { now: Date; chance: number }): Verdict {
  if (isTaken(answered)) return { state: 'delivered', nextAt: now }
  const wait = waits[tries - 1]
  if (wait === undefined) return { state: 'dead', nextAt: now }
  const own = wait * (0.8 + 0.4 * chance)
  const asked = isAskingForTime(answered) ? Math.min((answered.retryAfter ?? 0) * second, mostAsked) : 0
  return { state: 'waiting', nextAt: new Date(now.getTime() + Math.max(own, asked)) }
}

const isAskingForTime = ({ status }: Answered): boolean => status === 429 || status === 503

/** Failures in a row after which a receiver is left alone for a while. */
const patience = 5

/**
 * Until when a receiver that fails is left alone, then tried with one message: a minute after five failures in a row, doubled by each
 * one more, up to an hour.
 */
export function quietUntil(failures: number, now: Date): Date | null {
  if (failures < patience) return null
  return new Date(now.getTime() + Math.min(minute * 2 ** (failures - patience), hour))
}

/** Messages that may be on their way at once to a receiver: one, while it is not known whether it is well again. */
export const atOnce = ({ failures }: Pick<Subscription, 'failures'>): number => (failures >= patience ? 1 : 8)

export type AddressFault = 'not_an_address' | 'not_encrypted' | 'has_name'

/**
 * The address that messages may go to.
 * @param isPrivateAllowed lets an unencrypted one pass, on the town's own network.
 */
export function faultOfAddress(text: string, isPrivateAllowed: boolean): AddressFault | undefined {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol) || text.length > 500) return 'not_an_address'
  if (url.username !== '' || url.password !== '') return 'has_name'
  return isPrivateAllowed || safeWebAddress(text) !== undefined ? undefined : 'not_encrypted'
}

/** The topics that take a type of messages: `case.submitted` is taken by its name, and by `case.*`. */
export function topicsOf(type: string): string[] {
  const parts = type.split('.')
  return [type, ...parts.slice(0, -1).map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`)]
}
