import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type AgendaDescription,
  changeAgenda,
  createAgenda,
  freeSlots,
  mayArrange,
  readSettings,
  type SettingsRefusal,
} from '#counter/appointments'
import { localize } from '#kernel/localized'
import { addDays, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { agendasBase, feedHref } from './days.routes.ts'
import { NewAgendaPage } from './agenda-form.page.tsx'
import type { Refused } from './settings-fields.tsx'
import { SettingsPage } from './settings.page.tsx'
import { settingsTexts } from './texts.ts'
import { readChange, readDescription } from './typed.ts'

const Slug = Type.String({ maxLength: 80 })
const url = '/bureau/:site/agendas'

/** Days of the preview. */
const previewDays = 6

/** Lets in who arranges agendas; to other agents these pages do not exist. */
const arrangerAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayArrange)

/** Creating and setting agendas. */
export const agendaSettingsRoutes = (app: App): Route[] => [...newRoutes(app), ...changeRoutes(app)]

const newRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/nouveau`,
    guard: arrangerAt(app),
    schema: { params: Type.Object({ site: Slug }) },
    handle: (request, reply, who) => showNew({ app, request: request as unknown as FastifyRequest, reply, who }),
  }),
  route({
    method: 'POST',
    url: `${url}/nouveau`,
    guard: arrangerAt(app),
    schema: { params: Type.Object({ site: Slug }), body: FormBody },
    handle: async (request, reply, who) => {
      const description = await withOwnService(app, who, readDescription(request.body))
      const created = await createAgenda(who.context, { collectivityId: who.site.id, description })
      if (created.ok) return seeOther(reply, `${agendasBase(who)}/${created.value}/reglages`)
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who }
      return showNew(exchange, refusedOf('agenda', request.body, created.refusal))
    },
  }),
]

const Params = Type.Object({ site: Slug, agenda: Slug })

const changeRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:agenda/reglages`,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 5 })) }) },
    handle: (request, reply, who) =>
      show({ app, request: request as unknown as FastifyRequest, reply, who }, request.params.agenda, {
        isDone: request.query.fait !== undefined,
      }),
  }),
  route({
    method: 'POST',
    url: `${url}/:agenda/reglages`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { agenda: slug } = request.params
      const asked = readChange(request.body)
      if (!asked) throw new AppError('invalid', 'http.invalid_request')
      const change =
        asked.what === 'describe' ? { ...asked, description: await withOwnService(app, who, asked.description) } : asked
      const saved = await changeAgenda(who.context, { collectivityId: who.site.id, slug, change })
      if (saved.ok) return seeOther(reply, `${agendasBase(who)}/${slug}/reglages?fait=oui`)
      const exchange = { app, request: request as unknown as FastifyRequest, reply, who }
      return show(exchange, slug, {
        refused: refusedOf(typedIn(request.body, 'quoi'), request.body, saved.refusal),
        isChangedMeanwhile: saved.refusal.reason === 'changed_meanwhile',
      })
    },
  }),
]

/** What to show again of a form that was refused; what others changed meanwhile is shown as it now is. */
function refusedOf(form: string, body: FormBody, refusal: SettingsRefusal): Refused | undefined {
  switch (refusal.reason) {
    case 'faulty':
      return {
        form,
        faults: refusal.faults,
        typed: (name) => typedIn(body, name),
        listed: (name) => [Object.hasOwn(body, name) ? (body[name] ?? []) : []].flat(),
      }
    case 'changed_meanwhile':
      return undefined
  }
}

interface Exchange {
  readonly app: App
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

async function showNew({ app, request, reply, who }: Exchange, refused?: Refused): Promise<FastifyReply> {
  const { locale } = who
  const main = NewAgendaPage({
    locale,
    services: await servicesOf(app, who),
    action: `${agendasBase(who)}/nouveau`,
    refused,
  })
  const isRefused = refused !== undefined
  const title = settingsTexts(locale).create
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'agendas', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

const servicesOf = async (app: App, { site, locale }: AgentVisitor) =>
  (await listServices(app.db, site.id)).map(({ id, name }) => ({ id, name: localize(name, locale) }))

/** A service of another collectivity is none. */
async function withOwnService(app: App, who: AgentVisitor, description: AgendaDescription): Promise<AgendaDescription> {
  const isOwn = (await servicesOf(app, who)).some(({ id }) => id === description.serviceId)
  return isOwn ? description : { ...description, serviceId: null }
}

interface Said {
  readonly refused?: Refused | undefined
  readonly isDone?: boolean
  readonly isChangedMeanwhile?: boolean
}

async function show({ app, request, reply, who }: Exchange, slug: string, said: Said): Promise<FastifyReply> {
  const { context, locale, site } = who
  const plan = await readSettings(context, site.id, slug)
  const base = `${agendasBase(who)}/${slug}`
  const main = SettingsPage({
    locale,
    plan,
    services: await servicesOf(app, who),
    action: `${base}/reglages`,
    back: base,
    refused: said.refused,
    isDone: said.isDone === true,
    isChangedMeanwhile: said.isChangedMeanwhile === true,
    feedHref: feedHref(app, who, plan.agenda),
    previews: await previewsOf(
      app,
      who,
      plan.kinds.filter(({ isOpen }) => isOpen),
      slug,
    ),
  })
  const isRefused = said.refused !== undefined || said.isChangedMeanwhile === true
  const title = settingsTexts(locale).title
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'agendas', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

type Kinds = Awaited<ReturnType<typeof readSettings>>['kinds']

function previewsOf(app: App, who: AgentVisitor, kinds: Kinds, slug: string) {
  const now = app.clock.now()
  const today = dayOf(now)
  return who.context.db.readCollectivity(who.site.id, (tx) =>
    Promise.all(
      kinds.map(async (kind) => {
        const range = { from: today, to: addDays(today, previewDays), now, kind: kind.slug }
        return { kind, times: (await freeSlots(tx, who.site.id, slug, range)).times }
      }),
    ),
  )
}
