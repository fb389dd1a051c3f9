/*
 * Numbers of the French registers of organisations, already without spaces: whether each is one, by its form and its key.
 */

/** The one firm whose establishments are too many for the usual key: their digits add up to a multiple of five (INSEE). */
const manyEstablishments = '356000000'

/** Nine digits, the last one the key of Luhn. */
export const isSiren = (digits: string): boolean => /^\d{9}$/.test(digits) && /[1-9]/.test(digits) && hasKey(digits)

/** Fourteen digits: a SIREN, then the establishment's number and key. */
export function isSiret(digits: string): boolean {
  if (!/^\d{14}$/.test(digits) || !isSiren(digits.slice(0, 9))) return false
  if (hasKey(digits)) return true
  return digits.startsWith(manyEstablishments) && sumOf(digits) % 5 === 0
}

/** Of the register of associations: `W`, the prefecture (a figure, then a figure or a letter overseas), and seven figures. */
export const isRna = (text: string): boolean => /^W\d[\dA-Z]\d{7}$/.test(text)

const sumOf = (digits: string): number => Array.from(digits).reduce((sum, digit) => sum + Number(digit), 0)

/** ISO/IEC 7812-1: every second digit from the right is doubled. */
function hasKey(digits: string): boolean {
  const weighed = Array.from(digits)
    .toReversed()
    .map((digit, rank) => Number(digit) * (rank % 2 === 1 ? 2 : 1))
  return weighed.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0
}
