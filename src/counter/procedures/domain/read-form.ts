import { holds, type Scope } from '#kernel/expression'
import type {
  Answers,
  Entries,
  Form,
  Page,
  PageEntries,
  RepeatedField,
  RowAnswers,
  SimpleField,
  SimpleValue,
} from '../schema.ts'
import { maxRowsOf, minRowsOf, writtenRows } from './entries.ts'
import { readField } from './read-field.ts'
import { type FieldError, type ReadContext, wrong } from './reading.ts'
import { isPageVisible, own, scopeOf } from './scope.ts'

interface Sheet {
  readonly entries: PageEntries
  readonly context: ReadContext
  readonly outer: Scope
}

interface Read<A> {
  readonly answers: A
  readonly errors: readonly FieldError[]
}

/** Fields in order: what is answered decides which of the next ones are asked. */
function readFields(fields: readonly SimpleField[], prefix: string, sheet: Sheet): Read<RowAnswers> {
  const answers: Record<string, SimpleValue> = {}
  const errors: FieldError[] = []
  const scope = scopeOf(answers, sheet.outer)
  for (const field of fields) {
    if (!holds(field.condition, scope)) continue
    const reading = readField({ field, name: prefix + field.id, scope, ...sheet })
    if (reading.value !== undefined) answers[field.id] = reading.value
    errors.push(...reading.errors)
  }
  return { answers, errors }
}

/** The rows to read: those written, and blank ones up to the fewest allowed, so that what misses is said in its place. */
function rowsToRead(field: RepeatedField, entries: PageEntries): readonly number[] {
  const rows = [...writtenRows(field, entries)]
  for (let row = 0; rows.length < minRowsOf(field); row += 1) if (!rows.includes(row)) rows.push(row)
  return rows.toSorted((a, b) => a - b)
}

function readRepeated(field: RepeatedField, sheet: Sheet): Read<readonly RowAnswers[]> {
  const name = { name: field.id }
  const written = writtenRows(field, sheet.entries)
  const maximum = maxRowsOf(field)
  if (field.optional && written.length === 0) return { answers: [], errors: [] }
  if (written.length > maximum)
    return { answers: [], errors: wrong(name, 'too_many_rows', { params: { maximum } }).errors }
  const read = rowsToRead(field, sheet.entries).map((row) => readFields(field.fields, `${field.id}.${row}.`, sheet))
  const errors = read.flatMap((row) => row.errors)
  const answers = read.map((row) => row.answers).filter((row) => Object.keys(row).length > 0)
  const minimum = minRowsOf(field)
  if (errors.length === 0 && answers.length < minimum) {
    return { answers, errors: wrong(name, 'too_few_rows', { params: { minimum } }).errors }
  }
  return { answers, errors }
}

/**
 * The answers that a page's entries give, and what is wrong with the rest. Hidden fields are neither read nor refused.
 * A wrong field has no answer; errors come in the order of the page.
 */
export function readPage(page: Page, entries: PageEntries, context: ReadContext): Read<Answers> {
  const answers: Record<string, Answers[string]> = {}
  const errors: FieldError[] = []
  const scope = scopeOf(answers, scopeOf(context.answersBefore))
  const sheet = { entries, context, outer: scope }
  for (const field of page.fields) {
    if (!holds(field.condition, scope)) continue
    if (field.type === 'repeated') {
      const read = readRepeated(field, sheet)
      if (read.answers.length > 0) answers[field.id] = read.answers
      errors.push(...read.errors)
      continue
    }
    const reading = readField({ field, name: field.id, scope, entries, context })
    if (reading.value !== undefined) answers[field.id] = reading.value
    errors.push(...reading.errors)
  }
  return { answers, errors }
}

export interface FormReading {
  /** Of the pages that the answers lead through. */
  readonly answers: Answers
  /** Only the pages that have errors. */
  readonly errorsByPage: Readonly<Record<string, readonly FieldError[]>>
  readonly firstInvalidPage: string | undefined
}

/** A whole draft, page by page; a page that the answers so far do not show is not read. */
export function readForm(form: Form, entries: Entries, context: Omit<ReadContext, 'answersBefore'>): FormReading {
  let answers: Answers = {}
  const errorsByPage: Record<string, readonly FieldError[]> = {}
  for (const page of form.pages) {
    if (!isPageVisible(page, answers)) continue
    const typed = own(entries, page.id) ?? {}
    const read = readPage(page, typed, { ...context, answersBefore: answers })
    answers = { ...answers, ...read.answers }
    if (read.errors.length > 0) errorsByPage[page.id] = read.errors
  }
  return { answers, errorsByPage, firstInvalidPage: Object.keys(errorsByPage)[0] }
}
