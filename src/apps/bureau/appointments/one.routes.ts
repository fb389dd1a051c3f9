import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { freeSlots, mayKeep, readForDesk } from '#counter/appointments'
import { addDays, dayOf, isDay } from '#kernel/calendar'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentAt, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { agendasBase } from './days.routes.ts'
import { OnePage, type OnePageProps } from './one.page.tsx'
import { deskTexts } from './texts.ts'

const Slug = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Slug, agenda: Slug, id: Type.String({ format: 'uuid' }) })
const url = '/bureau/:site/agendas/:agenda/rendez-vous/:id'

const doneKeys = { deplace: 'doneMoved', annule: 'doneCancelled', note: 'doneNoted' } as const

/** One appointment at the desk: read, moved, cancelled, and whether somebody came. */
export const oneAppointmentRoutes = (app: App): Route[] => [readRoute(app), ...deedRoutes(app)]

const readRoute = (app: App): Route =>
  route({
    method: 'GET',
    url,
    guard: agentAt(app),
    schema: {
      params: Params,
      querystring: Type.Object({
        vers: Type.Optional(Type.String({ maxLength: 10 })),
        fait: Type.Optional(Type.Union([Type.Literal('deplace'), Type.Literal('annule'), Type.Literal('note')])),
      }),
    },
    handle: (request, reply, who) => {
      const { vers, fait } = request.query
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who, params: request.params }
      return show(exchange, { vers, done: fait && deskTexts(who.locale)[doneKeys[fait]], reason: '', fault: undefined })
    },
  })

const deedRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/annuler`,
    guard: agentAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who, params: request.params }
      const reason = typedIn(request.body, 'raison').slice(0, 600)
      const said = await app.appointments.cancelAppointment(who.context, { ...keyOf(exchange), reason })
      if (said.ok) return seeOther(reply, `${hrefOf(exchange)}?fait=annule`)
      if (said.refusal === 'no_reason') return show(exchange, { ...nothingSaid, reason, fault: 'reason' })
      return seeOther(reply, hrefOf(exchange))
    },
  }),
  route({
    method: 'POST',
    url: `${url}/deplacer`,
    guard: agentAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who, params: request.params }
      const startsAt = new Date(typedIn(request.body, 'heure'))
      const vers = typedIn(request.body, 'vers')
      if (Number.isNaN(startsAt.getTime())) return show(exchange, { ...nothingSaid, vers, fault: 'taken' })
      const said = await app.appointments.moveAppointment(who.context, { ...keyOf(exchange), startsAt })
      if (said.ok) return seeOther(reply, `${hrefOf(exchange)}?fait=deplace`)
      if (said.refusal === 'taken') return show(exchange, { ...nothingSaid, vers, fault: 'taken' })
      return seeOther(reply, hrefOf(exchange))
    },
  }),
  route({
    method: 'POST',
    url: `${url}/presence`,
    guard: agentAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who, params: request.params }
      const came = typedIn(request.body, 'venu') === 'oui'
      const said = await app.appointments.noteAttendance(who.context, { ...keyOf(exchange), came })
      return seeOther(reply, said.ok ? `${hrefOf(exchange)}?fait=note` : hrefOf(exchange))
    },
  }),
]

interface Exchange {
  readonly app: App
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly who: AgentVisitor
  readonly params: { readonly agenda: string; readonly id: string }
}

const keyOf = ({ who, params }: Exchange) => ({ collectivityId: who.site.id, appointmentId: params.id })

const hrefOf = ({ who, params }: Exchange): string => `${agendasBase(who)}/${params.agenda}/rendez-vous/${params.id}`

interface Said extends Pick<OnePageProps, 'done' | 'reason' | 'fault'> {
  /** The day to move to. */
  readonly vers: string | undefined
}

const nothingSaid: Said = { vers: undefined, done: undefined, reason: '', fault: undefined }

async function show(exchange: Exchange, { vers, ...said }: Said): Promise<FastifyReply> {
  const { app, request, reply, who, params } = exchange
  const { context, locale, site } = who
  const now = app.clock.now()
  const asked = { collectivityId: site.id, slug: params.agenda, appointmentId: params.id }
  const found = await readForDesk(context, asked)
  const { appointment } = found
  const near = dayOf(appointment.startsAt > now ? appointment.startsAt : now)
  const moveDay = vers !== undefined && isDay(vers) ? vers : near
  const { times } = await context.db.readCollectivity(site.id, (tx) =>
    freeSlots(tx, site.id, params.agenda, {
      from: moveDay,
      // A day on its own may have nothing left: what follows is shown with it.
      to: addDays(moveDay, 2),
      now,
      kind: appointment.kindSlug,
      except: appointment.id,
    }),
  )
  const main = OnePage({
    ...found,
    ...said,
    locale,
    now,
    base: `${agendasBase(who)}/${params.agenda}`,
    keeps: mayKeep(context.actor, found.plan.agenda),
    moveDay,
    times,
  })
  const isRefused = said.fault !== undefined
  const title = appointment.person.name || deskTexts(locale).one
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'agendas', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
