import { dayOf } from '#kernel/calendar'
import type { AgentDossierFile, AnyJournalEvent, DossierFile, Message } from '#counter/dossiers'
import { type ConversationItem, FileRow } from '#platform/html'
import { formats } from '#platform/i18n'
import { type Telling, tell } from './journal.ts'
import { tiedTexts } from '../tied/texts.ts'
import { fileRow } from './sections.ts'
import { signedName } from '../../../standing-words.ts'
import { journalTexts } from './texts.ts'

/** What somebody typed, with its paragraphs and its lines. */
export const Paragraphs = ({ text }: { text: string }) =>
  text.split(/\n{2,}/).map((paragraph) => (
    <p>
      {paragraph.split('\n').map((line, index) => (
        <>
          {index > 0 && <br />}
          {line}
        </>
      ))}
    </p>
  ))

interface Told extends Telling {
  readonly file: Pick<AgentDossierFile, 'events' | 'messages' | 'attachments'> & {
    readonly gathered?: readonly DossierFile[]
  }
  readonly now: Date
  readonly address: string
  /** Of another request, which is treated with this one. */
  readonly number?: string
}

/** The anchor of a line of the journal in the page. */
export const lineId = (event: Pick<AnyJournalEvent, 'seq'>): string => `e${event.seq}`

/** The journal and the messages as one conversation, cut by days. */
export function conversationOf(told: Told): ConversationItem[] {
  const format = formats(told.locale)
  const items: ConversationItem[] = []
  let day: string | undefined
  for (const { event, of } of everythingSaid(told)) {
    const today = dayOf(event.at)
    if (today !== day) items.push({ kind: 'day', label: format.dayHeading(event.at, told.now) })
    day = today
    items.push(itemOf(event, of))
  }
  return items
}

interface Said {
  readonly event: AnyJournalEvent
  /** The request that it is of. */
  readonly of: Told
}

/** What happened here, and what was written in the requests that are treated with this one; each at its moment. */
function everythingSaid(told: Told): readonly Said[] {
  const here = told.file.events.map((event): Said => ({ event, of: told }))
  const { gathered = [] } = told.file
  if (gathered.length === 0) return here
  const there = gathered.flatMap((file) => {
    const address = `${told.address.slice(0, told.address.lastIndexOf('/'))}/${file.dossier.id}`
    const of = { ...told, file, address, number: file.dossier.number }
    return file.events.filter(isWriting).map((event): Said => ({ event, of }))
  })
  return [...here, ...there].toSorted((a, b) => a.event.at.getTime() - b.event.at.getTime())
}

function itemOf(event: AnyJournalEvent, told: Told): ConversationItem {
  const message = writtenIn(event, told)
  if (message) return messageItem(event, message, told)
  const { icon, strong, rest } = tell(event, told)
  const time = formats(told.locale).time(event.at)
  return {
    kind: 'event',
    icon,
    id: lineId(event),
    body: (
      <>
        <b>{strong}</b>
        {journalTexts(told.locale).time(rest, time)}
      </>
    ),
  }
}

/** What was written has a line of its own: a step of a hand-over that names it too is told as a step. */
const isWriting = (event: AnyJournalEvent): boolean => 'messageId' in event.payload && event.kind !== 'handover.told'

function writtenIn(event: AnyJournalEvent, { file }: Told): Message | undefined {
  if (!isWriting(event) || !('messageId' in event.payload)) return undefined
  const { messageId } = event.payload
  return file.messages.find(({ id }) => id === messageId)
}

function messageItem(event: AnyJournalEvent, message: Message, told: Told): ConversationItem {
  const { locale, accountId } = told
  const texts = journalTexts(locale)
  const at = formats(locale).time(message.at)
  const time = told.number === undefined ? at : `${at}, ${tiedTexts(locale).of(told.number)}`
  const isMine = message.authorAccountId === accountId && message.direction !== 'from_applicant'
  const author = isMine ? texts.youAuthor : signedName(message.authorName, locale)
  const attachments = told.file.attachments
    .filter(({ messageId }) => messageId === message.id)
    .map((each) => fileRow(each, told))
  const id = told.number === undefined ? lineId(event) : undefined
  const body = Paragraphs({ text: message.body })
  if (message.direction === 'note') {
    const withFiles = [...body, ...attachments.map((each) => FileRow(each))]
    return { kind: 'note', author, meta: `${time}, ${texts.notSeen}`, body: withFiles, id }
  }
  const meta = message.direction === 'from_applicant' ? `${time}, ${texts.byWeb}` : time
  return {
    kind: 'message',
    author,
    meta,
    isMine,
    body,
    attachments,
    id,
  }
}
