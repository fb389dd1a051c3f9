import { appointmentsOfDossier, myAppointments, type ShownAppointment } from '#counter/appointments'
import { isToldToPerson, type LinkedCase, listLinked, listOutside, type OutsideShown } from '#counter/dossiers'
import { findOpenSurvey } from '#counter/satisfaction'
import { localize } from '#kernel/localized'
import type { Context } from '#platform/context'
import { formats, type Locale } from '#platform/i18n'
import type { Visitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { siteName } from '../../frame/index.ts'
import { getSite } from '#territory/collectivities'
import { appointmentTexts } from '../../appointments/texts.ts'
import { surveyHref } from '../../satisfaction/address.ts'
import type { OwnAppointment } from './mine.page.tsx'
import type { AskedRow } from './asked-of-person.tsx'
import type { CaseKey } from './case.ts'

interface Reader {
  readonly context: Context
  readonly key: CaseKey
  readonly locale: Locale
  /** Of the commune's pages. */
  readonly base: string
  /** Of the page of the request. */
  readonly href: string
}

/** What is asked of the applicant outside the conversation, and the appointments of her request. */
export async function askedRows(app: App, reader: Reader): Promise<readonly AskedRow[]> {
  const { context, key } = reader
  const now = app.clock.now()
  const [requests, linked, { appointments, survey }] = await Promise.all([
    listOutside(context, key),
    listLinked(context, key),
    app.db.readCollectivity(key.collectivityId, async (tx) => {
      const [booked, open] = await Promise.all([appointmentsOfDossier(tx, key), findOpenSurvey(tx, { ...key, now })])
      return { appointments: booked, survey: open }
    }),
  ])
  return [
    ...requests.filter(isToDo(appointments)).map((asked) => toDoRow(app, reader, asked)),
    ...(requests.some(({ request, isAwaited }) => isAwaited && isToldToPerson(request))
      ? [{ kind: 'opinion_asked' as const }]
      : []),
    ...appointments.filter(({ endsAt }) => endsAt > now).map((each) => appointmentRow(app, reader, each)),
    ...linked.map((each) => linkedRow(reader, each)),
    ...(survey ? [{ kind: 'survey' as const, href: surveyHref(app, reader.base, survey.id) }] : []),
  ]
}

const ofPerson: ReadonlySet<string> = new Set(['appointment', 'signature'])

/** What waits for her: an appointment that she cancelled waits again as long as no other stands. */
const isToDo =
  (appointments: readonly ShownAppointment[]) =>
  ({ request, isAwaited }: OutsideShown): boolean => {
    if (!ofPerson.has(request.service)) return false
    const own = appointments.filter(({ requestId }) => requestId === request.id)
    return isAwaited && !own.some(({ status }) => status === 'booked')
  }

function toDoRow(app: App, { base, locale, href }: Reader, { request, question }: OutsideShown): AskedRow {
  const invitation = question && localize(question, locale)
  if (request.service === 'signature')
    return { kind: 'signature_asked', href: `${href}/signer/${request.id}`, invitation }
  return {
    kind: 'appointment_asked',
    href: `${base}/rendez-vous/choisir/${request.id}?cle=${app.appointments.invitationKeyOf(request.id)}`,
    invitation,
  }
}

/** The other one is hers too: by her account she reads it. */
const linkedRow = ({ context }: Reader, { role, number, dossierId }: LinkedCase): AskedRow => ({
  kind: role,
  number,
  href: context.actor.kind === 'account' ? `/mes-demandes/${dossierId}` : undefined,
})

function appointmentRow(app: App, { base, locale }: Reader, appointment: ShownAppointment): AskedRow {
  const { id, startsAt, status, kindTitle } = appointment
  const dates = formats(locale)
  return {
    kind: status === 'cancelled' ? 'appointment_cancelled' : 'appointment',
    href: `${base}/rendez-vous/${id}?cle=${app.appointments.keyOf(id)}`,
    what: localize(kindTitle, locale),
    day: dates.fullDate(startsAt),
    time: dates.time(startsAt),
  }
}

/** The appointments that who is signed in has ahead of her, in every commune. */
export async function ownAppointments(app: App, { context, locale }: Visitor): Promise<readonly OwnAppointment[]> {
  const dates = formats(locale)
  return Promise.all(
    (await myAppointments(context)).map(async ({ collectivityId, id, kind, place, startsAt }) => {
      const site = await getSite(app.db, { id: collectivityId })
      return {
        href: `/${site.slug}/rendez-vous/${id}`,
        label: appointmentTexts(locale).at(dates.fullDate(startsAt), dates.time(startsAt)),
        note: [localize(kind, locale), place, siteName(site)].join(', '),
      }
    }),
  )
}
