/** A number by which an organisation is found in a French register. */
export type RegisterNumber =
  | { readonly kind: 'siren'; readonly siren: string }
  | { readonly kind: 'siret'; readonly siren: string; readonly siret: string }
  | { readonly kind: 'rna'; readonly rna: string }

/** The one firm whose establishments are too many for the usual key: their digits add up to a multiple of five (INSEE). */
const manyEstablishments = '356000000'

/**
 * Reads what somebody typed: spaces, dots and dashes are forgiven, the key is checked.
 * @returns undefined when it is neither a SIREN, a SIRET nor a number of the register of associations.
 */
export function readNumber(typed: string): RegisterNumber | undefined {
  const plain = typed.toUpperCase().replaceAll(/[\s.\p{Pd}]/gu, '')
  if (/^W[0-9][0-9A-Z][0-9]{7}$/.test(plain)) return { kind: 'rna', rna: plain }
  if (isSiren(plain)) return { kind: 'siren', siren: plain }
  if (isSiret(plain)) return { kind: 'siret', siren: plain.slice(0, 9), siret: plain }
  return undefined
}

/** Nine digits, the last one the key of Luhn. */
export const isSiren = (digits: string): boolean => /^\d{9}$/.test(digits) && /[1-9]/.test(digits) && hasKey(digits)

/** Fourteen digits: a SIREN, then the establishment's number and key. */
export function isSiret(digits: string): boolean {
  if (!/^\d{14}$/.test(digits) || !isSiren(digits.slice(0, 9))) return false
  if (hasKey(digits)) return true
  return digits.startsWith(manyEstablishments) && sumOf(digits) % 5 === 0
}

const sumOf = (digits: string): number => Array.from(digits).reduce((sum, digit) => sum + Number(digit), 0)

function hasKey(digits: string): boolean {
  const weighed = Array.from(digits)
    .reverse()
    .map((digit, rank) => Number(digit) * (rank % 2 === 1 ? 2 : 1))
  return weighed.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0
}

/** "552 049 447", "552 049 447 76279": as people read them. */
export const spacedNumber = (digits: string): string =>
  [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 9), digits.slice(9)].filter(Boolean).join('\u00a0')
