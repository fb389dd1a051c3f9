import { normalise } from '#kernel/normalise'
import type { Contact } from '../schema.ts'
import { emailKey, nameOf, withoutOneLetter } from './names.ts'

/** Why two contacts may be one person. Each is a reason to look, and none is a proof: families share addresses and numbers, and strangers names. */
export type Likeness =
  | 'same_name'
  | 'close_name'
  | 'same_birth_date'
  | 'same_email'
  | 'same_phone'
  | 'same_address'
  | 'same_number'

const keyOf = (contact: Contact): string => normalise(nameOf(contact)).split(' ').toSorted().join(' ')

/** One letter apart, or two that changed places, in one word only. */
export function isClose(a: string, b: string): boolean {
  if (a === b) return true
  const [first, second] = [
    [a, ...withoutOneLetter(a)],
    [b, ...withoutOneLetter(b)],
  ]
  return first.some((each) => second.includes(each))
}

const wordsClose = (a: string, b: string): boolean => {
  const [first, second] = [a.split(' '), b.split(' ')]
  return first.length === second.length && first.every((word, at) => isClose(word, second[at] ?? ''))
}

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((each) => b.includes(each))

const addressKey = ({ address }: Contact): string => (address ? normalise(`${address.line} ${address.postalCode}`) : '')

const isSame = (a: string | null, b: string | null): boolean => a !== null && a !== '' && a === b

/** The reasons to think that two contacts may be the same, the strongest first. */
export function likenesses(a: Contact, b: Contact): readonly Likeness[] {
  if (a.kind !== b.kind) return []
  const [nameA, nameB] = [keyOf(a), keyOf(b)]
  const judged: readonly (readonly [Likeness, boolean])[] = [
    ['same_number', isSame(a.number, b.number)],
    ['same_name', nameA === nameB],
    ['close_name', nameA !== nameB && wordsClose(nameA, nameB)],
    ['same_birth_date', isSame(a.birthDate, b.birthDate)],
    ['same_email', share(a.emails.map(emailKey), b.emails.map(emailKey))],
    ['same_phone', share(a.phones, b.phones)],
    ['same_address', isSame(addressKey(a), addressKey(b))],
  ]
  return judged.flatMap(([likeness, isIt]) => (isIt ? [likeness] : []))
}

/**
 * Whether it is worth an agent's look: a name alone is not (strangers share them), nor an address, a number or a day of birth
 * alone (families do). Two different days of birth are two people, whatever else they share.
 */
export function isSuggested(a: Contact, b: Contact): boolean {
  if (a.birthDate !== null && b.birthDate !== null && a.birthDate !== b.birthDate) return false
  const found = new Set(likenesses(a, b))
  const isNamed = found.has('same_name') || found.has('close_name')
  return found.has('same_number') || (isNamed && found.size > 1)
}
