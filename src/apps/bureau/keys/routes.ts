import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listOffers } from '#counter/procedures'
import {
  getApiKey,
  listApiKeys,
  makeApiKey,
  mayKeepApiKeys,
  type NewKey,
  revokeApiKey,
  rotateApiKey,
  takeOverApiKey,
} from '#identity/keys'
import { addDays, dayOf } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor, recentlyProved } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { KeyPage, type KeyProps, KeysPage } from './keys.page.tsx'
import { NewKeyPage, type NewKeyProps } from './new-key.page.tsx'
import { keyTexts } from './texts.ts'

const Site = { site: Type.String({ maxLength: 80 }) }
const Params = Type.Object({ ...Site, key: Type.String({ format: 'uuid' }) })
const url = '/bureau/:site/cles-d-api'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/cles-d-api`

/** Lets in who keeps the keys; to other agents these pages do not exist. */
const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepApiKeys)

/** A key opens what an agent alone may do: whoever makes one proved lately who she is. */
const provedAt = (app: App, minutes: number): Guard<AgentVisitor> =>
  recentlyProved<AgentVisitor>(app, minutes, keeperAt(app))

/** The keys by which other programs act for a collectivity. */
export const apiKeyRoutes = (app: App): Route[] => [...readRoutes(app), ...makeRoutes(app), ...gestureRoutes(app)]

const readRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object(Site) },
    handle: (request, reply, who) => showAll({ app, request, reply, who }),
  }),
  route({
    method: 'GET',
    url: `${url}/:key`,
    guard: keeperAt(app),
    schema: {
      params: Params,
      querystring: Type.Object({
        fait: Type.Optional(Type.Union([Type.Literal('retiree'), Type.Literal('reprise')])),
      }),
    },
    handle: (request, reply, who) =>
      showOne({ app, request, reply, who }, request.params.key, { done: request.query.fait }),
  }),
]

const makeRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/nouvelle`,
    guard: provedAt(app, 10),
    schema: { params: Type.Object(Site) },
    handle: (request, reply, who) =>
      showNew({ app, request, reply, who }, { typed: blank(app.clock.now()), faults: {} }),
  }),
  route({
    method: 'POST',
    url: `${url}/nouvelle`,
    // Time to fill the page in: what was typed is not lost to a second proof.
    guard: provedAt(app, 60),
    schema: { params: Type.Object(Site), body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const asked = askedIn(request.body)
      const { services, procedures } = await choicesOf(exchange)
      const idsOf = (choices: readonly { readonly id: string }[]) => choices.map(({ id }) => id)
      const known = { services: idsOf(services), procedures: idsOf(procedures) }
      const made = await makeApiKey(who.context, { collectivityId: who.site.id, asked, known })
      if (!made.ok) return showNew(exchange, { typed: asked, faults: made.refusal.faults })
      return showOne(exchange, made.value.keyId, { secret: { token: made.value.token } })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:key/remplacer`,
    guard: provedAt(app, 10),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { key: keyId } = request.params
      const days = Number(typedIn(request.body, 'jours'))
      const of = { collectivityId: who.site.id, keyId, overlapDays: Number.isFinite(days) ? days : 0 }
      const rotated = await rotateApiKey(who.context, of)
      if (!rotated.ok) return seeOther(reply, `${baseOf(who)}/${keyId}`)
      const { token, formerUntil } = rotated.value
      const isOverlapping = formerUntil > app.clock.now()
      const secret = { token, formerUntil: isOverlapping ? formerUntil : undefined }
      return showOne({ app, request, reply, who }, keyId, { secret })
    },
  }),
]

const gestureRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:key/retirer`,
    guard: keeperAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { key: keyId } = request.params
      await revokeApiKey(who.context, { collectivityId: who.site.id, keyId })
      return seeOther(reply, `${baseOf(who)}/${keyId}?fait=retiree`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:key/reprendre`,
    guard: keeperAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { key: keyId } = request.params
      await takeOverApiKey(who.context, { collectivityId: who.site.id, keyId })
      return seeOther(reply, `${baseOf(who)}/${keyId}?fait=reprise`)
    },
  }),
]

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** Nothing ticked: no bound. */
const boundIn = (body: FormBody, name: string): readonly string[] | null => {
  const ticked = manyIn(body, name)
  return ticked.length === 0 ? null : ticked
}

const manyIn = (body: FormBody, name: string): readonly string[] =>
  Object.hasOwn(body, name) ? [body[name] ?? []].flat() : []

const askedIn = (body: FormBody): NewKey => ({
  name: typedIn(body, 'nom'),
  purpose: typedIn(body, 'motif'),
  scopes: manyIn(body, 'portees'),
  services: boundIn(body, 'services'),
  procedures: boundIn(body, 'demarches'),
  lastDay: typedIn(body, 'fin'),
})

async function choicesOf({ app, who: { site, locale } }: Exchange) {
  const [services, offers] = await Promise.all([
    listServices(app.db, site.id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  return {
    services: services.map(({ id, name }) => ({ id, name: localize(name, locale) })),
    procedures: offers
      .map(({ procedureId, title }) => ({ id: procedureId, name: localize(title, locale) }))
      .toSorted((a, b) => a.name.localeCompare(b.name, locale)),
  }
}

/** A year, unless she says otherwise. */
const blank = (now: Date): NewKey => ({
  name: '',
  purpose: '',
  scopes: [],
  services: null,
  procedures: null,
  lastDay: addDays(dayOf(now), 365),
})

async function showAll({ app, request, reply, who }: Exchange): Promise<FastifyReply> {
  const { locale, context, site } = who
  const keys = await listApiKeys(context, site.id)
  const main = KeysPage({ locale, base: baseOf(who), now: app.clock.now(), keys })
  const content = { title: keyTexts(locale).title, main, menu: 'api-keys' } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content))
}

async function showNew(exchange: Exchange, filled: Pick<NewKeyProps, 'typed' | 'faults'>): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale } = who
  const main = NewKeyPage({ locale, base: baseOf(who), ...filled, ...(await choicesOf(exchange)) })
  const isRefused = Object.keys(filled.faults).length > 0
  const content = { title: keyTexts(locale).add, main, menu: 'api-keys', isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

async function showOne(
  exchange: Exchange,
  keyId: string,
  { secret, done }: Partial<Pick<KeyProps, 'secret' | 'done'>>,
): Promise<FastifyReply> {
  const { app, request, reply, who } = exchange
  const { locale, context, site } = who
  const [apiKey, choices] = await Promise.all([
    getApiKey(context, { collectivityId: site.id, keyId }),
    choicesOf(exchange),
  ])
  const about = { locale, base: baseOf(who), now: app.clock.now(), oneself: who.account.accountId }
  const main = KeyPage({ ...about, apiKey, secret, done, ...choices })
  const content = { title: apiKey.name, main, menu: 'api-keys' } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content))
}
