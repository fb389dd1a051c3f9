import { days, hours, minutes } from './durations.ts'

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

/** How long what has ended is kept: sessions for who asks "was that me?", links and unconfirmed sign-ups briefly. */
export const keptAfterEnd = { session: 30 * days, link: 7 * days } as const

/** What a browser says of itself, as much of it as is kept. */
export const deviceText = (userAgent: string | undefined): string => (userAgent ?? '').slice(0, 300)
