import type { Method } from '../schema.ts'
import { days, hours, minutes } from './durations.ts'

/** How long what is begun waits to be finished. */
export const factorLife = {
  /** A right password that waits for its second step. */
  pending: 10 * minutes,
  /** What a browser asks a passkey to sign. */
  challenge: 5 * minutes,
  /** An application being set up, and codes that nobody said she kept. */
  setUp: hours,
  /** Support never removes factors at once: their owner has the time to say no. */
  reset: 24 * hours,
  /** A browser that did not come back for a year is new again. */
  device: 365 * days,
} as const

/** More than anybody carries. */
export const mostPasskeys = 20

/** What an account has besides its password. */
export interface Factors {
  readonly hasTotp: boolean
  readonly passkeys: number
}

/** Whether a right password is only the first of two steps. */
export const asksSecondStep = ({ hasTotp, passkeys }: Factors): boolean => hasTotp || passkeys > 0

/** A passkey is had and unlocked: it is two steps in one, and asks for no other. */
export const isWhole = (methods: readonly Method[]): boolean =>
  methods.includes('passkey') || methods.includes('security_key')

/** Whether somebody proved who she is within so many milliseconds. */
export const isProvedWithin = (session: { readonly provedAt: Date }, milliseconds: number, now: Date): boolean =>
  now.getTime() - session.provedAt.getTime() < milliseconds

const longestName = 60

/** The name of a key as it is kept, in one line; the suggestion where nothing was typed. */
export function keyName(typed: string, suggestion: string): string {
  const name = typed.replaceAll(/\s+/g, ' ').trim() || suggestion
  return Array.from(name).slice(0, longestName).join('')
}
