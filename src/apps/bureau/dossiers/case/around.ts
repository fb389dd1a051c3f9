import { appointmentsOfDossier, type ShownAppointment } from '#counter/appointments'
import { findStandingIn, type KeptDecision, listDecisions } from '#counter/dispatch'
import { type AgentDossierFile, type LinkedCase, listLinked, listOutside, type OutsideShown } from '#counter/dossiers'
import { type ReceivedAbout, receivedAbout } from '#counter/mailbox'
import { type Locale, localize } from '#kernel/localized'
import { type CaseHandovers, handoversOfCase } from '#counter/handover'
import type { FileRowProps } from '#platform/html'
import { catalogue, formats } from '#platform/i18n'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { arrivedFiles } from './arrival.ts'
import { fileRow } from './sections.ts'
import type { AnswerView, SectionView } from './view.ts'

const texts = catalogue({
  fr: {
    title: 'Autour de la demande',
    documents: 'Documents faits par le circuit',
    appointment: 'Rendez-vous',
    at: (day: string, time: string) => `${day} à ${time}`,
    cancelled: (when: string) => `${when}, annulé`,
    signature: 'Signature',
    certified: (said: string) => `${said}, son identité prouvée au même moment`,
    opinion: 'Avis',
    favourable: 'favorable',
    with_conditions: 'favorable avec des réserves',
    unfavourable: 'défavorable',
    no_opinion: 'sans avis',
    visa: 'Signature d’un collègue',
    byOn: (name: string, when: string) => `${name}, le ${when}`,
    filed: 'Demande ouverte par celle-ci',
    origin: 'Demande qui a ouvert celle-ci',
    received: 'Courriels et SMS reçus',
    came: (from: string, when: string) => `${from}, ${when}`,
    bounced: 'Adresse qui ne reçoit pas',
    bouncedSince: (address: string, day: string) => `${address}, depuis le ${day}`,
  },
  en: {
    title: 'Around the request',
    documents: 'Documents made by the circuit',
    appointment: 'Appointment',
    at: (day, time) => `${day} at ${time}`,
    cancelled: (when) => `${when}, cancelled`,
    signature: 'Signature',
    certified: (said) => `${said}, their identity proved at that moment`,
    opinion: 'Opinion',
    favourable: 'favourable',
    with_conditions: 'favourable with conditions',
    unfavourable: 'unfavourable',
    no_opinion: 'no opinion',
    visa: 'Signature of a colleague',
    byOn: (name, when) => `${name}, on ${when}`,
    filed: 'Request that this one opened',
    origin: 'Request that opened this one',
    received: 'Mails and text messages received',
    came: (from, when) => `${from}, ${when}`,
    bounced: 'Address that receives nothing',
    bouncedSince: (address, day) => `${address}, since ${day}`,
  },
})

/** What other houses keep of a case. */
export interface CaseAround {
  readonly asked: readonly OutsideShown[]
  readonly linked: readonly LinkedCase[]
  readonly appointments: readonly ShownAppointment[]
  readonly received: ReceivedAbout
  /** Why rules sent it where it is, the last time first. */
  readonly decisions: readonly KeptDecision[]
  /** With which partner's tool it is, and to whom it may be given. */
  readonly handovers: CaseHandovers
  /** Who follows it and is away, when the reader stands in for her. */
  readonly standingFor: string | undefined
}

export async function readAround(
  app: App,
  who: AgentVisitor,
  dossier: AgentDossierFile['dossier'],
): Promise<CaseAround> {
  const key = { collectivityId: who.site.id, dossierId: dossier.id }
  const { actor } = who.context
  const [asked, linked, [appointments, received, decisions, standing, handovers]] = await Promise.all([
    listOutside(who.context, key),
    listLinked(who.context, key),
    app.db.readCollectivity(who.site.id, (tx) =>
      Promise.all([
        appointmentsOfDossier(tx, key),
        receivedAbout(tx, key),
        listDecisions(tx, key),
        findStandingIn(tx, actor, { ...dossier, at: app.clock.now() }),
        handoversOfCase(tx, dossier),
      ]),
    ),
  ])
  return { asked, linked, appointments, received, decisions, handovers, standingFor: standing?.name }
}

interface Written {
  readonly file: AgentDossierFile
  readonly around: CaseAround
  readonly who: Pick<AgentVisitor, 'site' | 'locale'>
  /** Of the case. */
  readonly address: string
}

/** Documents that the circuit made, appointments, requests that go with this one; nothing for most. */
export function aroundSection({ file, around, who, address }: Written): SectionView[] {
  const { locale, site } = who
  const t = texts(locale)
  const arrived = new Set(arrivedFiles(file))
  const made = file.attachments.filter((each) => each.messageId === null && each.fieldId === null && !arrived.has(each))
  const answers: AnswerView[] = [
    ...(made.length > 0
      ? [answer(t.documents, { files: made.map((each) => fileRow(each, { locale, address })) })]
      : []),
    ...around.appointments.map((each) => answer(t.appointment, { text: whenOf(each, locale) })),
    ...around.asked.flatMap((each) => answered(each, locale)),
    ...receivedAnswers(around.received, who),
    ...around.linked.map((each) => answer(t[each.role], { files: [linkRow(each, site)] })),
  ]
  return answers.length > 0 ? [{ title: t.title, unanswered: [], groups: [{ title: undefined, answers }] }] : []
}

const answer = (label: string, { text = '', files = [] }: { text?: string; files?: readonly FileRowProps[] }) => ({
  label,
  text,
  files,
  isFromAccount: false,
})

function whenOf({ startsAt, status, kindTitle }: ShownAppointment, locale: Locale): string {
  const [t, dates] = [texts(locale), formats(locale)]
  const when = t.at(dates.fullDate(startsAt), dates.time(startsAt))
  return `${status === 'cancelled' ? t.cancelled(when) : when} (${localize(kindTitle, locale)})`
}

/** What came about it by mail and text message, each with its original, and the address that receives nothing. */
function receivedAnswers(
  { received, bounced }: ReceivedAbout,
  { site, locale }: Pick<AgentVisitor, 'site' | 'locale'>,
): AnswerView[] {
  const [t, dates] = [texts(locale), formats(locale)]
  const rows = received.map(({ id, fromName, fromAddress, receivedAt }): FileRowProps => ({
    name: t.came(fromName || fromAddress, dates.dateTime(receivedAt)),
    icon: 'mail-open',
    href: `/bureau/${site.slug}/courriels-recus/${id}`,
  }))
  return [
    ...(rows.length > 0 ? [answer(t.received, { files: rows })] : []),
    ...bounced.map(({ address, since }) => answer(t.bounced, { text: t.bouncedSince(address, dates.date(since)) })),
  ]
}

/** What somebody asked outside has answered, by name. */
function answered({ request: { answer: given, settledAt } }: OutsideShown, locale: Locale): AnswerView[] {
  if (!given || settledAt === null) return []
  const t = texts(locale)
  const said = t.byOn(given.by, formats(locale).dateTime(settledAt))
  if (given.signature)
    return [
      answer(given.signature.kind === 'visa' ? t.visa : t.signature, {
        text: given.signature.kind === 'certified' ? t.certified(said) : said,
      }),
    ]
  return given.opinion ? [answer(t.opinion, { text: `${t[given.opinion]}, ${said}` })] : []
}

/** One of another collectivity is for its own agents: its number, and no link. */
const linkRow = (
  { collectivityId, dossierId, number }: LinkedCase,
  site: { readonly id: string; readonly slug: string },
): FileRowProps => ({
  name: number,
  icon: 'git-branch',
  href: collectivityId === site.id ? `/bureau/${site.slug}/demandes/${dossierId}` : undefined,
})
