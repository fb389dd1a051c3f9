import { minutes, seconds } from './durations.ts'

/** Some attempts at once, then one every so often: a leaking bucket. */
export interface AttemptLimit {
  readonly atOnce: number
  readonly oneEvery: number
}

/**
 * What is allowed, by what is counted. One account: five tries, then one every five minutes (288 a day against twelve
 * characters); one network address, behind which a whole school may be: thirty, then one every ten seconds.
 */
export const attemptLimits = {
  signInToAccount: { atOnce: 5, oneEvery: 5 * minutes },
  signInFromAddress: { atOnce: 30, oneEvery: 10 * seconds },
  signUpFromAddress: { atOnce: 10, oneEvery: 5 * minutes },
  // Six digits, three of them right at a time: 48 tries a day leave a thief who has the password one chance in 7 000.
  secondStepOfAccount: { atOnce: 5, oneEvery: 30 * minutes },
  mailToAddress: { atOnce: 3, oneEvery: 20 * minutes },
} as const satisfies Record<string, AttemptLimit>

/**
 * Wrong passwords over the whole territory, from whatever address: six hundred at once, then ten a second. Past that,
 * somebody tries passwords from many addresses.
 */
export const territoryLimit = { atOnce: 600, oneEvery: seconds / 10 } as const

/** Never more than this, in seconds: whoever is slowed down comes back soon, and nobody is locked out. */
const longestSlowDown = 20

/**
 * How long a browser that no account knows waits while passwords are being tried everywhere; undefined in quiet times.
 * Browsers that entered the account before, passkeys and links by mail are not slowed down.
 * @param clearAt when no wrong password counts any more.
 */
export function slowDown(clearAt: Date, now: Date): number | undefined {
  const over = clearAt.getTime() - now.getTime() - territoryLimit.atOnce * territoryLimit.oneEvery
  if (over < 0) return undefined
  return Math.min(longestSlowDown, 5 + Math.ceil(over / seconds))
}

export type Admission =
  | { readonly admitted: true; readonly clearAt: Date }
  | { readonly admitted: false; readonly retryAfterSeconds: number }

/**
 * Admits an attempt, or says when the next one is.
 * @param clearAt when nothing counts any more, as the last admission left it.
 */
export function admitAttempt(clearAt: Date, limit: AttemptLimit, now: Date): Admission {
  const from = Math.max(clearAt.getTime(), now.getTime())
  const wait = from + limit.oneEvery - now.getTime() - limit.atOnce * limit.oneEvery
  if (wait > 0) return { admitted: false, retryAfterSeconds: Math.ceil(wait / seconds) }
  return { admitted: true, clearAt: new Date(from + limit.oneEvery) }
}

/**
 * The network address as attempts are counted: an IPv4 address, or the /64 of an IPv6 one, since each household
 * and each attacker disposes of a whole /64.
 */
export function addressBlock(address: string): string {
  const plain = address.trim().toLowerCase().replace(/%.*$/, '')
  const embedded = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(plain)?.[1]
  if (embedded) return embedded
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0')
  return [...groups, ...zeros, ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** When the next attempt is admitted, if it is not now. */
export function mayTryAgainAt(clearAt: Date, limit: AttemptLimit, now: Date): Date | undefined {
  const admission = admitAttempt(clearAt, limit, now)
  return admission.admitted ? undefined : new Date(now.getTime() + admission.retryAfterSeconds * seconds)
}
