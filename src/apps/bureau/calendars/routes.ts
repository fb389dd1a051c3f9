import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { dayOf } from '#kernel/calendar'
import { AppError, notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import type { Outcome } from '#kernel/outcome'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import {
  type Calendar,
  type CalendarRefusal,
  calendarsOf,
  changeCalendar,
  chooseCalendar,
  closuresOfFile,
  createCalendar,
  mayKeepCalendars,
} from '#territory/calendars'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import type { Refused } from './fields.tsx'
import { CalendarsPage } from './list.page.tsx'
import { CalendarPage, YearPage } from './one.page.tsx'
import { calendarTexts } from './texts.ts'
import { readChange } from './typed.ts'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, id: Type.String({ maxLength: 40 }) })
const Done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 5 })) })
const url = '/bureau/:site/calendriers'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/calendriers`

/** Lets in who keeps the calendars; to other agents these pages do not exist. */
const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepCalendars)

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** When the collectivity works. */
export const calendarRoutes = (app: App): Route[] => [...listRoutes(app), ...oneRoutes(app), fileRoute(app)]

const listRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }), querystring: Done },
    handle: (request, reply, who) =>
      showList({ app, request, reply, who }, { isDone: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }), body: FormBody },
    handle: async (request, reply, who) => {
      const name = typedIn(request.body, 'nom')
      const created = await createCalendar(who.context, { collectivityId: who.site.id, name })
      if (created.ok) return seeOther(reply, `${baseOf(who)}/${created.value}`)
      const refused = { form: 'ajouter', faults: ['name'] as const, typed: () => name }
      return showList({ app, request, reply, who }, { refused })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/services`,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }), body: FormBody },
    handle: async (request, reply, who) => {
      const { id: collectivityId } = who.site
      for (const { id } of await listServices(app.db, collectivityId)) {
        if (!Object.hasOwn(request.body, id)) continue
        const calendarId = typedIn(request.body, id) || null
        await chooseCalendar(who.context, { collectivityId, chooser: 'service', chooserId: id, calendarId })
      }
      return seeOther(reply, `${baseOf(who)}?fait=oui`)
    },
  }),
]

const oneRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: keeperAt(app),
    schema: { params: Params, querystring: Done },
    handle: (request, reply, who) =>
      showOne({ app, request, reply, who }, request.params.id, { isDone: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url: `${url}/:id`,
    guard: keeperAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const { id } = request.params
      const change = readChange(body)
      if (!change) throw new AppError('invalid', 'http.invalid_request')
      const seen = Number(typedIn(body, 'vu'))
      const changed = await changeCalendar(who.context, { collectivityId: who.site.id, id, seen, change })
      const typed = (name: string) => typedIn(body, name)
      return answer({ app, request, reply, who }, { id, form: typedIn(body, 'quoi'), changed, typed })
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:id/annee`,
    guard: keeperAt(app),
    schema: {
      params: Params,
      querystring: Type.Object({ annee: Type.Integer({ minimum: 1990, maximum: 2190 }) }),
    },
    handle: async (request, reply, who) => {
      const calendar = await getCalendar(app, who, request.params.id)
      const { annee: year } = request.query
      const main = YearPage({ locale: who.locale, calendar, address: `${baseOf(who)}/${calendar.id}`, year })
      const title = `${calendar.name} ${year}`
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'calendars' }))
    },
  }),
]

const mostBytes = 500_000

const fileRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/:id/fichier`,
    guard: keeperAt(app),
    schema: { params: Params, querystring: Type.Object({ vu: Type.Integer() }) },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const { id } = request.params
      const closures = closuresOfFile(await textOf(request))
      const exchange = { app, request, reply, who }
      const typed = () => ''
      if (!closures || closures.length === 0)
        return showOne(exchange, id, { refused: { form: 'fichier', faults: ['file'], typed } })
      const input = { collectivityId: who.site.id, id, seen: request.query.vu }
      const changed = await changeCalendar(who.context, { ...input, change: { what: 'close', closures } })
      return answer(exchange, { id, form: 'fichier', changed, typed })
    },
  })

/** The text of the file that came; empty when none did, or too long a one. */
async function textOf(request: Pick<FastifyRequest, 'isMultipart' | 'file'>): Promise<string> {
  if (!request.isMultipart()) return ''
  const part = await request.file({ limits: { fileSize: mostBytes, files: 1 }, throwFileSizeLimit: false })
  if (!part) return ''
  const bytes = await part.toBuffer()
  return part.file.truncated ? '' : bytes.toString('utf8')
}

interface Answered {
  readonly id: string
  readonly form: string
  readonly changed: Outcome<Calendar, CalendarRefusal>
  readonly typed: (name: string) => string
}

function answer(exchange: Exchange, { id, form, changed, typed }: Answered): FastifyReply | Promise<FastifyReply> {
  if (changed.ok) return seeOther(exchange.reply, `${baseOf(exchange.who)}/${id}?fait=oui`)
  switch (changed.refusal.reason) {
    case 'faulty':
      return showOne(exchange, id, { refused: { form, faults: changed.refusal.faults, typed } })
    case 'changed_meanwhile':
      return showOne(exchange, id, { refused: { form, faults: [], typed }, isChangedMeanwhile: true })
  }
}

interface Said {
  readonly refused?: Refused | undefined
  readonly isDone?: boolean
  readonly isChangedMeanwhile?: boolean
}

async function showList({ app, request, reply, who }: Exchange, said: Said): Promise<FastifyReply> {
  const { locale, site } = who
  const [{ calendars, choices }, services] = await Promise.all([
    calendarsOf(app.db, site.id),
    listServices(app.db, site.id),
  ])
  const chosenBy = new Map(choices.map(({ chooserId, calendarId }) => [chooserId, calendarId]))
  const main = CalendarsPage({
    locale,
    base: baseOf(who),
    today: dayOf(app.clock.now()),
    calendars,
    services: services.map(({ id, name }) => ({ id, name: localize(name, locale), calendarId: chosenBy.get(id) })),
    refused: said.refused,
    isDone: said.isDone === true,
  })
  const isRefused = said.refused !== undefined
  const content = { title: calendarTexts(locale).title, main, menu: 'calendars', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

/** @throws AppError `not_found calendars.no_calendar`. */
async function getCalendar(app: App, { site }: AgentVisitor, id: string): Promise<Calendar> {
  const calendar = (await calendarsOf(app.db, site.id)).calendars.find((each) => each.id === id)
  if (!calendar) throw notFound('calendars.no_calendar', id)
  return calendar
}

async function showOne({ app, request, reply, who }: Exchange, id: string, said: Said): Promise<FastifyReply> {
  const { locale } = who
  const calendar = await getCalendar(app, who, id)
  const main = CalendarPage({
    locale,
    base: baseOf(who),
    action: `${baseOf(who)}/${id}`,
    today: dayOf(app.clock.now()),
    calendar,
    seen: calendar.revision,
    refused: said.refused,
    isDone: said.isDone === true,
    isChangedMeanwhile: said.isChangedMeanwhile === true,
  })
  const isRefused = said.refused !== undefined
  const content = { title: calendar.name, main, menu: 'calendars', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}
