import type { Day } from '#kernel/calendar'
import type { Scope } from '#kernel/expression'
import type { Answers, LocalizedText, PageEntries, SimpleField, SimpleValue } from '../schema/index.ts'

/** Why an entry is not an answer. Each code has its sentence in the catalogues of the sites. */
export const fieldErrorCodes = [
  'required',
  'too_long',
  'pattern',
  'not_a_number',
  'not_whole',
  'too_many_decimals',
  'too_small',
  'too_large',
  'not_an_amount',
  'not_a_date',
  'incomplete_date',
  'short_year',
  'too_early',
  'too_late',
  'before_other',
  'not_an_option',
  'too_many_choices',
  'not_an_email',
  'not_a_phone',
  'not_a_postal_code',
  'outside_collectivity',
  'not_a_commune',
  'too_many_files',
  'wrong_file_type',
  'too_few_rows',
  'too_many_rows',
  'not_a_siret',
  'not_an_rna',
  'not_an_iban',
  'not_a_time',
  'reversed_range',
  'not_a_place',
  'too_few_points',
  'crossing_lines',
  'not_listed',
  'slot_gone',
  'check',
  'ineligible',
] as const

export type FieldErrorCode = (typeof fieldErrorCodes)[number]

/**
 * One message beside one input. `field` is the path of the field (`children.0.birth`), `input` the name of the input
 * that takes the focus (`children.0.birth.day`). `params` by code: `maximum` (too_long, too_large, too_many_…),
 * `minimum` (too_small, too_few_rows), `unit` of an amount is cents, `day` (too_early, too_late, before_other),
 * `other` (before_other: the other field), `message` (pattern, check, ineligible: the author's words), `see` (ineligible:
 * whom to see, when the author says), `decimals`, `file` (its name), `minimum` points (too_few_points).
 * `ineligible` is not a fault of what was typed: it has no input, and says why the form ends here.
 */
export interface FieldError {
  readonly field: string
  readonly input: string
  readonly code: FieldErrorCode
  readonly params?: ErrorParams
}

export type ErrorParams = Readonly<Record<string, string | number | LocalizedText>>

export interface Attachment {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly mediaType: string
}

/** What a page is read against. */
export interface ReadContext {
  readonly today: Day
  /** Answers of the pages before this one. */
  readonly answersBefore: Answers
  /** The postal codes of the collectivity; empty when it does not restrict addresses. */
  readonly postalCodes: readonly string[]
  /** Whether an INSEE code is a commune of the territory. */
  isCommune(insee: string): boolean
  /** The files that this person really deposited, by id: any other id is ignored. */
  readonly attachments: ReadonlyMap<string, Attachment>
  /** Whether a list, records or an agenda offer a value: see `findListed`. Nothing is offered where nobody can say. */
  readonly isListed?: (source: ListedSource, value: string) => boolean
  /** What conditions read besides answers. */
  readonly around?: Scope
}

/** Where the values of a field come from when its author did not write them. */
export interface ListedSource {
  readonly kind: 'list' | 'card' | 'slot'
  /** Slug of the list or of the records; name of the agenda. */
  readonly name: string
}

/** One field being read: `name` is its path, `scope` what conditions see at that point. */
export interface Question<F extends SimpleField = SimpleField> {
  readonly field: F
  readonly name: string
  readonly entries: PageEntries
  readonly context: ReadContext
  readonly scope: Scope
  /** It may be left blank, as the answers so far say. */
  readonly isOptional: boolean
}

export interface Reading {
  readonly value?: SimpleValue
  readonly errors: readonly FieldError[]
}

export const answered = (value: SimpleValue): Reading => ({ value, errors: [] })

/** A refused entry; the focus goes to `input`, or to the field itself. */
export function wrong(
  { name }: Pick<Question, 'name'>,
  code: FieldErrorCode,
  { params, input = name }: { params?: ErrorParams; input?: string } = {},
): Reading {
  return { errors: [{ field: name, input, code, ...(params && { params }) }] }
}

/** Nothing was written: fine when the field is optional. */
export function blank(question: Question, input = question.name): Reading {
  return question.isOptional ? { errors: [] } : wrong(question, 'required', { input })
}
