import { type Locale, localize } from '#kernel/localized'
import {
  type Answers,
  type Entries,
  type Field,
  type Form,
  type ListedSource,
  type LocalizedText,
  type PageEntries,
  sourceOf,
} from '#counter/procedures'
import type { AnswerSheet, Provenance, SheetAnswer } from '../schema.ts'

/** What a source knew of the person when her form was filled, as it would have been typed. */
export interface KnownEntries {
  readonly source: 'account' | 'state'
  readonly entries: Entries
  /** By field, which datum of the State it is, by which word and when. */
  readonly origins?: { readonly [fieldId: string]: NonNullable<SheetAnswer['origin']> }
}

export interface Filled {
  readonly form: Form
  readonly entries: Entries
  readonly answers: Answers
  readonly known: readonly KnownEntries[]
  readonly labelOf: (source: ListedSource, value: string) => LocalizedText | undefined
}

const isOf = (field: Field, input: string): boolean => input === field.id || input.startsWith(`${field.id}.`)
const textOf = (raw: string | readonly string[] | undefined): string =>
  (typeof raw === 'string' ? raw : (raw ?? []).join('\n')).trim()

/** An answer is of a source when all that is written in it is what that source knew. */
function originOf(field: Field, typed: PageEntries, known: PageEntries): boolean {
  const written = Object.keys(typed).filter((input) => isOf(field, input) && textOf(typed[input]) !== '')
  return (
    written.length > 0 &&
    written.every((input) => Object.hasOwn(known, input) && textOf(known[input]) === textOf(typed[input]))
  )
}

type Told = Pick<SheetAnswer, 'provenance' | 'origin'>

function provenanceOf(field: Field, pageId: string, { entries, known }: Filled): Told {
  if (field.type === 'computed') return { provenance: 'computed' }
  const source = known.find((each) => originOf(field, entries[pageId] ?? {}, each.entries[pageId] ?? {}))
  const origin = source?.origins && Object.hasOwn(source.origins, field.id) ? source.origins[field.id] : undefined
  return { provenance: source?.source ?? 'typed', ...(origin && { origin }) }
}

/** The names of values that come from lists, wherever they stand in the answer. */
function labelsOf(field: Field, answer: unknown, { labelOf }: Filled): Record<string, LocalizedText> {
  if (field.type === 'repeated') {
    const rows = answer as readonly Readonly<Record<string, unknown>>[]
    const found = rows.flatMap((row) =>
      (field.fields as readonly Field[]).map((each) => labelsOf(each, row[each.id] ?? [], filledWith(labelOf))),
    )
    return Object.assign({}, ...found) as Record<string, LocalizedText>
  }
  const source = sourceOf(field)
  if (!source) return {}
  const values = (Array.isArray(answer) ? answer : [answer]).filter((value) => typeof value === 'string')
  return Object.fromEntries(
    values.flatMap((value) => {
      const label = labelOf(source, value)
      return label ? [[value, label] as const] : []
    }),
  )
}

const filledWith = (labelOf: Filled['labelOf']): Filled => ({
  form: { pages: [] },
  entries: {},
  answers: {},
  known: [],
  labelOf,
})

/** The answers as the dossier keeps them: each with where it comes from, and what it was called. */
function sheetOf(filled: Filled): AnswerSheet {
  return Object.fromEntries(
    filled.form.pages.flatMap((page) =>
      page.fields.flatMap((field): [string, SheetAnswer][] => {
        const value = Object.hasOwn(filled.answers, field.id) ? filled.answers[field.id] : undefined
        if (value === undefined) return []
        const labels = labelsOf(field, value, filled)
        const named = Object.keys(labels).length > 0 ? { labels } : {}
        return [[field.id, { value, ...provenanceOf(field, page.id, filled), ...named }]]
      }),
    ),
  )
}

/** One answer, in its field and row. */
export interface AnswerRow {
  readonly field: string
  readonly row: string
  readonly kind: Field['type']
  readonly label: LocalizedText
  readonly value: unknown
  readonly provenance: Provenance
}

/** The answers one by one; a repeated block gives those of its rows. */
const answerRows = ({ form }: Pick<Filled, 'form'>, sheet: AnswerSheet): readonly AnswerRow[] =>
  form.pages.flatMap(({ fields }) =>
    fields.flatMap((field) => {
      const answer = Object.hasOwn(sheet, field.id) ? sheet[field.id] : undefined
      return answer ? rowsOf(field, answer.value, { path: field.id, row: '', provenance: answer.provenance }) : []
    }),
  )

interface Place {
  readonly path: string
  readonly row: string
  readonly provenance: Provenance
}

function rowsOf(field: Field, value: unknown, { path, row, provenance }: Place): readonly AnswerRow[] {
  if (field.type !== 'repeated') {
    const from = field.type === 'computed' ? 'computed' : provenance
    return [{ field: path, row, kind: field.type, label: field.label, value, provenance: from }]
  }
  const rows = value as readonly Readonly<Record<string, unknown>>[]
  return rows.flatMap((answers, index) =>
    (field.fields as readonly Field[]).flatMap((each) => {
      const inner = { path: `${path}.${each.id}`, row: row === '' ? String(index) : `${row}.${index}`, provenance }
      return Object.hasOwn(answers, each.id) ? rowsOf(each, answers[each.id], inner) : []
    }),
  )
}

/** What a dossier keeps of its answers: whole, and one by one. */
export interface KeptAnswers {
  readonly answers: AnswerSheet
  readonly answerRows: readonly AnswerRow[]
}

export function keptAnswers(filled: Filled): KeptAnswers {
  const answers = sheetOf(filled)
  return { answers, answerRows: answerRows(filled, answers) }
}

/** What the values of lists are called, for a reader of the answers: as they were when they were given. */
export function namesIn(
  sheet: AnswerSheet,
  locale: Locale,
): (source: ListedSource, value: string) => string | undefined {
  const labels = new Map(Object.values(sheet).flatMap(({ labels: each = {} }) => Object.entries(each)))
  return (_source, value) => {
    const label = labels.get(value)
    return label && localize(label, locale)
  }
}
