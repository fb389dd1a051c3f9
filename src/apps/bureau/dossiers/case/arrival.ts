import type { AgentDossierFile, Attachment } from '#counter/dossiers'
import type { Localized, Locale } from '#kernel/localized'
import { localize } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import { channelTexts } from '../../../channels.ts'
import { fileRow } from './sections.ts'
import type { AnswerView, SectionView } from './view.ts'

const texts = catalogue({
  fr: {
    title: 'Comment elle est arrivée',
    channel: 'Reçue',
    filedBy: 'Enregistrée par',
    receivedOn: 'Arrivée le',
    transmitted: 'Transmise par',
    transmittedBy: (by: string, day: string) => `${by}, qui l’avait reçue le ${day}`,
    missing: 'Questions restées sans réponse',
    files: 'Pièces reçues avec la demande',
  },
  en: {
    title: 'How it came',
    channel: 'Received',
    filedBy: 'Filed by',
    receivedOn: 'Arrived on',
    transmitted: 'Handed on by',
    transmittedBy: (by, day) => `${by}, which had received it on ${day}`,
    missing: 'Questions left without an answer',
    files: 'Files received with the request',
  },
})

type File = Pick<AgentDossierFile, 'events' | 'attachments' | 'dossier'>

const submissionOf = ({ events }: File) => events.find((event) => event.kind === 'dossier.submitted')

/** Files that came with the request and answer no question of its form. */
export function arrivedFiles(file: File): readonly Attachment[] {
  const named = new Set(submissionOf(file)?.payload.files.map(({ id }) => id))
  return file.attachments.filter(
    ({ id, fieldId, messageId }) => fieldId === null && messageId === null && named.has(id),
  )
}

interface Written {
  readonly file: File
  readonly questions: ReadonlyMap<string, Localized>
  readonly locale: Locale
  /** Of the case. */
  readonly address: string
}

/** What came by another way than a browser: how, who filed it, what was missing; nothing for most. */
export function arrivalSection({ file, questions, locale, address }: Written): SectionView[] {
  const submitted = submissionOf(file)
  if (!submitted || file.dossier.channel === 'web') return []
  const t = texts(locale)
  const { receivedAt, transmitted, missing = [] } = submitted.payload
  const files = arrivedFiles(file).map((each) => fileRow(each, { locale, address }))
  const line = (label: string, text: string): AnswerView => ({ label, text, files: [], isFromAccount: false })
  const answers: AnswerView[] = [
    line(t.channel, channelTexts(locale)[file.dossier.channel]),
    ...(submitted.actor.kind === 'agent' ? [line(t.filedBy, submitted.actor.name)] : []),
    ...(receivedAt === undefined ? [] : [line(t.receivedOn, formats(locale).fullDate(new Date(receivedAt)))]),
    ...(transmitted === undefined
      ? []
      : [
          line(
            t.transmitted,
            t.transmittedBy(transmitted.by, formats(locale).fullDate(new Date(transmitted.receivedAt))),
          ),
        ]),
    ...(missing.length === 0 ? [] : [line(t.missing, namesOf(missing, questions, locale))]),
    ...(files.length === 0 ? [] : [{ ...line(t.files, ''), files }]),
  ]
  return [{ title: t.title, unanswered: [], groups: [{ title: undefined, answers }] }]
}

const namesOf = (fields: readonly string[], questions: Written['questions'], locale: Locale): string => {
  const names = fields.map((path) => path.split('.', 1)[0] ?? path)
  return formats(locale).list([...new Set(names)].map((id) => localize(questions.get(id) ?? { fr: id }, locale)))
}
