import { tellDeadline, tellSilence, tellSilenceMoved } from './deadline-line.ts'
import { type Locale, type Localized, localize } from '#kernel/localized'
import type { AnyJournalEvent, Channel } from '#counter/dossiers'
import { renderTemplate, findStatus, type Workflow } from '#counter/workflows'
import type { IconName } from '#platform/html'
import { formats } from '#platform/i18n'
import type { Service } from '#territory/collectivities'
import { channelTexts } from '../../../channels.ts'
import { type AskedEvent, isAsked, tellAsked } from '../../asked/journal.ts'
import { type DispatchEvent, isDispatch, tellDispatch } from '../../dispatch/journal.ts'
import { isTied, type TiedEvent, tellTied } from '../tied/journal.ts'
import { signedName } from '../../../standing-words.ts'
import { automaticTexts } from './automatic-texts.ts'
import { tellHandover } from '../../handover/told.ts'
import { journalTexts } from './texts.ts'

/** What is needed to tell the journal to one reader. */
export interface Telling {
  readonly locale: Locale
  readonly workflow: Workflow
  readonly services: readonly Service[]
  /** What the circuit's mails name. */
  readonly words: { readonly number: string; readonly procedure: string; readonly collectivity: string }
  /** The questions of the form, by field. */
  readonly questions: ReadonlyMap<string, Localized>
  /** Who reads: her own acts are "by you". */
  readonly accountId: string
  /** Partners to whom the request went, by the event that says so: what it caused was theirs. */
  readonly partners: ReadonlyMap<string, string>
}

/** One line of the journal: a strong word, then the rest. */
export interface JournalLine {
  readonly icon: IconName
  readonly strong: string
  readonly rest: string
}

/** Who acted, within a sentence. */
function whoIn({ actor }: AnyJournalEvent, { locale, accountId }: Telling): string {
  const texts = journalTexts(locale)
  if (actor.kind === 'system') return texts.platform
  return actor.kind === 'agent' && actor.accountId === accountId ? texts.you : signedName(actor.name, locale)
}

const serviceName = (id: string | null, { services, locale }: Telling): string => {
  const service = services.find((each) => each.id === id)
  return service ? localize(service.name, locale) : journalTexts(locale).unknownService
}

/** What somebody did, when saying who is enough. */
const deeds = {
  'message.sent': { icon: 'message-square', text: 'sent' },
  'message.received': { icon: 'message-square-reply', text: 'received' },
  'note.added': { icon: 'text-quote', text: 'noted' },
  'dossier.taken': { icon: 'user-check', text: 'taken' },
  'dossier.released': { icon: 'undo-2', text: 'released' },
  'dossier.held': { icon: 'archive', text: 'heldBack' },
  'dossier.unheld': { icon: 'clock', text: 'letGo' },
  'dossier.reopened': { icon: 'rotate-ccw', text: 'reopened' },
  'letter.posted': { icon: 'mail', text: 'posted' },
  'letter.taken_back': { icon: 'undo-2', text: 'takenBack' },
  'document.given': { icon: 'paperclip', text: 'given' },
  'dossier.placed': { icon: 'user', text: 'placed' },
} as const

/** What happened, when its name says it all. */
const facts = {
  'dossier.erased': { icon: 'shield-check', text: 'erased', more: 'erasedMore' },
  'answers.erased': { icon: 'shield-check', text: 'answersErased', more: 'answersErasedMore' },
  'dossier.claimed': { icon: 'user-check', text: 'claimed', more: 'claimedMore' },
  'clock.paused': { icon: 'pause', text: 'paused', more: 'pausedMore' },
  'account.merged': { icon: 'users', text: 'merged', more: 'mergedMore' },
  'account.separated': { icon: 'user', text: 'separated', more: 'separatedMore' },
} as const

type Fact = Extract<AnyJournalEvent, { kind: keyof typeof facts }>

const isFact = (event: AnyJournalEvent): event is Fact => Object.hasOwn(facts, event.kind)

function tellFact({ kind, cause }: Fact, { locale, partners }: Telling): JournalLine {
  const { icon, text, more } = facts[kind]
  const texts = journalTexts(locale)
  const partner = kind === 'clock.paused' && cause !== null ? partners.get(cause) : undefined
  return { icon, strong: texts[text], rest: partner === undefined ? texts[more] : texts.pausedFor(partner) }
}

type Deed = Extract<AnyJournalEvent, { kind: keyof typeof deeds }>

const isDeed = (event: AnyJournalEvent): event is Deed => Object.hasOwn(deeds, event.kind)

/** What the circuit did by itself: a strong word, and what of it when there is more to say. */
const automatic = {
  'circuit.wrote': 'mail',
  'circuit.not_sent': 'triangle-alert',
  'dossier.revised': 'git-branch',
  'fields.set': 'pen-line',
  'form.filled': 'pen-line',
  'outside.asked': 'external-link',
  'outside.not_asked': 'triangle-alert',
  'outside.settled': 'link',
  'errand.asked': 'plug',
  'errand.settled': 'plug',
} as const satisfies Record<string, IconName>

type Automatic = Extract<AnyJournalEvent, { kind: keyof typeof automatic }>

const isAutomatic = (event: AnyJournalEvent): event is Automatic => Object.hasOwn(automatic, event.kind)

function tellAutomatic(event: Automatic, telling: Telling): JournalLine {
  const texts = automaticTexts(telling.locale)
  return { icon: automatic[event.kind], strong: texts[event.kind], rest: ` : ${moreOf(event, telling)}` }
}

function moreOf(event: Automatic, { locale, workflow }: Telling): string {
  const texts = automaticTexts(locale)
  const { payload } = event
  if ('fields' in payload) {
    const names = payload.fields.map((id) => workflow.internal?.find((field) => field.id === id)?.label ?? { fr: id })
    return names.map((name) => localize(name, locale)).join(', ')
  }
  if ('toRevision' in payload) return texts.revision(payload.toRevision)
  if ('channel' in payload) {
    const channel = texts.channel(payload.channel)
    return 'reason' in payload ? `${channel}, ${texts.reason(payload.reason)}` : channel
  }
  const what = 'service' in payload ? texts.service(payload.service) : texts.work(payload.work)
  if ('reason' in payload) return `${what}, ${texts.state(payload.reason)}`
  if (!('state' in payload)) return what
  const remark = 'remark' in payload && payload.remark !== undefined ? ` (${texts.remark(payload.remark)})` : ''
  return `${what}, ${texts.state(payload.state)}${remark}`
}

/** Tells an event in words. */
export function tell(event: AnyJournalEvent, telling: Telling): JournalLine {
  if (isAutomatic(event)) return tellAutomatic(event, telling)
  if (isTied(event)) return tellTied(event, whoIn(event, telling), telling.locale)
  if (isDispatch(event)) return tellDispatch(event, telling.locale, (id) => serviceName(id, telling))
  if (isHanding(event)) return tellHanding(event, telling)
  if (isAsked(event)) return tellAsked(event, journalTexts(telling.locale).by(whoIn(event, telling)), telling.locale)
  if (isFact(event)) return tellFact(event, telling)
  if (!isDeed(event)) return tellCircuit(event, telling)
  const texts = journalTexts(telling.locale)
  const { icon, text } = deeds[event.kind]
  return { icon, strong: texts[text], rest: `${texts.by(whoIn(event, telling))}${wayOf(event, telling)}` }
}

const ways = {
  mail: 'receivedByMail',
  sms: 'receivedBySms',
  letter: 'receivedByLetter',
  hubee: 'receivedByPortal',
} as const

/** By which way a message came, when it was not written on the page of the request. */
function wayOf(event: Deed, { locale }: Telling): string {
  if (event.kind !== 'message.received' || event.payload.by === undefined) return ''
  const texts = journalTexts(locale)
  return texts[ways[event.payload.by]]
}

type Handing = Extract<AnyJournalEvent, { kind: 'dossier.transferred' | 'dossier.entrusted' | 'dossier.batched' }>

const isHanding = (event: AnyJournalEvent): event is Handing =>
  event.kind === 'dossier.transferred' || event.kind === 'dossier.entrusted' || event.kind === 'dossier.batched'

/** Whose it became; and that it was done to several at once. */
function tellHanding(event: Handing, telling: Telling): JournalLine {
  const texts = journalTexts(telling.locale)
  const by = texts.by(whoIn(event, telling))
  switch (event.kind) {
    case 'dossier.transferred':
      return {
        icon: 'corner-up-right',
        strong: texts.transferred(serviceName(event.payload.toServiceId, telling)),
        rest: by,
      }
    case 'dossier.entrusted':
      return { icon: 'user-plus', strong: texts.entrusted(event.payload.name), rest: by }
    case 'dossier.batched': {
      const count = formats(telling.locale).number(event.payload.count)
      return { icon: 'layers', strong: texts.batched, rest: texts.batchedMore(count) }
    }
  }
}

/** Where the case went, by a button of its circuit or by hand. */
function tellCircuit(
  event: Exclude<AnyJournalEvent, Deed | Automatic | TiedEvent | DispatchEvent | Handing | Fact | AskedEvent>,
  telling: Telling,
): JournalLine {
  const texts = journalTexts(telling.locale)
  const format = formats(telling.locale)
  switch (event.kind) {
    case 'deadline.neared':
    case 'deadline.passed':
      return tellDeadline(event, telling.locale)
    case 'silence.decided':
      return tellSilence(event, telling.locale)
    case 'silence.moved':
      return tellSilenceMoved(event, telling.locale)
    case 'dossier.submitted':
      return submitted(event, telling)
    case 'dossier.moved':
      return moved(event, telling)
    case 'dossier.assigned':
      return { icon: 'users', strong: texts.assigned, rest: turn(event.payload, telling) }
    case 'answers.edited': {
      const by = texts.by(whoIn(event, telling))
      return { icon: 'pen-line', strong: texts.edited, rest: `${by} : ${labelsOf(event.payload.fields, telling)}` }
    }
    case 'handover.told':
      return tellHandover(event, telling.locale)
    case 'clock.resumed':
      return { icon: 'play', strong: texts.resumed, rest: texts.resumedMore(format.fullDate(event.payload.dueOn)) }
    case 'applicant.notified':
      return {
        icon: 'mail',
        strong: texts.notified,
        rest: texts.notifiedMore(subjectOf(event.payload.subject, telling)),
      }
  }
}

/** Sent by the person, or filed for her: then how it came, and who filed it. */
function submitted(event: Extract<AnyJournalEvent, { kind: 'dossier.submitted' }>, telling: Telling): JournalLine {
  const texts = journalTexts(telling.locale)
  const due = formats(telling.locale).fullDate(event.payload.dueOn)
  const channel = channelTexts(telling.locale)[(event.payload.channel ?? 'web') as Channel]
  if (event.actor.kind === 'applicant')
    return { icon: 'send', strong: texts.submitted, rest: texts.submittedMore(channel, due) }
  return { icon: 'send', strong: texts.filedFor, rest: texts.filedForMore({ by: whoIn(event, telling), channel, due }) }
}

/** The questions whose answers were corrected, as the form asks them. */
const labelsOf = (fields: readonly string[], { locale, questions }: Telling): string =>
  formats(locale).list(fields.map((id) => localize(questions.get(id) ?? { fr: id }, locale)))

const outcomeIcons: Readonly<Record<string, IconName>> = {
  accepted: 'circle-check',
  refused: 'circle-x',
  closed: 'archive',
}

function moved(event: Extract<AnyJournalEvent, { kind: 'dossier.moved' }>, telling: Telling): JournalLine {
  const { locale, workflow } = telling
  const texts = journalTexts(locale)
  const { action, outcome, status: statusId } = event.payload
  const status = localize(findStatus(workflow, statusId)?.label ?? { fr: statusId }, locale)
  if (action === null && event.payload.because) {
    return { icon: 'clock', strong: texts.movedByItself, rest: texts.movedByReplyMore(status) }
  }
  if (action === null) {
    return { icon: 'message-square-reply', strong: texts.movedByReply, rest: texts.movedByReplyMore(status) }
  }
  return {
    icon: (outcome === null ? undefined : outcomeIcons[outcome]) ?? 'git-branch',
    strong: localize(action.label, locale),
    rest: texts.movedMore(whoIn(event, telling), status),
  }
}

const subjectOf = (subject: Localized, { locale, words }: Telling): string =>
  renderTemplate(localize(subject, locale), words)

function turn(payload: { function: string; serviceId: string | null }, telling: Telling): string {
  const { locale, workflow } = telling
  const known = workflow.functions.find(({ id }) => id === payload.function)
  const function_ = known ? localize(known.label, locale) : payload.function
  if (payload.serviceId === null) return journalTexts(locale).assignedTo(function_)
  return journalTexts(locale).assignedMore(function_, serviceName(payload.serviceId, telling))
}
