import { Type } from 'typebox'
import { listAgendas, mayArrange, readAgendaDays } from '#counter/appointments'
import { addDays, type Day, dayOf, isDay, weekday } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import { route, type Route, sendPage } from '#platform/http'
import { agentAt, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { AgendasPage, DaysPage } from './days.page.tsx'
import { deskTexts } from './texts.ts'

const Slug = Type.String({ maxLength: 80 })
const url = '/bureau/:site/agendas'

export const agendasBase = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/agendas`

/** The address that agents give to their own calendar programs. */
export const feedHref = (
  app: App,
  who: AgentVisitor,
  agenda: { id: string; slug: string; feedNumber: number },
): string =>
  `${app.config.publicUrl}/${who.site.slug}/agendas/${agenda.slug}/${app.appointments.feedKeyOf(agenda)}/rendez-vous.ics`

/** Agendas, and their days and weeks. */
export const agendaDayRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: { params: Type.Object({ site: Slug }) },
    handle: async (request, reply, who) => {
      const { context, locale, site } = who
      const agendas = await listAgendas(context, site.id)
      const arranges = mayArrange(context.actor, site.id)
      const main = AgendasPage({ locale, base: agendasBase(who), agendas, arranges })
      const title = deskTexts(locale).agendas
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'agendas' }))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:agenda`,
    guard: agentAt(app),
    schema: {
      params: Type.Object({ site: Slug, agenda: Slug }),
      querystring: Type.Object({
        jour: Type.Optional(Type.String({ maxLength: 10 })),
        vue: Type.Optional(Type.String({ maxLength: 10 })),
        fait: Type.Optional(Type.String({ maxLength: 10 })),
      }),
    },
    handle: async (request, reply, who) => {
      const { context, locale, site } = who
      const { jour, vue, fait } = request.query
      const today = dayOf(app.clock.now())
      const isWeek = vue === 'semaine'
      const day = jour !== undefined && isDay(jour) ? jour : today
      const from = isWeek ? mondayOf(day) : day
      const step = isWeek ? 7 : 1
      const asked = { collectivityId: site.id, slug: request.params.agenda, from, to: addDays(from, step - 1) }
      const { plan, days } = await readAgendaDays(context, asked)
      const main = DaysPage({
        locale,
        base: `${agendasBase(who)}/${plan.agenda.slug}`,
        plan,
        days,
        isWeek,
        today,
        previous: addDays(from, -step),
        next: addDays(from, step),
        arranges: mayArrange(context.actor, site.id),
        guichetHref: `/${site.slug}/rendez-vous/prendre/${plan.agenda.slug}`,
        feedHref: feedHref(app, who, plan.agenda),
        isDone: fait !== undefined,
      })
      const title = localize(plan.agenda.title, locale)
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'agendas' }))
    },
  }),
]

const mondayOf = (day: Day): Day => addDays(day, -((weekday(day) + 6) % 7))
