import { type Locale, localize } from '#kernel/localized'
import type {
  AddressValue,
  Answers,
  Definition,
  Field,
  FieldOption,
  FieldType,
  IdentityValue,
  RowAnswers,
  SimpleField,
  SimpleValue,
} from '../schema.ts'
import { own, visibleFields, visiblePages, visibleRowFields } from './scope.ts'

/** How values are written for a reader: the sites give it, with their language's dates and numbers. */
export interface SummaryFormatter {
  day(day: string): string
  cents(cents: number): string
  /** `unit` is already in the reader's language. */
  number(value: number, unit: string | undefined): string
  yesNo(value: boolean): string
  commune(insee: string): string
  phone(phone: string): string
  /** The label of a part of an identity: "Date de naissance". */
  identityPart(part: IdentityPart): string
}

export type IdentityPart = 'birthName' | 'birthDate' | 'birthPlace' | 'organisation'

export interface SummaryLine {
  /** Path of the field: `children.0.birth`. */
  readonly fieldId: string
  readonly label: string
  readonly kind: FieldType
  /** Empty when there is no answer. May hold several lines. */
  readonly text: string
  /** Attachment ids, for a file field. */
  readonly files?: readonly string[]
  /** The row it belongs to: "Enfant 2". */
  readonly group?: string
}

export interface SummarySection {
  readonly pageId: string
  readonly title: string
  readonly lines: readonly SummaryLine[]
}

interface Writing {
  readonly locale: Locale
  readonly formatter: SummaryFormatter
}

const optionText = (options: readonly FieldOption[], value: string, locale: Locale): string => {
  const option = options.find((each) => each.value === value)
  return option ? localize(option.label, locale) : value
}

const addressText = ({ line, complement, postalCode, city }: AddressValue): string =>
  [line, complement, `${postalCode} ${city}`].filter(Boolean).join('\n')

const nameOf = ({ givenName, familyName }: IdentityValue): string => `${givenName} ${familyName}`.trim()

function textOf(field: SimpleField, value: SimpleValue, { locale, formatter }: Writing): string {
  if (typeof value === 'boolean') return formatter.yesNo(value)
  if (typeof value === 'number') {
    if (field.type === 'amount') return formatter.cents(value)
    return formatter.number(value, field.type === 'number' && field.unit ? localize(field.unit, locale) : undefined)
  }
  if (typeof value === 'string') return wordOf(field, value, { locale, formatter })
  if ('givenName' in value) return nameOf(value)
  if ('postalCode' in value) return addressText(value)
  return field.type === 'choices' ? value.map((each) => optionText(field.options, each, locale)).join('\n') : ''
}

function wordOf(field: SimpleField, value: string, { locale, formatter }: Writing): string {
  if (field.type === 'date') return formatter.day(value)
  if (field.type === 'commune') return formatter.commune(value)
  if (field.type === 'phone') return formatter.phone(value)
  return field.type === 'choice' ? optionText(field.options, value, locale) : value
}

function linesOf(field: SimpleField, path: string, value: SimpleValue | undefined, writing: Writing): SummaryLine[] {
  if (field.type === 'information') return []
  const line = { fieldId: path, label: localize(field.label, writing.locale), kind: field.type }
  if (value === undefined) return [{ ...line, text: '' }]
  if (field.type === 'file') return [{ ...line, text: '', files: value as readonly string[] }]
  const main = { ...line, text: textOf(field, value, writing) }
  return field.type === 'identity' ? [main, ...identityLines(path, value as IdentityValue, writing)] : [main]
}

function identityLines(path: string, identity: IdentityValue, { formatter }: Writing): SummaryLine[] {
  return (['organisation', 'birthName', 'birthDate', 'birthPlace'] as const).flatMap((part) => {
    const text = identity[part]
    if (!text) return []
    const written = part === 'birthDate' ? formatter.day(text) : text
    return [
      { fieldId: `${path}.${part}`, label: formatter.identityPart(part), kind: 'identity' as const, text: written },
    ]
  })
}

function fieldLines(field: Field, answers: Answers, writing: Writing): SummaryLine[] {
  const answer = own(answers, field.id)
  if (field.type !== 'repeated') return linesOf(field, field.id, answer as SimpleValue | undefined, writing)
  const rows = (answer ?? []) as readonly RowAnswers[]
  const label = localize(field.rowLabel, writing.locale)
  if (rows.length === 0)
    return [{ fieldId: field.id, label: localize(field.label, writing.locale), kind: 'repeated', text: '' }]
  return rows.flatMap((row, index) =>
    visibleRowFields(field, row, answers)
      .flatMap((each) => linesOf(each, `${field.id}.${index}.${each.id}`, own(row, each.id), writing))
      .map((line) => ({ ...line, group: `${label} ${index + 1}` })),
  )
}

/** What was asked and answered, page by page, for the summary, the agent's page and the PDF. Hidden questions are left out. */
export function summarise(
  definition: Definition,
  answers: Answers,
  locale: Locale,
  formatter: SummaryFormatter,
): readonly SummarySection[] {
  return visiblePages(definition.form, answers)
    .map((page) => ({
      pageId: page.id,
      title: localize(page.shortTitle, locale),
      lines: visibleFields(page, answers).flatMap((field) => fieldLines(field, answers, { locale, formatter })),
    }))
    .filter((section) => section.lines.length > 0)
}

export interface Applicant {
  readonly name: string
  readonly organisation?: string
  readonly email: string
  readonly phone?: string
}

const textAnswer = (answers: Answers, id: string | undefined): string | undefined => {
  const answer = id === undefined ? undefined : own(answers, id)
  return typeof answer === 'string' && answer !== '' ? answer : undefined
}

/** Who asks, from the answers of a complete form; a blank name or address only when the form is not complete. */
export function applicantOf({ applicant }: Definition, answers: Answers): Applicant {
  const identity = own(answers, applicant.identity) as IdentityValue | undefined
  const organisation = textAnswer(answers, applicant.organisation) ?? identity?.organisation
  const phone = textAnswer(answers, applicant.phone)
  return {
    name: identity ? nameOf(identity) : '',
    email: textAnswer(answers, applicant.email) ?? '',
    ...(organisation && { organisation }),
    ...(phone && { phone }),
  }
}

/** What tells this case from another in a list: the answer the procedure chose for that, or its title. */
export function subjectOf(definition: Definition, answers: Answers, locale: Locale): string {
  const text = textAnswer(answers, definition.subject)
  const field = definition.form.pages.flatMap((page) => page.fields).find(({ id }) => id === definition.subject)
  if (text === undefined || !field) return localize(definition.title, locale)
  return field.type === 'choice' ? optionText(field.options, text, locale) : text
}
