import type { SummarySection } from '#counter/procedures'
import { catalogue, formats } from '#platform/i18n'
import type { Receipt, ReceiptSection } from '#platform/pdf'
import type { AgentVisitor } from '../../../access/index.ts'
import { siteName, themeColour } from '../../../guichet/frame/index.ts'
import { stateChip } from '../wording.ts'
import { tell } from './journal.ts'
import { type OpenCase, tellingOf } from './read.ts'
import { correctionsIn, summaryOf, taken, titleOf } from './sections.ts'

const texts = catalogue({
  fr: {
    document: 'Dossier',
    number: 'Numéro',
    state: 'État',
    submittedAt: 'Reçue le',
    page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
    introduction: (person: string, email: string) => `Demande de ${person}, ${email}.`,
    noAnswer: 'Sans réponse',
    history: 'Historique',
    footer: (name: string, date: string) =>
      `Tiré par ${name} le ${date}. Ce document contient des notes internes : il reste entre agents.`,
  },
  en: {
    document: 'Case',
    number: 'Number',
    state: 'State',
    submittedAt: 'Received on',
    page: (page, pages) => `Page ${page} of ${pages}`,
    introduction: (person, email) => `Request of ${person}, ${email}.`,
    noAnswer: 'No answer',
    history: 'History',
    footer: (name, date) =>
      `Printed by ${name} on ${date}. This document holds internal notes: it stays between officers.`,
  },
})

/** The whole case as a document: what was asked, then all that was said and done. */
export function caseDocument(open: OpenCase, who: AgentVisitor, now: Date): Receipt {
  const { file, definition, workflow, communes } = open
  const { dossier } = file
  const { locale, site, account } = who
  const t = texts(locale)
  const format = formats(locale)
  const writing = { file, definition, communes, locale, address: '' }
  const answers = summaryOf(writing)
  const corrections = new Map(correctionsIn(writing))
  return {
    language: locale,
    createdAt: now,
    collectivityName: siteName(site),
    brandBase: themeColour(site),
    title: titleOf(definition, locale),
    number: dossier.number,
    trackingCode: stateChip(dossier, workflow, locale).label,
    submittedAt: format.fullDateTime(dossier.submittedAt),
    introduction: t.introduction(dossier.applicantName, dossier.applicantEmail),
    sections: [
      ...answers.map((section) => answersSection(section, open, { noAnswer: t.noAnswer, corrections })),
      historySection(open, who),
    ],
    labels: {
      receipt: t.document,
      number: t.number,
      trackingCode: t.state,
      submittedAt: t.submittedAt,
      page: t.page,
    },
    footer: t.footer(`${account.givenName} ${account.familyName}`, format.fullDateTime(now)),
  }
}

interface Beside {
  readonly noAnswer: string
  readonly corrections: Map<string, readonly string[]>
}

function answersSection(
  { title, lines }: SummarySection,
  { file }: OpenCase,
  { noAnswer, corrections }: Beside,
): ReceiptSection {
  return {
    title,
    lines: lines.map((line) => {
      const { label, text, files, group, drawing } = line
      const names = (files ?? []).flatMap((id) => file.attachments.find((each) => each.id === id)?.name ?? [])
      const written = [text, ...names].filter((part) => part !== '').join('\n')
      const shown = [written === '' ? noAnswer : written, ...taken(corrections, line)].join('\n')
      return { label: group === undefined ? label : `${group} : ${label}`, text: shown, drawing }
    }),
  }
}

/** Each line of the journal with its moment; messages in full. */
function historySection(open: OpenCase, who: AgentVisitor): ReceiptSection {
  const { file } = open
  const { locale } = who
  const t = texts(locale)
  const format = formats(locale)
  // Whoever reads the document is not "you".
  const telling = tellingOf(open, who, '')
  const bodies = new Map(file.messages.map(({ id, body }) => [id, body]))
  return {
    title: t.history,
    lines: file.events.map((event) => {
      const { strong, rest } = tell(event, telling)
      const isWriting = 'messageId' in event.payload && event.kind !== 'handover.told'
      const body = isWriting && event.payload.messageId !== undefined ? bodies.get(event.payload.messageId) : undefined
      const line = strong + rest
      return { label: format.fullDateTime(event.at), text: body === undefined ? line : `${line}\n${body}` }
    }),
  }
}
