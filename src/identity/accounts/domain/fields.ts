import type { AccountField, FieldFault, FieldFaults } from '../schema.ts'

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
