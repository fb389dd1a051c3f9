import type { AgentRole } from '#kernel/actor'
import { type Locale, localize } from '#kernel/localized'
import { newId } from '#kernel/ids'
import { mayHandle, mayHold, type AgentDossierFile } from '#counter/dossiers'
import { phoneText } from '#counter/procedures'
import { type ActionStep, findStatus, pendingRequest } from '#counter/workflows'
import type { IconName } from '#platform/html'
import { formats } from '#platform/i18n'
import { actingLine } from '../../../acting-words.ts'
import { channelTexts } from '../../../channels.ts'
import { kindOfTask, ownFieldsOf, taskTexts, titleOfTask } from '../../../tasks/index.ts'
import type { AgentVisitor } from '../../../access/index.ts'
import { formerSections } from '../tied/former.ts'
import { joinedView, likelyView, tiedSection } from '../tied/view.ts'
import { haste, stateChip } from '../wording.ts'
import { askedViews } from '../../asked/block.tsx'
import { recordLink } from '../../contacts/link.ts'
import { aroundSection } from './around.ts'
import { arrivalSection } from './arrival.ts'
import { priorityChip } from '../../dispatch/priority.ts'
import { whyOf, type WhyView } from '../../dispatch/why.tsx'
import { delaysView } from './delays.tsx'
import { conversationOf } from './conversation.tsx'
import { isUnreached } from './letter.ts'
import { type OpenCase, tellingOf } from './read.ts'
import { presenceSentence } from './presence.ts'
import { sectionsOf, titleOf } from './sections.ts'
import { caseTexts } from './texts.ts'
import type { ActionView, CasePageProps, ClockView, HolderView } from './view.ts'

type Dossier = AgentDossierFile['dossier']

/** What the page shows of the case itself, whoever came from wherever. */
export type CaseFacts = Omit<
  CasePageProps,
  'revision' | 'neighbours' | 'from' | 'typed' | 'keptFiles' | 'conflict' | 'done' | 'remark'
>

export const caseAddress = (slug: string, caseId: string): string => `/bureau/${slug}/demandes/${caseId}`

const requestsOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/demandes`

/** What stands around the request: what helps to write, who else is there, and the requests that go with it. */
function beside({ file, composer, around }: OpenCase, who: AgentVisitor) {
  const { locale } = who
  return {
    handovers: around.handovers,
    asked: askedViews({ file, asked: around.asked, locale }),
    composer: {
      replies: composer.replies.map(({ id, name }) => ({ value: id, label: name })),
      letters: composer.letters.map(({ slug, name }) => ({ value: slug, label: name })),
    },
    presence: presenceSentence(file.present, locale),
    joined: joinedView(file.related, requestsOf(who)),
    likely: mayHandle(who.context.actor, file.dossier) ? likelyView(file.likely, locale) : undefined,
  }
}

export function presentCase(open: OpenCase, who: AgentVisitor, now: Date): CaseFacts {
  const { file, definition, workflow, services, communes, ground } = open
  const { dossier } = file
  const { locale } = who
  const address = caseAddress(who.site.slug, dossier.id)
  const title = titleOf(definition, locale)
  const isTitle = dossier.subject === title || dossier.subject === definition.title.fr
  const actions = file.actions.map((action) => actionView(action, locale))
  const telling = tellingOf(open, who, who.account.accountId)
  return {
    locale,
    address,
    version: dossier.version,
    key: newId(),
    title,
    subject: isTitle ? undefined : dossier.subject,
    state: stateChip(dossier, workflow, locale),
    priority: dossier.closedAt === null ? priorityChip(dossier.priority, locale) : undefined,
    labels: dossier.labels,
    person: personOf(dossier, who),
    actingFor: dossier.actingFor ? actingLine(dossier.actingFor, locale) : undefined,
    meta: metaOf(dossier, locale),
    sections: [
      ...sectionsOf({ file, definition, communes, locale, address, ground }),
      ...arrivalSection({ file, questions: telling.questions, locale, address }),
      ...formerSections(open.former, { file, communes, locale, address, ground }),
      ...aroundSection({ file, around: open.around, who, address }),
      ...tiedSection(file.related, requestsOf(who), locale),
    ],
    ...beside(open, who),
    pdfHref: `${address}/dossier.pdf`,
    talk: conversationOf({ ...telling, file, now, address }),
    clock: clockOf(dossier, now, locale),
    delays: delaysView(open.delays, dossier, { workflow, locale, now }),
    actions,
    tasks: tasksOf(file, address, locale),
    shown: file.shown,
    ownFields: ownFieldsOf(file.fields, workflow, locale),
    idle: actions.length > 0 || file.tasks.length > 0 ? undefined : idleReason(open, locale),
    holder: holderView(dossier, who, open.around.standingFor !== undefined),
    standingFor: open.around.standingFor,
    why: whyIn(open, who),
    canDispatch: dossier.closedAt === null && mayHold(who.context.actor, dossier),
    services: dossier.closedAt
      ? []
      : services
          .filter(({ id }) => id !== dossier.serviceId)
          .map(({ id, name }) => ({ value: id, label: localize(name, locale) })),
    isClosed: dossier.closedAt !== null,
    isPinned: open.isPinned,
    isWaiting: dossier.phase === 'waiting_applicant',
    hold: holdOf(dossier, who),
    isReader: !mayHandle(who.context.actor, dossier),
    isJournalBroken: file.journalFault !== undefined,
  }
}

/** Kept beyond its time, and what a supervisor may still do with what was closed. */
function holdOf(dossier: OpenCase['file']['dossier'], { context }: AgentVisitor): CaseFacts['hold'] {
  const canChange = mayHold(context.actor, dossier) && dossier.closedAt !== null && dossier.erasedAt === null
  return { by: dossier.hold?.byName, canChange, canReopen: canChange && dossier.joinedTo === null }
}

function whyIn(open: OpenCase, who: AgentVisitor): WhyView | undefined {
  const { file, around, definition, services } = open
  const { locale } = who
  const { questions } = tellingOf(open, who, who.account.accountId)
  const nameOf = (id: string | null): string => {
    const service = services.find((each) => each.id === id)
    return service ? localize(service.name, locale) : ''
  }
  return whyOf({
    locale,
    decisions: around.decisions,
    events: file.events,
    procedure: localize(definition.title, locale),
    questionOf: (field) => localize(questions.get(field) ?? { fr: field }, locale),
    serviceOf: nameOf,
  })
}

const personOf = (dossier: Dossier, who: AgentVisitor): CasePageProps['person'] => {
  const { id, contactId, applicantName, applicantEmail, applicantPhone, locale } = dossier
  return {
    letterHref: isUnreached(dossier) ? `${caseAddress(who.site.slug, id)}/courrier.pdf` : undefined,
    record: recordLink(who, { dossierId: id, contactId }),
    name: applicantName,
    email: applicantEmail,
    phone: applicantPhone === null ? undefined : phoneText(applicantPhone),
    phoneHref: applicantPhone === null ? undefined : `tel:${applicantPhone}`,
    isEnglish: locale === 'en',
  }
}

function metaOf({ number, channel, submittedAt, revisionNumber }: Dossier, locale: Locale): string {
  const format = formats(locale)
  return caseTexts(locale).meta({
    number,
    channel: channelTexts(locale)[channel],
    date: format.dateTime(submittedAt),
    version: format.number(revisionNumber),
  })
}

function clockOf(dossier: Dossier, now: Date, locale: Locale): ClockView {
  const texts = caseTexts(locale)
  const format = formats(locale)
  if (dossier.closedAt) {
    return { label: texts.closedLabel, value: format.fullDate(dossier.closedAt), note: texts.closedNote, tone: 'calm' }
  }
  const due = format.fullDate(dossier.dueOn)
  if (dossier.clockPausedAt) {
    return {
      label: texts.pausedLabel,
      value: texts.pausedSince(format.dayMonth(dossier.clockPausedAt)),
      note: texts.pausedNote(due),
      tone: 'calm',
    }
  }
  return {
    label: texts.dueLabel,
    value: format.deadline(dossier.dueOn, now),
    note: texts.promise(due),
    tone: haste(dossier.dueOn, now),
    day: dossier.dueOn,
  }
}

const looks: Readonly<Record<ActionStep['tone'], { readonly icon: IconName; readonly kind: ActionView['kind'] }>> = {
  accept: { icon: 'check', kind: 'primary' },
  forward: { icon: 'arrow-right', kind: 'primary' },
  request: { icon: 'paperclip', kind: 'quiet' },
  return: { icon: 'undo-2', kind: 'quiet' },
  refuse: { icon: 'x', kind: 'danger' },
}

function actionView({ id, label, tone, asks, consequences }: ActionStep, locale: Locale): ActionView {
  return {
    id,
    label: localize(label, locale),
    ...looks[tone],
    consequences: consequences.map((each) => localize(each, locale)),
    asks: asks && {
      label: localize(asks.label, locale),
      hint: asks.hint && localize(asks.hint, locale),
      isRequired: asks.required,
    },
  }
}

/** What is hers to do on a page of its own. */
const tasksOf = ({ tasks }: AgentDossierFile, address: string, locale: Locale): CasePageProps['tasks'] =>
  tasks.flatMap((step) => {
    const kind = kindOfTask(step)
    if (!kind) return []
    const title = localize(titleOfTask(step), locale)
    return [{ title, label: taskTexts(locale)[`todo_${kind}`], href: `${address}/etapes/${step.id}` }]
  })

/** Why there is nothing to decide. */
function idleReason(open: OpenCase, locale: Locale): string | undefined {
  const { file, workflow } = open
  const { dossier } = file
  const texts = caseTexts(locale)
  if (dossier.closedAt) return undefined
  if (pendingRequest(workflow, dossier.status)) return texts.waiting
  const names = formats(locale).list(whoActs(open, locale))
  return names === '' ? texts.nothingToDo : texts.nothingYours(names)
}

/** Whose turn it is at this step, by the names of the functions. */
export function whoActs({ file, workflow }: OpenCase, locale: Locale): readonly string[] {
  const steps = findStatus(workflow, file.dossier.status)?.steps ?? []
  const by = steps.flatMap((step) => ('by' in step && step.by !== 'applicant' ? step.by : []))
  return workflow.functions.filter(({ id }) => by.includes(id)).map(({ label }) => localize(label, locale))
}

const supervises = (roles: readonly AgentRole[], serviceId: string | null): boolean =>
  roles.some(
    (each) =>
      (each.role === 'supervisor' || each.role === 'administrator') &&
      (each.serviceId === null || each.serviceId === serviceId),
  )

function holderView(dossier: Dossier, { account, roles }: AgentVisitor, isStandingIn: boolean): HolderView {
  const { holderAccountId, holderName, closedAt, serviceId } = dossier
  const name = holderName ?? ''
  const isOpen = closedAt === null
  if (holderAccountId === null) return { kind: 'nobody', name, canTake: isOpen, canRelease: false }
  const isMine = holderAccountId === account.accountId
  return {
    kind: isMine ? 'me' : 'other',
    name,
    canTake: isOpen && isStandingIn,
    canRelease: isOpen && (isMine || isStandingIn || supervises(roles, serviceId)),
  }
}
