import type { VNode } from 'preact'
import { type Day, dayOf } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import type { Attachment, Message } from '#counter/dossiers'
import { movesTold, publicSteps, type PublicStep, statusOf } from '#counter/workflows'
import type { ConversationItem, FileRowProps, IconName, StepsProps, Tone } from '#platform/html'
import { formats } from '#platform/i18n'
import type { FollowedCase } from './case.ts'
import { signedName } from '../../../standing-words.ts'
import { eventSentence, paragraphs } from './sentences.tsx'
import { trackingTexts } from './texts.ts'

interface Reader {
  readonly locale: Locale
  readonly now: Date
  /** Address of a file of the request. */
  readonly fileHref: (id: string) => string
}

type Event = FollowedCase['file']['events'][number]

/** The statuses that the request went through, in order. */
export const pathOf = (events: readonly Event[]): readonly string[] =>
  events.flatMap((event) =>
    event.kind === 'dossier.submitted' || event.kind === 'dossier.moved' ? event.payload.path : [],
  )

/** The line of steps, each with its date. */
export function stepsOf(followed: FollowedCase, locale: Locale): StepsProps['steps'] {
  const texts = trackingTexts(locale)
  const { dossier, events } = followed.file
  const steps = publicSteps(followed.workflow, pathOf(events), dossier.status, locale)
  return steps.map((step) => {
    const isRefused = step.outcome === 'refused'
    const isOver = step.state === 'current' && dossier.closedAt !== null
    const state = isRefused ? 'stopped' : isOver ? 'done' : step.state === 'upcoming' ? 'coming' : step.state
    const words = { done: texts.done, current: texts.current, coming: texts.upcoming, stopped: texts.stopped }
    return {
      label: step.label,
      state,
      icon: iconOf(step),
      stateLabel: words[state],
      note: noteOf(step, followed, locale),
    }
  })
}

const iconOf = (step: PublicStep): IconName => {
  if (step.awaitsApplicant) return 'hand'
  return step.phase === 'received' ? 'inbox' : step.phase === 'examined' ? 'search' : 'stamp'
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function noteOf(step: PublicStep, { file: { dossier } }: FollowedCase, locale: Locale): string | undefined {
  const format = formats(locale)
  if (step.phase === 'received') return capital(format.nearDate(dossier.submittedAt))
  if (step.phase !== 'decided') return undefined
  if (dossier.closedAt) return capital(format.nearDate(dossier.closedAt))
  return dossier.clockPausedAt ? undefined : trackingTexts(locale).before(format.nearDate(dossier.dueOn))
}

/** What the silence of the authority decided, if it did and nobody answered since. */
export function silenceIn(
  events: readonly Event[],
): { meaning: 'accept' | 'reject'; on: Day; source: string } | undefined {
  const last = events.findLast(({ kind }) => kind === 'silence.decided' || kind === 'dossier.moved')
  return last?.kind === 'silence.decided' ? last.payload : undefined
}

/** Where it stands, in a sentence or two. */
export function leadOf({ file: { dossier, events }, workflow, joined }: FollowedCase, locale: Locale): string {
  const texts = trackingTexts(locale)
  if (joined) {
    const whole = `${texts.joinedLead(joined.own?.number)} ${localize(joined.sentence, locale)}`
    return joined.closedAt ? whole : `${whole} ${texts.answerBefore(formats(locale).fullDate(joined.dueOn))}`
  }
  const sentence = localize(statusOf(workflow, dossier.status).publicLabel, locale)
  const silence = silenceIn(events)
  if (silence) return texts[`silence_${silence.meaning}`](formats(locale).date(silence.on), silence.source)
  if (dossier.closedAt) return sentence
  const { handed } = dossier
  if (handed?.role === 'giver') return `${texts.withPartner(handed.partner, handed.reference)} ${sentence}`
  if (dossier.clockPausedAt) return `${sentence} ${texts.paused}`
  return `${sentence} ${texts.answerBefore(formats(locale).fullDate(dossier.dueOn))}`
}

/** A request's state as a chip. */
export function stateOf(
  dossier: { readonly phase: string; readonly outcome: string | null },
  locale: Locale,
): { label: string; icon: IconName; tone: Tone } {
  const texts = trackingTexts(locale)
  if (dossier.outcome === 'accepted') return { label: texts.state_accepted, icon: 'circle-check', tone: 'ok' }
  if (dossier.outcome === 'refused') return { label: texts.state_refused, icon: 'circle-x', tone: 'bad' }
  if (dossier.outcome === 'closed') return { label: texts.state_closed, icon: 'archive', tone: 'calm' }
  if (dossier.phase === 'waiting_applicant') return { label: texts.state_waiting_applicant, icon: 'hand', tone: 'warn' }
  if (dossier.phase === 'received') return { label: texts.state_received, icon: 'inbox', tone: 'info' }
  if (dossier.phase === 'decided') return { label: texts.state_decided, icon: 'stamp', tone: 'info' }
  return { label: texts.state_examined, icon: 'hourglass', tone: 'info' }
}

interface Moment {
  readonly at: Date
  readonly item: ConversationItem
}

/** What was said and what happened, day by day. */
export function storyOf(followed: FollowedCase, reader: Reader): ConversationItem[] {
  const { file } = followed
  const moments: Moment[] = [
    ...toldEvents(followed).flatMap((event) => eventMoment(event, followed, reader.locale)),
    ...file.messages.map((message) => messageMoment(message, followed, reader)),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const format = formats(reader.locale)
  let day = ''
  return moments.flatMap(({ at, item }): ConversationItem[] => {
    const same = dayOf(at) === day
    day = dayOf(at)
    return same ? [item] : [{ kind: 'day', label: format.dayHeading(at, reader.now) }, item]
  })
}

/** What happened, without the moves that would say the same line again. */
function toldEvents({ file: { events }, workflow }: FollowedCase): readonly Event[] {
  const moves = events.flatMap((event) =>
    event.kind === 'dossier.moved' ? [{ seq: event.seq, status: event.payload.status }] : [],
  )
  const told = new Set(movesTold(workflow, moves).map(({ seq }) => seq))
  const handed = new Set(events.flatMap(({ kind, id }) => (kind === 'handover.told' ? [id] : [])))
  // A clock that stops while a partner has her request waits for nothing of hers.
  const isOfPartner = ({ kind, cause }: Event) => kind === 'clock.paused' && cause !== null && handed.has(cause)
  return events.filter((event) => (event.kind !== 'dossier.moved' || told.has(event.seq)) && !isOfPartner(event))
}

const eventIcons: Partial<Record<Event['kind'], IconName>> = {
  'dossier.submitted': 'send',
  'dossier.claimed': 'user-check',
  'dossier.moved': 'arrow-right',
  'answers.edited': 'pen-line',
  'clock.paused': 'circle-pause',
  'clock.resumed': 'clock',
  'handover.told': 'share-2',
  'silence.decided': 'hourglass',
  'silence.moved': 'hourglass',
}

function eventMoment(event: Event, followed: FollowedCase, locale: Locale): Moment[] {
  const icon = eventIcons[event.kind]
  const body: VNode | undefined = eventSentence(event, followed.workflow, locale)
  return icon && body ? [{ at: event.at, item: { kind: 'event', icon, body, id: `e${event.seq}` } }] : []
}

function messageMoment(message: Message, followed: FollowedCase, reader: Reader): Moment {
  const { locale, fileHref } = reader
  const texts = trackingTexts(locale)
  const time = formats(locale).time(message.at)
  const isMine = message.direction === 'from_applicant'
  const files = followed.file.attachments.filter(({ messageId }) => messageId === message.id)
  return {
    at: message.at,
    item: {
      kind: 'message',
      author: isMine ? texts.you : signedName(message.authorName, locale),
      meta: isMine ? time : texts.officeAt(localize(followed.contact.name, locale), time),
      isMine,
      body: paragraphs(message.body),
      attachments: files.map((file) => fileRow(file, locale, fileHref)),
      id: `m-${message.id}`,
    },
  }
}

/** A file as a line: its name, its size. */
export function fileRow(file: Attachment, locale: Locale, fileHref: (id: string) => string): FileRowProps {
  return {
    name: file.name,
    href: fileHref(file.id),
    note: formats(locale).fileSize(file.size),
    icon: file.mediaType.startsWith('image/') ? 'image' : 'file-text',
  }
}
