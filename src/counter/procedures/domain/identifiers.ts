import { isRna, isSiret } from '#kernel/register'

/*
 * Numbers that carry their own key. Each function gives the number as it is kept, or undefined when it is not one.
 */

const compact = (text: string): string => text.replaceAll(/[\s\u00a0\u202f.-]/g, '').toUpperCase()

/** Fourteen figures whose key is right. */
export const siretOf = (text: string): string | undefined => only(compact(text), isSiret)

/** A number of the register of associations: `W691234567`. */
export const rnaOf = (text: string): string | undefined => only(compact(text), isRna)

const only = (number: string, is: (number: string) => boolean): string | undefined => (is(number) ? number : undefined)

/** Lengths of the countries met most; others are between 15 and 34 characters (ISO 13616). */
const lengths: Readonly<Record<string, number>> = {
  FR: 27,
  MC: 27,
  BE: 16,
  CH: 21,
  DE: 22,
  ES: 24,
  IT: 27,
  LU: 20,
  PT: 25,
}

/** Country, two figures of key modulo 97, account (ISO 13616, ISO/IEC 7064). */
export function ibanOf(text: string): string | undefined {
  const iban = compact(text)
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return undefined
  const length = lengths[iban.slice(0, 2)]
  if (length !== undefined && iban.length !== length) return undefined
  const figures = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return Array.from(figures).reduce((rest, figure) => (rest * 10 + Number(figure)) % 97, 0) === 1 ? iban : undefined
}

/** "9 h 30", "9h", "09:30", "9.30" → `09:30`. */
export function timeOf(text: string): string | undefined {
  const match = /^(\d{1,2})\s*(?:[h:.]|heures?)\s*(\d{2})?$/i.exec(text.trim())
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2] ?? 0)]
  if (!match || hour > 23 || minute > 59) return undefined
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
