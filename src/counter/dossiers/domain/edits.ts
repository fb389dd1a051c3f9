import {
  type Answers,
  type Entries,
  entriesFrom,
  type Field,
  type FieldError,
  type Form,
  type Page,
  type PageEntries,
  type ReadContext,
  readForm,
} from '#counter/procedures'
import type { AnswerSheet, EditedSheet } from '../schema.ts'

/** Answers corrected once a request is filed: what was filed stays, and what is current is worked out. */

/** The sheets of one dossier: the request as filed, and what each side has corrected since. */
export interface Sheets {
  readonly submitted: AnswerSheet
  readonly edits: readonly EditedSheet[]
}

/** The answers as they stand: of what was corrected on both sides, the last correction. */
export function currentAnswers({ submitted, edits }: Sheets): AnswerSheet {
  const current = new Map(Object.entries(submitted))
  const since = new Map<string, string>()
  for (const [field, edited] of edits.flatMap((sheet) => Object.entries(sheet))) {
    if (edited.editedAt <= (since.get(field) ?? '')) continue
    since.set(field, edited.editedAt)
    const { value, ...rest } = edited
    if (value === null) current.delete(field)
    else current.set(field, { ...rest, value })
  }
  return Object.fromEntries(current)
}

/**
 * The fields that a step opens again: those it names, or all; what is worked out follows by itself, and a time that was booked
 * moves on its own page.
 */
export const openedFields = (form: Form, named: readonly string[] | undefined): readonly Field[] =>
  form.pages
    .flatMap((page) => page.fields as readonly Field[])
    .filter(({ id, type }) => type !== 'computed' && type !== 'slot' && (named === undefined || named.includes(id)))

/** The fields that a step opens again, as one page. */
export const openedPage = (form: Form, named: readonly string[] | undefined, title: Page['title']): Page => ({
  id: 'correction',
  title,
  shortTitle: title,
  fields: [...openedFields(form, named)],
})

/** What is typed on the page of a correction before anybody has: the answers as they stand. */
export const entriesOfEdit = (form: Form, answers: Answers): PageEntries =>
  Object.assign({}, ...Object.values(entriesFrom(form, answers))) as PageEntries

export interface Edited {
  /** The answers of the whole form as they would stand. */
  readonly answers: Answers
  readonly errors: readonly FieldError[]
  /** What changes, by field: undefined where an answer is taken away. */
  readonly changed: { readonly [field: string]: Answers[string] | undefined }
}

const fieldOf = (input: string): string => input.split('.', 1)[0] ?? ''
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

interface Typed {
  readonly form: Form
  /** The answers as they stand. */
  readonly answers: Answers
  /** What the page of the correction holds. */
  readonly entries: PageEntries
  readonly named: readonly string[] | undefined
}

/** Reads a correction within the whole form: its conditions and rules see the answers that are not opened too. */
export function readEdit(
  { form, answers, entries, named }: Typed,
  context: Omit<ReadContext, 'answersBefore'>,
): Edited {
  const opened = new Set(openedFields(form, named).map(({ id }) => id))
  const before = entriesFrom(form, answers)
  const all: Entries = Object.fromEntries(
    form.pages.map((page) => {
      const own = new Set(page.fields.map(({ id }) => id))
      const kept = Object.entries(before[page.id] ?? {}).filter(([input]) => !opened.has(fieldOf(input)))
      const typed = Object.entries(entries).filter(([input]) => own.has(fieldOf(input)) && opened.has(fieldOf(input)))
      return [page.id, Object.fromEntries([...kept, ...typed])]
    }),
  )
  const reading = readForm(form, all, context)
  const errors = Object.values(reading.errorsByPage)
    .flat()
    .filter(({ field }) => opened.has(fieldOf(field)))
  const judged = form.pages
    .flatMap((page) => page.fields)
    .filter(({ id, type }) => opened.has(id) || type === 'computed')
  const changed = judged.flatMap(({ id }) => {
    const [was, is] = [ownAnswer(answers, id), ownAnswer(reading.answers, id)]
    return isSame(was, is) ? [] : [[id, is] as const]
  })
  return { answers: reading.answers, errors, changed: Object.fromEntries(changed) }
}

const ownAnswer = (answers: Answers, id: string): Answers[string] | undefined =>
  Object.hasOwn(answers, id) ? answers[id] : undefined

/** A form with some of its fields only. */
export const formOf = (form: Form, fields: ReadonlySet<string>): Form => ({
  ...form,
  pages: form.pages.map((page) => ({ ...page, fields: page.fields.filter(({ id }) => fields.has(id)) })),
})
