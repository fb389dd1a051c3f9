import { Type } from 'typebox'
import { agendaCalendar, personalCalendar } from '#counter/appointments'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { atSite, type SiteVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { lastOf } from '../dossiers/form/body.ts'
import { framedPage, frameOf, siteName } from '../frame/index.ts'
import { capital, chooseHref, rendezVous, whenOf } from './calling.ts'
import { mineHref } from './choose.routes.ts'
import { MinePage, type MinePageProps } from './mine.page.tsx'
import { publisherOf } from './publisher.ts'
import { appointmentTexts } from './texts.ts'

const Slug = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Slug, id: Type.String({ maxLength: 40 }) })
const Cle = Type.Optional(Type.String({ maxLength: 80 }))
const url = '/:site/rendez-vous/:id'

const doneWords: Readonly<Record<string, MinePageProps['done']>> = {
  pris: 'booked',
  deplace: 'moved',
  annule: 'cancelled',
  deja: 'already',
}

/** One's own appointment: by the link that was mailed, or by the account that took it. */
export const mineRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: atSite(app),
    schema: {
      params: Params,
      querystring: Type.Object({ cle: Cle, fait: Type.Optional(Type.String({ maxLength: 10 })) }),
    },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const { cle, fait } = request.query
      const props = await propsOf(app, who, { id: request.params.id, key: cle })
      const main = MinePage({ ...props, done: doneWords[fait ?? ''] })
      const title = appointmentTexts(who.locale).mine
      return sendPage(reply, framedPage(await frameOf(app, request, who), { title, main, isPrivate: true }))
    },
  }),
  route({
    method: 'POST',
    url: `${url}/annuler`,
    guard: atSite(app),
    schema: { params: Params, body: FormBody },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const key = lastOf(request.body, 'cle') || undefined
      const asked = { collectivityId: who.site.id, appointmentId: request.params.id, key }
      const cancelled = await app.appointments.cancelAppointment(who.context, asked)
      // Refused when it was cancelled before, or is over: its page says so.
      return seeOther(reply, mineHref(app, who, request.params.id, cancelled.ok ? 'annule' : undefined))
    },
  }),
  calendarRoute(app),
  feedRoute(app),
]

async function propsOf(
  app: App,
  who: SiteVisitor,
  { id, key }: { readonly id: string; readonly key: string | undefined },
): Promise<Omit<MinePageProps, 'done'>> {
  const { locale, site } = who
  const asked = { collectivityId: site.id, appointmentId: id, key }
  const { appointment, agenda } = await app.appointments.readAppointment(who.context, asked)
  const { startsAt, endsAt, person, status } = appointment
  const given = key === undefined ? {} : { cle: key }
  const search = new URLSearchParams(given).toString()
  const own = `${rendezVous(who)}/${id}`
  return {
    locale,
    breadcrumbs: [
      { href: site.base || '/', label: siteName(site) },
      { href: rendezVous(who), label: appointmentTexts(locale).agendas },
    ],
    state: status === 'cancelled' ? 'cancelled' : startsAt <= app.clock.now() ? 'past' : 'coming',
    title: capital(whenOf(locale, startsAt)),
    when: whenOf(locale, startsAt),
    what: localize(appointment.kindTitle, locale),
    place: agenda.place,
    minutes: Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000),
    name: person.name,
    email: person.email,
    reason: appointment.cancelReason,
    calendarHref: `${own}/rendez-vous.ics${search === '' ? '' : `?${search}`}`,
    moveHref: chooseHref(who, agenda.slug, { deplacer: id, cle: key }),
    cancelAction: `${own}/annuler`,
    cancelHidden: given,
    againHref: againHref(app, who, { appointment, agenda }),
  }
}

/** A time that is taken again answers the question that the one before answered. */
function againHref(
  app: App,
  who: SiteVisitor,
  { appointment: { status, requestId }, agenda }: Pick<Read, 'appointment' | 'agenda'>,
): string {
  if (status !== 'cancelled' || requestId === null) return chooseHref(who, agenda.slug, {})
  return `${rendezVous(who)}/choisir/${requestId}?cle=${app.appointments.invitationKeyOf(requestId)}`
}

type Read = Awaited<ReturnType<App['appointments']['readAppointment']>>

const calendarRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/rendez-vous.ics`,
    guard: atSite(app),
    schema: { params: Params, querystring: Type.Object({ cle: Cle }) },
    handle: async (request, reply, who) => {
      const { id } = request.params
      const asked = { collectivityId: who.site.id, appointmentId: id, key: request.query.cle }
      const own = await app.appointments.readAppointment(who.context, asked)
      const href = `${app.config.publicUrl}/${who.site.slug}/rendez-vous/${id}?cle=${app.appointments.keyOf(id)}`
      const around = { ...publisherOf(app, who.site), href, at: app.clock.now() }
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'attachment; filename="rendez-vous.ics"')
        .send(personalCalendar(own, around))
    },
  })

/** The calendar of an agenda, for the programs of its agents: whoever knows its address reads it. */
const feedRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/:site/agendas/:agenda/:cle/rendez-vous.ics',
    guard: atSite(app),
    schema: { params: Type.Object({ site: Slug, agenda: Slug, cle: Slug }) },
    perMinute: 60,
    handle: async (request, reply, who) => {
      const { agenda: slug, cle: key } = request.params
      const feed = await app.appointments.readFeed(app, { collectivityId: who.site.id, slug, key })
      const around = { ...publisherOf(app, who.site), at: app.clock.now() }
      return reply.type('text/calendar; charset=utf-8').send(agendaCalendar(feed, around))
    },
  })
