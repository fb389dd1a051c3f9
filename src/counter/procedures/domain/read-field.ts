import { parseCents } from '#kernel/money'
import { type Pattern, readPattern } from '#kernel/pattern'
import type { SimpleField } from '../schema/index.ts'
import { ibanOf, rnaOf, siretOf, timeOf } from './identifiers.ts'
import { readAddress, readDate, readDateRange, readIdentity } from './read-composite.ts'
import { readPlace } from './read-place.ts'
import { readSignature } from './read-signature.ts'
import { lineOf, linesOf, rawList, typedNumber } from './raw.ts'
import {
  answered,
  blank,
  type FieldErrorCode,
  type ListedSource,
  type Question,
  type Reading,
  wrong,
} from './reading.ts'
import { compute } from './compute.ts'
import { visibleOptions } from './scope.ts'

type Of<T extends SimpleField['type']> = Question<Extract<SimpleField, { type: T }>>

export const defaultLengths = { text: 200, long_text: 5000 } as const
export const defaultMaxFiles = 5

const patterns = new WeakMap<SimpleField, Pattern | undefined>()

/** One that cannot be followed was published before it was refused: whoever files is not held up by it. */
function patternOf(field: SimpleField, source: string): Pattern | undefined {
  if (!patterns.has(field)) {
    const read = readPattern(source)
    patterns.set(field, read.ok ? read.value : undefined)
  }
  return patterns.get(field)
}

function readText(question: Of<'text'>): Reading {
  const { field, name, entries } = question
  const text = lineOf(entries, name)
  if (!text) return blank(question)
  const maximum = field.maxLength ?? defaultLengths.text
  if (text.length > maximum) return wrong(question, 'too_long', { params: { maximum } })
  if (field.pattern !== undefined && patternOf(field, field.pattern)?.matches(text) === false) {
    return wrong(question, 'pattern', field.patternMessage ? { params: { message: field.patternMessage } } : {})
  }
  return answered(text)
}

function readLongText(question: Of<'long_text'>): Reading {
  const text = linesOf(question.entries, question.name)
  if (!text) return blank(question)
  const maximum = question.field.maxLength ?? defaultLengths.long_text
  return text.length > maximum ? wrong(question, 'too_long', { params: { maximum } }) : answered(text)
}

function readNumber(question: Of<'number'>): Reading {
  const { field, name, entries } = question
  const text = lineOf(entries, name)
  if (!text) return blank(question)
  const value = typedNumber(text)
  if (value === undefined) return wrong(question, 'not_a_number')
  const decimals = field.decimals ?? 0
  if (Number(value.toFixed(decimals)) !== value) {
    return decimals === 0
      ? wrong(question, 'not_whole')
      : wrong(question, 'too_many_decimals', { params: { decimals } })
  }
  return within(question, value, field)
}

function readAmount(question: Of<'amount'>): Reading {
  const { field, name, entries } = question
  const text = lineOf(entries, name)
  if (!text) return blank(question)
  const cents = parseCents(text)
  if (cents === undefined) return wrong(question, 'not_an_amount')
  // A negative amount is asked for on purpose, never by default.
  return within(question, cents || 0, { minimum: 0, ...field })
}

function within(question: Question, value: number, bounds: { minimum?: number; maximum?: number }): Reading {
  const { minimum, maximum } = bounds
  if (minimum !== undefined && value < minimum) return wrong(question, 'too_small', { params: { minimum } })
  if (maximum !== undefined && value > maximum) return wrong(question, 'too_large', { params: { maximum } })
  return answered(value)
}

function readYesNo(question: Of<'yes_no'>): Reading {
  const text = lineOf(question.entries, question.name)
  if (!text) return blank(question)
  return text === 'yes' || text === 'no' ? answered(text === 'yes') : wrong(question, 'not_an_option')
}

function readChoice(question: Of<'choice'>): Reading {
  const { source, options = [] } = question.field
  if (source) return readListed(question, { kind: 'list', name: source.list }, 'not_listed')
  const chosen = lineOf(question.entries, question.name)
  if (!chosen) return blank(question)
  const offered = visibleOptions(options, question.scope)
  return offered.some(({ value }) => value === chosen) ? answered(chosen) : wrong(question, 'not_an_option')
}

/** A value of a list, of records, of an agenda: whoever keeps them says whether it is one. */
function readListed(question: Question, source: ListedSource, code: FieldErrorCode): Reading {
  const chosen = lineOf(question.entries, question.name)
  if (!chosen) return blank(question)
  return question.context.isListed?.(source, chosen) ? answered(chosen) : wrong(question, code)
}

function readChoices(question: Of<'choices'>): Reading {
  const { field, name, entries } = question
  const chosen = rawList(entries, name)
  if (chosen.length === 0) return blank(question)
  const known = offeredOf(question, chosen)
  if (chosen.some((value) => !known.includes(value)))
    return wrong(question, field.source ? 'not_listed' : 'not_an_option')
  const maximum = field.maxChoices
  if (maximum !== undefined && chosen.length > maximum)
    return wrong(question, 'too_many_choices', { params: { maximum } })
  return answered(known.filter((value) => chosen.includes(value)))
}

/** What may be chosen, in the author's order; of a list, what was chosen of it. */
function offeredOf({ field, scope, context }: Of<'choices'>, chosen: readonly string[]): readonly string[] {
  const { source, options = [] } = field
  if (!source) return visibleOptions(options, scope).map(({ value }) => value)
  return chosen.filter((value) => context.isListed?.({ kind: 'list', name: source.list }, value))
}

const emailShape = /^[^\s@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+\p{L}{2,63}$/u

/** Spaces around and inside are a slip of the thumb; the domain is written in lower case. */
function readEmail(question: Of<'email'>): Reading {
  const text = lineOf(question.entries, question.name).replaceAll(' ', '')
  if (!text) return blank(question)
  const at = text.lastIndexOf('@')
  const address = text.slice(0, at) + text.slice(at).toLowerCase()
  const sound = address.length <= 254 && emailShape.test(address) && !/^\.|\.\.|\.@/.test(address)
  return sound ? answered(address) : wrong(question, 'not_an_email')
}

/** French numbers as people write them, and any number with its country code; E.164, or undefined. */
export function phoneOf(text: string): string | undefined {
  const compact = text
    .replaceAll(/[\s\u00a0\u202f.\-–/]/g, '')
    .replace(/^00/, '+')
    .replace(/^(\+\d+)\(0\)/, '$1')
    .replaceAll(/[()]/g, '')
  if (/^0[1-9]\d{8}$/.test(compact)) return `+33${compact.slice(1)}`
  if (/^\+330?[1-9]\d{8}$/.test(compact)) return `+33${compact.slice(-9)}`
  return /^\+(?!33|0)\d{7,15}$/.test(compact) ? compact : undefined
}

function readPhone(question: Of<'phone'>): Reading {
  const text = lineOf(question.entries, question.name)
  if (!text) return blank(question)
  const phone = phoneOf(text)
  return phone ? answered(phone) : wrong(question, 'not_a_phone')
}

/** One line that must be a number with its own key. */
const readNumbered =
  (numberOf: (text: string) => string | undefined, code: FieldErrorCode) =>
  (question: Question): Reading => {
    const text = lineOf(question.entries, question.name)
    if (!text) return blank(question)
    const number = numberOf(text)
    return number === undefined ? wrong(question, code) : answered(number)
  }

function readCommune(question: Of<'commune'>): Reading {
  const insee = lineOf(question.entries, question.name).toUpperCase()
  if (!insee) return blank(question)
  return question.context.isCommune(insee) ? answered(insee) : wrong(question, 'not_a_commune')
}

const office = [
  'application/msword',
  'application/rtf',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'text/plain',
  'text/csv',
]

/** Media types behind each family of files; the type is the one sniffed at the deposit, not the one announced. */
export const acceptedMediaTypes: Readonly<Record<'pdf' | 'image' | 'document', readonly string[]>> = {
  pdf: ['application/pdf'],
  image: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic', 'image/heif', 'image/avif', 'image/tiff'],
  document: ['application/pdf', ...office],
}

function readFiles(question: Of<'file'>): Reading {
  const { field, name, entries, context } = question
  const ids = rawList(entries, name).filter((id) => context.attachments.has(id))
  if (ids.length === 0) return blank(question)
  const maximum = field.maxFiles ?? defaultMaxFiles
  if (ids.length > maximum) return wrong(question, 'too_many_files', { params: { maximum } })
  const accepted = new Set(
    (field.accept ?? (['pdf', 'image', 'document'] as const)).flatMap((family) => acceptedMediaTypes[family]),
  )
  const other = ids.map((id) => context.attachments.get(id)).find((file) => file && !accepted.has(file.mediaType))
  return other ? wrong(question, 'wrong_file_type', { params: { file: other.name } }) : answered(ids)
}

const readers: { readonly [T in SimpleField['type']]: (question: Of<T>) => Reading } = {
  text: readText,
  long_text: readLongText,
  number: readNumber,
  amount: readAmount,
  date: readDate,
  yes_no: readYesNo,
  choice: readChoice,
  choices: readChoices,
  email: readEmail,
  phone: readPhone,
  address: readAddress,
  commune: readCommune,
  file: readFiles,
  identity: readIdentity,
  siret: readNumbered(siretOf, 'not_a_siret'),
  rna: readNumbered(rnaOf, 'not_an_rna'),
  iban: readNumbered(ibanOf, 'not_an_iban'),
  time: readNumbered(timeOf, 'not_a_time'),
  date_range: readDateRange,
  map: readPlace,
  signature: readSignature,
  card: (question) => readListed(question, { kind: 'card', name: question.field.list }, 'not_listed'),
  slot: (question) => readListed(question, { kind: 'slot', name: question.field.agenda }, 'slot_gone'),
  computed: ({ field, scope }) => compute(field, scope),
  information: () => ({ errors: [] }),
}

/** The answer to one field, or why there is none. */
export const readField = (question: Question): Reading =>
  // The table has one reader for each type: the compiler loses the tie between a type and its reader, we do not.
  (readers[question.field.type] as (question: Question) => Reading)(question)
