import { type Locale, localize } from '#kernel/localized'
import type {
  AddressValue,
  Answers,
  Definition,
  Field,
  FieldOption,
  FieldType,
  IdentityValue,
  InnerRepeatedField,
  MapGeometry,
  MapValue,
  RowAnswers,
  SimpleField,
  SimpleValue,
} from '../schema/index.ts'
import { holds, type Scope } from '#kernel/expression'
import { isAnswerTo, plainText } from './answer-shape.ts'
import type { ListedSource } from './reading.ts'
import { own } from './raw.ts'
import { isPageVisible, scopeOf, visibleRowFields } from './scope.ts'
import { pointsOf } from './typed.ts'

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
  /** What a value of a list, of records or of an agenda is called; the value itself when nobody says. */
  listed?(source: ListedSource, value: string): string | undefined
  /** What conditions read besides answers, while the form is being filled. */
  readonly around?: Scope
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
  /** A place that was pointed at, for those who draw it. */
  readonly geometry?: MapGeometry
  /** A signature that was drawn: an SVG path in a box of 600 by 200. */
  readonly drawing?: string
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

function textOf(field: SimpleField, value: SimpleValue, writing: Writing): string {
  const { locale, formatter } = writing
  if (typeof value === 'boolean') return formatter.yesNo(value)
  if (typeof value === 'number') {
    const isAmount = field.type === 'amount' || (field.type === 'computed' && field.gives === 'amount')
    if (isAmount) return formatter.cents(value)
    return formatter.number(value, field.type === 'number' && field.unit ? localize(field.unit, locale) : undefined)
  }
  if (typeof value === 'string') return wordOf(field, value, writing)
  if ('length' in value) {
    if (field.type !== 'choices') return ''
    return value.map((each) => wordOf(field, each, writing)).join('\n')
  }
  return partsText(value, writing)
}

type Composite = Exclude<SimpleValue, string | number | boolean | readonly string[]>

function partsText(value: Composite, { locale, formatter }: Writing): string {
  if ('givenName' in value) return nameOf(value)
  if ('postalCode' in value) return addressText(value)
  if ('geometry' in value) return placeText(value)
  if ('signedBy' in value) return locale === 'fr' ? `Signé par ${value.signedBy}` : `Signed by ${value.signedBy}`
  const [from, to] = [formatter.day(value.from), formatter.day(value.to)]
  return locale === 'fr' ? `Du ${from} au ${to}` : `From ${from} to ${to}`
}

/** A long line is told by its ends. */
const mostPointsTold = 6

function placeText({ geometry, description }: MapValue): string {
  const points = pointsOf(geometry).map(([longitude, latitude]) => `${latitude}, ${longitude}`)
  const told = points.length > mostPointsTold ? [points[0], '…', points.at(-1)] : points
  return [description, ...told].filter(Boolean).join('\n')
}

/** An IBAN by fours, a SIRET as INSEE writes it. */
function groupedText(type: FieldType, value: string): string {
  if (type === 'siret') return value.replace(/^(\d{3})(\d{3})(\d{3})/, '$1 $2 $3 ')
  return type === 'iban' ? value.replaceAll(/.{4}(?=.)/g, '$& ') : value
}

function wordOf(field: SimpleField, value: string, { locale, formatter }: Writing): string {
  const source = sourceOf(field)
  if (source) return formatter.listed?.(source, value) ?? value
  if (field.type === 'date' || (field.type === 'computed' && field.gives === 'date')) return formatter.day(value)
  if (field.type === 'commune') return formatter.commune(value)
  if (field.type === 'phone') return formatter.phone(value)
  if (field.type === 'choice' || field.type === 'choices') return optionText(field.options ?? [], value, locale)
  return groupedText(field.type, value)
}

/** Where the values of a field come from, when its author did not write them. */
export function sourceOf(field: SimpleField | Field | InnerRepeatedField): ListedSource | undefined {
  if (field.type === 'card') return { kind: 'card', name: field.list }
  if (field.type === 'slot') return { kind: 'slot', name: field.agenda }
  const isListed = (field.type === 'choice' || field.type === 'choices') && field.source !== undefined
  return isListed && field.source ? { kind: 'list', name: field.source.list } : undefined
}

/** What is worked out is told when there is something to tell. */
const isUntold = (field: Extract<SimpleField, { type: 'computed' }>, value: SimpleValue | undefined): boolean =>
  field.hidden === true || value === undefined

function linesOf(field: SimpleField, path: string, value: SimpleValue | undefined, writing: Writing): SummaryLine[] {
  if (field.type === 'information' || (field.type === 'computed' && isUntold(field, value))) return []
  const line = { fieldId: path, label: localize(field.label, writing.locale), kind: field.type }
  if (value === undefined) return [{ ...line, text: '' }]
  if (field.type === 'file') return [{ ...line, text: '', files: value as readonly string[] }]
  const main = { ...line, text: textOf(field, value, writing), ...drawnOf(value) }
  return field.type === 'identity' ? [main, ...identityLines(path, value as IdentityValue, writing)] : [main]
}

/** What is better seen than read. */
function drawnOf(value: SimpleValue): Pick<SummaryLine, 'geometry' | 'drawing'> {
  if (typeof value !== 'object') return {}
  if ('geometry' in value) return value.geometry ? { geometry: value.geometry } : {}
  return 'drawing' in value && value.drawing !== undefined ? { drawing: value.drawing } : {}
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

interface Placed {
  readonly path: string
  readonly scope: Scope
  readonly group?: string
}

/** An answer to what its question was, before a revision that the case follows now. */
const strayLine = (field: Field | InnerRepeatedField, answer: Answers[string], path: string, around: Stray) => ({
  fieldId: path,
  label: localize(field.label, around.locale),
  kind: 'text' as const,
  text: typeof answer === 'boolean' ? around.formatter.yesNo(answer) : plainText(answer),
  ...around.within,
})

interface Stray extends Writing {
  readonly within: { readonly group?: string }
}

/** A field, wherever it stands; a row and what it holds bear its name: "Enfant 2, Vaccin 1". */
function fieldLines(
  field: Field | InnerRepeatedField,
  answer: Answers[string] | undefined,
  { path, scope, group }: Placed,
  writing: Writing,
): SummaryLine[] {
  const within = group === undefined ? {} : { group }
  if (answer !== undefined && !isAnswerTo(field, answer))
    return [strayLine(field, answer, path, { ...writing, within })]
  if (field.type !== 'repeated') {
    return linesOf(field, path, answer as SimpleValue | undefined, writing).map((line) => ({ ...line, ...within }))
  }
  const rows = (answer ?? []) as readonly RowAnswers[]
  const label = localize(field.rowLabel, writing.locale)
  if (rows.length === 0)
    return [{ fieldId: path, label: localize(field.label, writing.locale), kind: 'repeated', text: '', ...within }]
  return rows.flatMap((row, index) => {
    const name = `${label} ${index + 1}`
    const inner = { scope: scopeOf(row, scope), group: group === undefined ? name : `${group}, ${name}` }
    return visibleRowFields(field, row, scope).flatMap((each) =>
      fieldLines(each as Field, own(row, each.id), { ...inner, path: `${path}.${index}.${each.id}` }, writing),
    )
  })
}

/**
 * What was asked and answered, page by page, for the summary, the agent's page and the PDF. Hidden questions are left
 * out; what was answered is told, whatever the day on which it is read.
 */
export function summarise(
  { form }: Definition,
  answers: Answers,
  locale: Locale,
  formatter: SummaryFormatter,
): readonly SummarySection[] {
  const { around } = formatter
  const scope = scopeOf(answers, around)
  const writing = { locale, formatter }
  const isAnswered = ({ id }: Field): boolean => Object.hasOwn(answers, id)
  return form.pages
    .filter((page) => page.fields.some(isAnswered) || isPageVisible(page, answers, around))
    .map((page) => ({
      pageId: page.id,
      title: localize(page.shortTitle, locale),
      lines: page.fields
        .filter((field) => isAnswered(field) || holds(field.condition, scope))
        .flatMap((field) => fieldLines(field, own(answers, field.id), { path: field.id, scope }, writing)),
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
  return field.type === 'choice' ? optionText(field.options ?? [], text, locale) : text
}
