import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listGroups } from '#identity/accounts'
import type { AccessRule, Client, ClientFaults, NewClient, Ring } from '#identity/provider'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listCollectivities } from '#territory/collectivities'
import { type Member, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { ApplicationPage, ApplicationsPage, KeysPage, TrialPage, trialTitle } from './applications.page.tsx'
import { ApplicationForm } from './form.page.tsx'
import { groupKey } from './rules.tsx'
import { applicationTexts } from './texts.ts'
import { aboutOf, blankClient, clientOf, fieldOf, readTyped, type TypedClient, typedOf } from './typed.ts'

const base = '/bureau/applications'
const params = Type.Object({ application: Type.String({ maxLength: 40, format: 'uuid' }) })
const done = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) })

/** The operator's pages about applications and keys. */
export const applicationRoutes = (app: App): Route[] => [
  ...listRoutes(app),
  ...keyRoutes(app),
  ...settingsRoutes(app),
  ...oneRoutes(app),
]

interface Turn {
  readonly reply: FastifyReply
  readonly who: Member
}

const page = (
  app: App,
  request: Pick<FastifyRequest, 'originalUrl'>,
  { reply, who }: Turn,
  content: { title: string; main: ReturnType<typeof KeysPage>; isRefused?: boolean },
): FastifyReply =>
  sendPage(
    reply,
    framedPage(frameOf(app, request, who), { menu: 'applications', ...content }),
    content.isRefused === true ? 422 : 200,
  )

const listRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: base,
    guard: operator(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale } = who
      const [clients, places] = await Promise.all([app.provider.clients.list(who.context), listCollectivities(app.db)])
      const owners = new Map(places.map(({ id, name }) => [id, name]))
      const main = ApplicationsPage({ locale, clients, owners })
      return page(app, request, { reply, who }, { title: applicationTexts(locale).title, main })
    },
  }),
]

const rings: readonly Ring[] = ['es256', 'rs256', 'saml']

const keyRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${base}/cles`,
    guard: operator(app),
    schema: { querystring: done },
    handle: async (request, reply, who) => {
      const { locale } = who
      const each = await Promise.all(rings.map(async (ring) => ({ ring, keys: await app.provider.keysOf(ring) })))
      const main = KeysPage({ locale, rings: each, hasTurned: request.query.fait === 'oui' })
      return page(app, request, { reply, who }, { title: applicationTexts(locale).keysTitle, main })
    },
  }),
  route({
    method: 'POST',
    url: `${base}/cles`,
    guard: operator(app),
    schema: { body: FormBody },
    handle: async (request, reply, who) => {
      const ring = rings.find((each) => each === typedIn(request.body, 'anneau'))
      if (ring) await app.provider.turnKeys(who.context, [ring])
      return seeOther(reply, `${base}/cles?fait=oui`)
    },
  }),
]

interface FormState {
  readonly typed: TypedClient
  readonly faults?: ClientFaults
  readonly of?: Client
}

async function showForm(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl'>,
  turn: Turn,
  { typed, faults = {}, of }: FormState,
): Promise<FastifyReply> {
  const { locale } = turn.who
  const t = applicationTexts(locale)
  const places = await listCollectivities(app.db, { isOpen: true })
  const errors = Object.fromEntries(
    Object.entries(faults).map(([field, fault]) => [fieldOf[field as keyof ClientFaults], t[`fault_${fault}`]]),
  )
  const main = ApplicationForm({
    locale,
    typed,
    errors,
    places,
    data: app.provider.data,
    scopes: app.provider.scopes.filter((scope) => scope !== 'openid'),
    of,
  })
  const isRefused = Object.keys(errors).length > 0
  return page(app, request, turn, { title: of ? t.editTitle(of.name) : t.newTitle, main, isRefused })
}

const knownPlaces = async (app: App): Promise<Set<string>> =>
  new Set((await listCollectivities(app.db)).map(({ id }) => id))

const settingsRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${base}/nouvelle`,
    guard: operator(app),
    schema: {},
    handle: (request, reply, who) => showForm(app, request, { reply, who }, { typed: blankClient }),
  }),
  route({
    method: 'POST',
    url: `${base}/nouvelle`,
    guard: operator(app),
    schema: { body: FormBody },
    handle: async (request, reply, who) => {
      const typed = readTyped(request.body)
      const made = await app.provider.clients.create(who.context, clientOf(typed, await knownPlaces(app)))
      if (!made.ok) return showForm(app, request, { reply, who }, { typed, faults: made.refusal.faults })
      const { client, secret } = made.value
      if (secret === null) return seeOther(reply, `${base}/${client.id}?fait=oui`)
      // Shown here and nowhere else: no address leads back to it.
      return showOne(app, request, { reply, who }, { client, secret: { value: secret } })
    },
  }),
  route({
    method: 'GET',
    url: `${base}/:application/reglages`,
    guard: operator(app),
    schema: { params },
    handle: async (request, reply, who) => {
      const client = await app.provider.clients.get(who.context, request.params.application)
      return showForm(app, request, { reply, who }, { typed: typedOf(client), of: client })
    },
  }),
  route({
    method: 'POST',
    url: `${base}/:application/reglages`,
    guard: operator(app),
    schema: { params, body: FormBody },
    handle: async (request, reply, who) => {
      const before = await app.provider.clients.get(who.context, request.params.application)
      const typed: TypedClient = { ...readTyped(request.body), clientId: before.clientId }
      const changed = await app.provider.clients.change(
        who.context,
        before.id,
        changesIn(typed, before, await knownPlaces(app)),
      )
      if (!changed.ok)
        return showForm(app, request, { reply, who }, { typed, faults: changed.refusal.faults, of: before })
      return seeOther(reply, `${base}/${before.id}?fait=oui`)
    },
  }),
]

/** What the form of its protocol changes: no more than what it showed. */
function changesIn(typed: TypedClient, before: Client, places: ReadonlySet<string>): Partial<NewClient> {
  if (before.protocol !== 'oidc') return aboutOf(typed, places)
  const written = clientOf(typed, places)
  return { ...written, settings: { ...before.settings, ...written.settings } }
}

interface One {
  readonly client: Client
  readonly isSaved?: boolean
  readonly secret?: { readonly value: string; readonly formerUntil?: Date }
}

async function showOne(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl'>,
  turn: Turn,
  { client, isSaved = false, secret }: One,
): Promise<FastifyReply> {
  const { who } = turn
  const { locale } = who
  const places = await listCollectivities(app.db, { isOpen: true })
  const [errors, groups] = await Promise.all([
    app.provider.clients.listErrors(who.context, client.id),
    Promise.all(
      places.map(async ({ id, name: place }) =>
        (await listGroups(who.context, id)).map((group) => ({ key: groupKey(id, group.id), name: group.name, place })),
      ),
    ),
  ])
  const main = ApplicationPage({
    locale,
    client,
    issuer: app.provider.issuer,
    owner: places.find(({ id }) => id === client.collectivityId)?.name ?? applicationTexts(locale).territory,
    errors,
    rules: { locale, id: client.id, rules: client.rules, places, groups: groups.flat() },
    isSaved,
    secret,
  })
  return page(app, request, turn, { title: client.name, main })
}

const oneRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${base}/:application`,
    guard: operator(app),
    schema: { params, querystring: done },
    handle: async (request, reply, who) => {
      const client = await app.provider.clients.get(who.context, request.params.application)
      return showOne(app, request, { reply, who }, { client, isSaved: request.query.fait === 'oui' })
    },
  }),
  route({
    method: 'GET',
    url: `${base}/:application/essai`,
    guard: operator(app),
    schema: { params },
    handle: async (request, reply, who) => {
      const { locale } = who
      const client = await app.provider.clients.get(who.context, request.params.application)
      const trial = await app.provider.preview(client, who.account)
      const main = TrialPage({ locale, client, ...trial })
      return page(app, request, { reply, who }, { title: trialTitle(client, locale), main })
    },
  }),
  route({
    method: 'POST',
    url: `${base}/:application/secret`,
    guard: operator(app),
    schema: { params, body: FormBody },
    handle: async (request, reply, who) => {
      const client = await app.provider.clients.get(who.context, request.params.application)
      const days = Number(typedIn(request.body, 'jours'))
      const { secret, formerUntil } = await app.provider.clients.rotateSecret(
        who.context,
        client.id,
        Number.isFinite(days) ? days : 7,
      )
      return showOne(app, request, { reply, who }, { client, secret: { value: secret, formerUntil } })
    },
  }),
  changeRoute(app, 'regles', (body) => ({ rules: ruleIn(body) })),
  changeRoute(app, 'ouverture', (body) => ({ isOpen: typedIn(body, 'ouverte') === 'oui' })),
]

const changeRoute = (app: App, name: string, read: (body: FormBody) => Partial<Client>): Route =>
  route({
    method: 'POST',
    url: `${base}/:application/${name}`,
    guard: operator(app),
    schema: { params, body: FormBody },
    handle: async (request, reply, who) => {
      const { application } = request.params
      await app.provider.clients.change(who.context, application, read(request.body))
      return seeOther(reply, `${base}/${application}?fait=oui`)
    },
  })

function ruleIn(body: FormBody): AccessRule {
  const many = (name: string): string[] => [body[name] ?? []].flat()
  switch (typedIn(body, 'regle')) {
    case 'agents':
      return { kind: 'agents', collectivities: many('collectivites') }
    case 'groups':
      return {
        kind: 'groups',
        groups: many('groupes').flatMap((key) => {
          const [collectivityId, group] = key.split('/')
          return collectivityId !== undefined && group !== undefined ? [{ collectivityId, group }] : []
        }),
      }
    case 'everybody':
      return { kind: 'everybody' }
    default:
      return { kind: 'nobody' }
  }
}
