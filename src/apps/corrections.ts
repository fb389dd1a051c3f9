import type { Locale } from '#kernel/localized'
import { type AnswerEdit, type AnswerSheet, namesIn } from '#counter/dossiers'
import { type Definition, type Field, type SummaryFormatter, summarise } from '#counter/procedures'
import { catalogue, formats } from '#platform/i18n'

const texts = catalogue({
  fr: {
    by: (name: string, when: string, before: string) => `Corrigé par ${name} le ${when}. Avant : ${before}.`,
    office: 'le service',
    nothing: 'sans réponse',
    files: (count: string) => `${count} fichier(s)`,
  },
  en: {
    by: (name, when, before) => `Corrected by ${name} on ${when}. Before: ${before}.`,
    office: 'the office',
    nothing: 'no answer',
    files: (count) => `${count} file(s)`,
  },
})

interface Reading {
  readonly definition: Definition
  readonly edits: readonly AnswerEdit[]
  readonly locale: Locale
  /** Who follows her request reads that the office corrected it, not which agent. */
  readonly hidesAgents?: boolean
  /** How a value is written, once what lists called it that day is known. */
  readonly formatterOf: (listed: NonNullable<SummaryFormatter['listed']>) => SummaryFormatter
}

/** What was corrected since the request was filed, as sentences by question: who, when, and what stood there before. */
export function correctionsOf(reading: Reading): ReadonlyMap<string, readonly string[]> {
  const { definition, edits, locale } = reading
  const fields = new Map(
    definition.form.pages.flatMap((page) => page.fields.map((field) => [field.id, field] as const)),
  )
  const told = edits.flatMap((edit) => {
    const field = fields.get(edit.field)
    return field ? [{ field, sentence: sentenceOf(edit, field, reading) }] : []
  })
  return new Map(
    [...Map.groupBy(told, ({ field }) => field.id)].map(([id, all]) => [id, all.map(({ sentence }) => sentence)]),
  )

  function sentenceOf(
    { before, byName, stream, at }: AnswerEdit,
    field: Field,
    { formatterOf, hidesAgents }: Reading,
  ): string {
    const t = texts(locale)
    const sheet: AnswerSheet = before ? { [field.id]: before } : {}
    const alone = {
      ...definition,
      form: { pages: [{ id: 'p', title: field.label, shortTitle: field.label, fields: [bare(field)] }] },
    }
    const answers = before ? { [field.id]: before.value } : {}
    const lines = summarise(alone, answers, locale, formatterOf(namesIn(sheet, locale))).flatMap(
      (section) => section.lines,
    )
    const parts = lines.map(({ text, files, label }) => {
      const value = files ? t.files(formats(locale).number(files.length)) : text
      return lines.length === 1 || value === '' ? value : `${label} ${value}`
    })
    const shown = parts
      .filter((part) => part !== '')
      .join(', ')
      .replaceAll('\n', ', ')
    return t.by(
      hidesAgents === true && stream === 'agent_edit' ? t.office : byName,
      formats(locale).dateTime(at),
      shown === '' ? t.nothing : `« ${shown} »`,
    )
  }
}

/** The question without its condition: what was answered is told, whatever the answers around it are now. */
function bare(field: Field): Field {
  const { condition: _hidden, ...rest } = field
  return rest as Field
}
