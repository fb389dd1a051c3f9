import { appointmentsOfDossier, type ShownAppointment } from '#counter/appointments'
import { type AgentDossierFile, type LinkedCase, listLinked, listOutside, type OutsideShown } from '#counter/dossiers'
import { type Locale, localize } from '#kernel/localized'
import type { FileRowProps } from '#platform/html'
import { catalogue, formats } from '#platform/i18n'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
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
    byOn: (name: string, when: string) => `${name}, le ${when}`,
    filed: 'Demande ouverte par celle-ci',
    origin: 'Demande qui a ouvert celle-ci',
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
    byOn: (name, when) => `${name}, on ${when}`,
    filed: 'Request that this one opened',
    origin: 'Request that opened this one',
  },
})

/** What other houses keep of a case. */
export interface CaseAround {
  readonly asked: readonly OutsideShown[]
  readonly linked: readonly LinkedCase[]
  readonly appointments: readonly ShownAppointment[]
}

export async function readAround(app: App, who: AgentVisitor, dossierId: string): Promise<CaseAround> {
  const key = { collectivityId: who.site.id, dossierId }
  const [asked, linked, appointments] = await Promise.all([
    listOutside(who.context, key),
    listLinked(who.context, key),
    app.db.readCollectivity(who.site.id, (tx) => appointmentsOfDossier(tx, key)),
  ])
  return { asked, linked, appointments }
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
  const made = file.attachments.filter(({ messageId, fieldId }) => messageId === null && fieldId === null)
  const answers: AnswerView[] = [
    ...(made.length > 0
      ? [answer(t.documents, { files: made.map((each) => fileRow(each, { locale, address })) })]
      : []),
    ...around.appointments.map((each) => answer(t.appointment, { text: whenOf(each, locale) })),
    ...around.asked.flatMap((each) => answered(each, locale)),
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

/** What somebody asked outside has answered, by name. */
function answered({ request: { answer: given, settledAt } }: OutsideShown, locale: Locale): AnswerView[] {
  if (!given || settledAt === null) return []
  const t = texts(locale)
  const said = t.byOn(given.by, formats(locale).dateTime(settledAt))
  if (given.signature)
    return [answer(t.signature, { text: given.signature.kind === 'certified' ? t.certified(said) : said })]
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
