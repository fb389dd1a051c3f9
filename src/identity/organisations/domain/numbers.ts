import { isRna, isSiren, isSiret } from '#kernel/register'

/** A number by which an organisation is found in a French register. */
export type RegisterNumber =
  | { readonly kind: 'siren'; readonly siren: string }
  | { readonly kind: 'siret'; readonly siren: string; readonly siret: string }
  | { readonly kind: 'rna'; readonly rna: string }

/**
 * Reads what somebody typed: spaces, dots and dashes are forgiven, the key is checked.
 * @returns undefined when it is neither a SIREN, a SIRET nor a number of the register of associations.
 */
export function readNumber(typed: string): RegisterNumber | undefined {
  const plain = typed.toUpperCase().replaceAll(/[\s.\p{Pd}]/gu, '')
  if (isRna(plain)) return { kind: 'rna', rna: plain }
  if (isSiren(plain)) return { kind: 'siren', siren: plain }
  if (isSiret(plain)) return { kind: 'siret', siren: plain.slice(0, 9), siret: plain }
  return undefined
}

/** "552 049 447", "552 049 447 76279": as people read them. */
export const spacedNumber = (digits: string): string =>
  [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 9), digits.slice(9)].filter(Boolean).join('\u00a0')
