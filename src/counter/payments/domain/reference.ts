import type { Cents } from '#kernel/money'
import { accepted, type Outcome, refused } from '#kernel/outcome'

/** What PayFiP takes as the reference of a debt: 6 to 30 letters and digits (guide de mise en œuvre, REFDET). */
const accepts = /^[A-Za-z0-9]{6,30}$/

export const isReference = (text: string): boolean => accepts.test(text)

/** `P202600000042`: the year of the accounts, then a number that follows the one before. */
export const referenceOf = (year: number, number: number): string => `P${year}${String(number).padStart(8, '0')}`

/** Each attempt has its own, so that two sums that were collected never bear the same: `P20260000004201`. */
export const attemptReference = (reference: string, number: number): string =>
  `${reference}${String(number).padStart(2, '0')}`

const longestKept = 200

/** The words of what is paid, as they are kept: one line, 200 characters at most. */
export const readPurpose = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, longestKept)

const longestPurpose = 100

/** The words as PayFiP takes them (OBJET): letters without accents, digits and spaces, 100 at most. */
export const plainPurpose = (text: string): string =>
  text
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'OE')
    .replaceAll('æ', 'ae')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .slice(0, longestPurpose)
    .trim()

/** What PayFiP takes at least and at most (faults M3 and M5): one euro, and less than a hundred thousand. */
const [least, most]: readonly [Cents, Cents] = [100, 9_999_999]

export type AmountFault = 'not_whole' | 'negative' | 'too_small' | 'too_large'

/** Whether a sum can be asked for. Nothing to pay is an answer too: it is settled at once. */
export function readAmount(amount: number): Outcome<Cents, AmountFault> {
  if (!Number.isSafeInteger(amount)) return refused('not_whole')
  if (amount < 0) return refused('negative')
  if (amount === 0) return accepted(0)
  if (amount < least) return refused('too_small')
  return amount > most ? refused('too_large') : accepted(amount)
}

/** An address that PayFiP writes to: 6 to 80 characters (MEL). Whether it exists, only a letter tells. */
export const isPayerEmail = (text: string): boolean =>
  text.length >= 6 && text.length <= 80 && /^[^\s@<>"',;:()[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(text)
