import type { AccountField, FieldFault, FieldFaults, LinkPurpose, LinkRefusal } from './schema.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const days = 24 * hours

/** The form under which addresses are compared: nobody has two accounts for `Jeanne@Exemple.fr` and `jeanne@exemple.fr`. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase()

const emailShape = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\.]{2,}$/

/** Whether mail can be sent there at all; only a link that comes back proves that it arrives. */
export const isEmail = (text: string): boolean => text.length <= 254 && emailShape.test(text)

/** CNIL, deliberation 2022-100: with attempts counted, length does more than kinds of characters. */
export const passwordLength = { shortest: 12, longest: 200 } as const

interface Identity {
  readonly email: string
  readonly givenName?: string
  readonly familyName?: string
}

/** What is wrong with a password, or undefined. Easy ones: her own name or address, or few different characters. */
export function passwordFault(password: string, of: Identity): FieldFault | undefined {
  const length = Array.from(password).length
  if (length === 0) return 'missing'
  if (length < passwordLength.shortest) return 'too_short'
  if (length > passwordLength.longest) return 'too_long'
  const lower = password.normalize('NFKC').toLowerCase()
  const isOwn = [of.email, of.email.split('@')[0] ?? '', `${of.givenName ?? ''} ${of.familyName ?? ''}`]
    .map((text) => text.trim().toLowerCase())
    .some((text) => text !== '' && text === lower)
  return isOwn || new Set(lower).size < 5 ? 'too_easy' : undefined
}

const longestName = 100
const phoneShape = /^\+?[\d .()/-]{6,30}$/

/** What is wrong in the fields that somebody typed, for the message beside each; empty when nothing is. */
export function fieldFaults(input: {
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly phone?: string | undefined
  readonly password?: string | undefined
}): FieldFaults {
  const faults: [AccountField, FieldFault | undefined][] = [
    ['email', emailFault(input.email.trim())],
    ['givenName', nameFault(input.givenName.trim())],
    ['familyName', nameFault(input.familyName.trim())],
    ['phone', input.phone?.trim() && !phoneShape.test(input.phone.trim()) ? 'malformed' : undefined],
    ['password', input.password === undefined ? undefined : passwordFault(input.password, input)],
  ]
  return Object.fromEntries(faults.filter(([, fault]) => fault !== undefined))
}

export const hasFaults = (faults: FieldFaults): boolean => Object.keys(faults).length > 0

function emailFault(email: string): FieldFault | undefined {
  if (email === '') return 'missing'
  return isEmail(email) ? undefined : 'malformed'
}

function nameFault(name: string): FieldFault | undefined {
  if (name === '') return 'missing'
  return name.length > longestName ? 'too_long' : undefined
}

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
  mailToAddress: { atOnce: 3, oneEvery: 20 * minutes },
} as const satisfies Record<string, AttemptLimit>

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

/** Twelve hours without a request end a session, seven days end it whatever happens. */
export const sessionLife = { idle: 12 * hours, whole: 7 * days, touchedEvery: 5 * minutes } as const

/** Agents prove who they are once a working day at least. */
const bureauLife = 12 * hours

export const sessionEnd = (signedInAt: Date, seenAt: Date): Date =>
  new Date(Math.min(seenAt.getTime() + sessionLife.idle, signedInAt.getTime() + sessionLife.whole))

/** Whether seeing the session again is worth a write. */
export const isWorthTouching = (seenAt: Date, now: Date): boolean =>
  now.getTime() - seenAt.getTime() >= sessionLife.touchedEvery

/** Whether a session is recent enough for the work of an agent or of the operator; otherwise she signs in again. */
export const isFreshForBureau = (session: { readonly signedInAt: Date }, now: Date): boolean =>
  now.getTime() - session.signedInAt.getTime() < bureauLife

/** A link to confirm outlives a night; a link that opens an account is for now; an invitation waits for a holiday's end. */
export const linkLife: Readonly<Record<LinkPurpose, number>> = {
  confirm_email: 2 * days,
  reset_password: hours,
  choose_password: 14 * days,
}

/** Whether a link still opens. */
export function judgeLink(
  link: { readonly expiresAt: Date; readonly usedAt: Date | null } | undefined,
  now: Date,
): LinkRefusal | undefined {
  if (!link) return { reason: 'link_unknown' }
  if (link.usedAt) return { reason: 'link_used' }
  return link.expiresAt.getTime() <= now.getTime() ? { reason: 'link_expired' } : undefined
}

/** How long what has ended is kept: sessions for who asks "was that me?", links and unconfirmed sign-ups briefly. */
export const keptAfterEnd = { session: 30 * days, link: 7 * days } as const

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
