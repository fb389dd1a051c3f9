import { holds, type Scope } from '#kernel/expression'
import type {
  Answers,
  AnyRepeatedField,
  Check,
  Eligibility,
  Entries,
  Field,
  Form,
  InnerRepeatedField,
  Page,
  PageEntries,
  RowAnswers,
  SimpleField,
} from '../schema/index.ts'
import { inputNames } from './entries.ts'
import { readField } from './read-field.ts'
import { type FieldError, type ReadContext, wrong } from './reading.ts'
import { maxRowsOf, minRowsOf, writtenRows } from './rows.ts'
import { own } from './raw.ts'
import { isPageVisible, isRequired, scopeOf } from './scope.ts'

interface Sheet {
  readonly entries: PageEntries
  readonly context: ReadContext
  readonly outer: Scope
}

interface Read<A> {
  readonly answers: A
  readonly errors: readonly FieldError[]
  /** Paths of the recommended fields left blank. */
  readonly recommended: readonly string[]
}

type AnyField = SimpleField | InnerRepeatedField | Field

/** Fields in order: what is answered decides which of the next ones are asked. */
function readFields(fields: readonly AnyField[], prefix: string, sheet: Sheet): Read<Answers> {
  const answers: Record<string, Answers[string]> = {}
  const errors: FieldError[] = []
  const recommended: string[] = []
  const scope = scopeOf(answers, sheet.outer)
  for (const field of fields) {
    if (!holds(field.condition, scope)) continue
    const name = prefix + field.id
    const read = readOne(field, name, { ...sheet, outer: scope })
    if (read.value !== undefined) answers[field.id] = read.value
    else if (read.errors.length === 0 && isRecommended(field)) recommended.push(name)
    errors.push(...read.errors)
    recommended.push(...(read.recommended ?? []))
  }
  return { answers, errors, recommended }
}

interface ReadOne {
  readonly value?: Answers[string]
  readonly errors: readonly FieldError[]
  readonly recommended?: readonly string[]
}

function readOne(field: AnyField, name: string, sheet: Sheet): ReadOne {
  const { entries, context, outer: scope } = sheet
  const isOptional = !isRequired(field, scope)
  if (field.type !== 'repeated') return readField({ field, name, scope, entries, context, isOptional })
  const { answers, ...rest } = readRepeated(field, name, { ...sheet, isOptional })
  return answers.length > 0 ? { value: answers, ...rest } : rest
}

const isRecommended = (field: AnyField): boolean =>
  field.type !== 'information' && field.type !== 'computed' && field.recommended === true

/** The rows to read: those written, and blank ones up to the fewest allowed, so that what misses is said in its place. */
function rowsToRead(written: readonly number[], minimum: number): readonly number[] {
  const rows = [...written]
  for (let row = 0; rows.length < minimum; row += 1) if (!rows.includes(row)) rows.push(row)
  return rows.toSorted((a, b) => a - b)
}

function readRepeated(
  field: AnyRepeatedField,
  path: string,
  sheet: Sheet & { readonly isOptional: boolean },
): Read<readonly RowAnswers[]> {
  const name = { name: path }
  const written = writtenRows(path, sheet.entries)
  const maximum = maxRowsOf(field)
  if (sheet.isOptional && written.length === 0) return { answers: [], errors: [], recommended: [] }
  if (written.length > maximum)
    return { answers: [], errors: wrong(name, 'too_many_rows', { params: { maximum } }).errors, recommended: [] }
  const minimum = Math.max(minRowsOf(field), sheet.isOptional ? 0 : 1)
  const read = rowsToRead(written, minimum).map((row) => readFields(field.fields, `${path}.${row}.`, sheet))
  const errors = read.flatMap((row) => row.errors)
  const recommended = read.flatMap((row) => row.recommended)
  // What is worked out alone does not make a row.
  const answers = read.map((row) => row.answers).filter((row) => hasTyped(field, row)) as readonly RowAnswers[]
  if (errors.length === 0 && answers.length < minimum)
    return { answers, errors: wrong(name, 'too_few_rows', { params: { minimum } }).errors, recommended }
  return { answers, errors, recommended }
}

const hasTyped = (field: AnyRepeatedField, row: Answers): boolean =>
  (field.fields as readonly AnyField[]).some(({ id, type }) => type !== 'computed' && Object.hasOwn(row, id))

/** Whether a rule is broken: one that has no value (a text where a number was meant) stands in nobody's way. */
const isBroken = ({ holds: rule }: Check, scope: Scope): boolean => holds(['not', rule], scope)

/** The input that takes the focus for a field as a whole. */
const focusOf = (fields: readonly Field[], id: string): string => {
  const field = fields.find((each) => each.id === id)
  return (field && field.type !== 'repeated' ? inputNames(field)[0] : undefined) ?? id
}

interface Judged {
  readonly scope: Scope
  readonly answers: Answers
  readonly errors: readonly FieldError[]
  readonly fields: readonly Field[]
  /** What is in front of the person: a rule over hidden fields alone is not judged. */
  readonly isShown: (id: string) => boolean
}

/** The broken rules, each beside its first field that is shown; a rule waits until its fields are right one by one. */
function checkFaults(checks: readonly Check[], judged: Judged): readonly FieldError[] {
  const wrongFields = new Set(judged.errors.map(({ field }) => field.split('.', 1)[0]))
  return checks.flatMap((check) => {
    const place = check.fields.find((id) => judged.isShown(id))
    if (place === undefined || check.fields.some((id) => wrongFields.has(id))) return []
    if (!isBroken(check, judged.scope)) return []
    const input = focusOf(judged.fields, place)
    return [{ field: place, input, code: 'check' as const, params: { message: check.message } }]
  })
}

const ineligible = (rules: readonly Eligibility[], scope: Scope): readonly FieldError[] =>
  rules
    .filter(({ when }) => holds(when, scope))
    .map(({ id, message, see }) => ({
      field: id,
      input: id,
      code: 'ineligible' as const,
      params: { message, ...(see && { see }) },
    }))

/**
 * The answers that a page's entries give, and what is wrong with the rest. Hidden fields are neither read nor refused.
 * A wrong field has no answer; errors come in the order of the page, then its broken rules, then why one cannot file.
 */
export function readPage(page: Page, entries: PageEntries, context: ReadContext): Read<Answers> {
  const outer = scopeOf(context.answersBefore, context.around)
  const read = readFields(page.fields, '', { entries, context, outer })
  if (!page.checks && !page.eligibility) return read
  const scope = scopeOf(read.answers, outer)
  const shown = new Set(page.fields.filter(({ condition }) => holds(condition, scope)).map(({ id }) => id))
  const judged = { ...read, scope, fields: page.fields, isShown: (id: string) => shown.has(id) }
  const errors = [
    ...read.errors,
    ...checkFaults(page.checks ?? [], judged),
    ...ineligible(page.eligibility ?? [], scope),
  ]
  return { ...read, errors }
}

export interface FormReading {
  /** Of the pages that the answers lead through. */
  readonly answers: Answers
  /** Only the pages that have errors. */
  readonly errorsByPage: Readonly<Record<string, readonly FieldError[]>>
  readonly firstInvalidPage: string | undefined
  /** Recommended fields left blank, in order: they block nothing. */
  readonly recommended: readonly { readonly pageId: string; readonly field: string }[]
}

/** A whole draft, page by page; a page that the answers so far do not show is not read. */
export function readForm(form: Form, entries: Entries, context: Omit<ReadContext, 'answersBefore'>): FormReading {
  let answers: Answers = {}
  const errorsByPage: Record<string, readonly FieldError[]> = {}
  const recommended: { pageId: string; field: string }[] = []
  const shown: Page[] = []
  for (const page of form.pages) {
    if (!isPageVisible(page, answers, context.around)) continue
    shown.push(page)
    const typed = own(entries, page.id) ?? {}
    const read = readPage(page, typed, { ...context, answersBefore: answers })
    answers = { ...answers, ...read.answers }
    recommended.push(...read.recommended.map((field) => ({ pageId: page.id, field })))
    if (read.errors.length > 0) errorsByPage[page.id] = read.errors
  }
  for (const { pageId, error } of formFaults(form, shown, { answers, errorsByPage, around: context.around }))
    errorsByPage[pageId] = [...(errorsByPage[pageId] ?? []), error]
  const firstInvalidPage = shown.find(({ id }) => errorsByPage[id] !== undefined)?.id
  return { answers, errorsByPage, firstInvalidPage, recommended }
}

interface WholeReading extends Pick<FormReading, 'answers' | 'errorsByPage'> {
  readonly around: Scope | undefined
}

/** The rules of the whole form, told on the page of the first field they name that is shown; why one cannot file, on the last page. */
function formFaults(
  form: Form,
  shown: readonly Page[],
  { answers, errorsByPage, around }: WholeReading,
): readonly { readonly pageId: string; readonly error: FieldError }[] {
  const last = shown.at(-1)
  if (!last || (!form.checks && !form.eligibility)) return []
  const scope = scopeOf(answers, around)
  const pageAsking = (id: string): Page | undefined => shown.find((page) => page.fields.some((each) => each.id === id))
  const judged = {
    scope,
    answers,
    errors: Object.values(errorsByPage).flat(),
    fields: shown.flatMap(({ fields }) => fields),
    isShown: (id: string) => {
      const field = pageAsking(id)?.fields.find((each) => each.id === id)
      return field !== undefined && holds(field.condition, scope)
    },
  }
  return [
    ...checkFaults(form.checks ?? [], judged).map((error) => ({
      pageId: pageAsking(error.field)?.id ?? last.id,
      error,
    })),
    ...ineligible(form.eligibility ?? [], scope).map((error) => ({ pageId: last.id, error })),
  ]
}
