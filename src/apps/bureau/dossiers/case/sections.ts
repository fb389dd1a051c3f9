import { type Locale, localize } from '#kernel/localized'
import { type AgentDossierFile, answersOf, type Attachment, namesIn } from '#counter/dossiers'
import { type Definition, summarise, type SummaryLine, type SummarySection } from '#counter/procedures'
import type { FileRowProps } from '#platform/html'
import { formats } from '#platform/i18n'
import { summaryFormatter } from '../../../guichet/dossiers/formatter.ts'
import { correctionsOf } from '../../../corrections.ts'
import { drawnAnswer, type MapGround } from '../../../maps/index.ts'
import { caseTexts } from './texts.ts'
import type { AnswerView, SectionView } from './view.ts'

/** What the answers are written with. */
export interface Writing {
  readonly file: Pick<AgentDossierFile, 'answers' | 'attachments' | 'edits'>
  readonly definition: Definition
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  readonly locale: Locale
  readonly ground?: MapGround | undefined
  /** Where the case stands: its files are under it. */
  readonly address: string
}

/** The answers page by page, as the person gave them. */
export const summaryOf = ({ file, definition, communes, locale }: Writing): readonly SummarySection[] => {
  return summarise(
    definition,
    answersOf(file.answers),
    locale,
    summaryFormatter(locale, communes, namesIn(file.answers, locale)),
  )
}

/** The answers as the page shows them: who asks stands apart, and what was left blank is only named. */
export function sectionsOf(writing: Writing): SectionView[] {
  const { definition, locale } = writing
  const { identity, email, phone } = definition.applicant
  const told = new Set([identity, email, phone])
  const corrections = new Map(correctionsIn(writing))
  return summaryOf(writing).flatMap(({ title, lines }) => {
    const isAboutPerson = lines.some(({ fieldId }) => fieldId === identity)
    const others = lines.filter(({ fieldId }) => !told.has(fieldId))
    if (others.length === 0) return []
    const groups = Map.groupBy(others.filter(isAnswered), ({ group }) => group)
    return {
      title: isAboutPerson ? caseTexts(locale).person : title,
      unanswered: others.filter((line) => !isAnswered(line)).map(({ label }) => label),
      groups: [...groups].map(([group, members]) => ({
        title: group,
        answers: members.map((line) => ({ ...answerOf(line, writing), corrections: taken(corrections, line) })),
      })),
    }
  })
}

/** What was corrected since, by question. */
export const correctionsIn = ({
  file,
  definition,
  communes,
  locale,
}: Writing): ReadonlyMap<string, readonly string[]> =>
  correctionsOf({
    definition,
    edits: file.edits,
    locale,
    formatterOf: (listed) => summaryFormatter(locale, communes, listed),
  })

/** Told once for a question, beside its first line. */
export function taken(corrections: Map<string, readonly string[]>, { fieldId }: SummaryLine): readonly string[] {
  const field = fieldId.split('.', 1)[0] ?? fieldId
  const found = corrections.get(field) ?? []
  corrections.delete(field)
  return found
}

const isAnswered = ({ text, files }: SummaryLine): boolean => text !== '' || (files?.length ?? 0) > 0

function answerOf(line: SummaryLine, { file, locale, address, ground }: Writing): AnswerView {
  const deposited = (line.files ?? []).flatMap((id) => file.attachments.find((each) => each.id === id) ?? [])
  const [field = ''] = line.fieldId.split('.')
  const kept = Object.hasOwn(file.answers, field) ? file.answers[field] : undefined
  return {
    label: line.label,
    text: line.text,
    drawn: drawnAnswer(line, { locale, ground }),
    files: deposited.map((each) => fileRow(each, { locale, address })),
    isFromAccount: kept?.provenance === 'account',
    fromStateOn: kept?.provenance === 'state' ? formats(locale).date(new Date(kept.origin?.at ?? 0)) : undefined,
  }
}

/** A file as a line with its link. */
export function fileRow(
  file: Attachment,
  { locale, address }: { readonly locale: Locale; readonly address: string },
): FileRowProps {
  return {
    name: file.name,
    href: `${address}/fichiers/${file.id}`,
    note: formats(locale).fileSize(file.size),
    icon: file.mediaType.startsWith('image/') ? 'image' : 'file-text',
  }
}

/** The name of a procedure as its reader reads it. */
export const titleOf = (definition: Definition, locale: Locale): string => localize(definition.title, locale)
