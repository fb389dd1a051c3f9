import type { Answers, Field, FieldType, InnerRepeatedField } from '../schema/index.ts'

/*
 * A case that follows a newer revision keeps its answers, whatever has become of their questions. Whoever writes an answer
 * asks first whether it still has the form of its question.
 */

type Answer = Answers[string]
type Shape = (value: Answer) => boolean

const isText: Shape = (value) => typeof value === 'string'
const isNumber: Shape = (value) => typeof value === 'number'
const isDay: Shape = (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
const isTexts: Shape = (value) => isList(value) && value.every((item) => typeof item === 'string')
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const has =
  (...names: readonly string[]): Shape =>
  (value) =>
    typeof value === 'object' && !isList(value) && names.every((name) => Object.hasOwn(value, name))

const shapes: Readonly<Record<Exclude<FieldType, 'computed'>, Shape>> = {
  text: isText,
  long_text: isText,
  email: isText,
  phone: isText,
  choice: isText,
  commune: isText,
  siret: isText,
  rna: isText,
  iban: isText,
  time: isText,
  slot: isText,
  card: isText,
  date: isDay,
  number: isNumber,
  amount: isNumber,
  yes_no: (value) => typeof value === 'boolean',
  choices: isTexts,
  file: isTexts,
  address: has('postalCode', 'line', 'city'),
  identity: has('givenName', 'familyName'),
  date_range: has('from', 'to'),
  map: has('geometry'),
  signature: has('signedBy'),
  repeated: (value) => isList(value) && value.every((item) => typeof item === 'object' && item !== null),
  information: () => false,
}

/** Whether a value has the form of the answers to a question. */
export const isAnswerTo = (field: Field | InnerRepeatedField, value: Answer): boolean =>
  shapes[field.type === 'computed' ? field.gives : field.type](value)

/** An answer whose question asks for something else by now, as plainly as it can be written. */
export function plainText(value: unknown): string {
  if (isList(value)) return value.map(plainText).filter(Boolean).join('\n')
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null) return ''
  return Object.values(value).map(plainText).filter(Boolean).join(' ')
}
