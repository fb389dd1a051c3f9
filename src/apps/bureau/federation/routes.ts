import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  defaultSettings,
  type MetadataFault,
  readMetadata,
  readPrefix,
  registerCasService,
  registerServiceProvider,
  type SpSettings,
} from '#identity/federation'
import type { Client } from '#identity/provider'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { type Member, operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { FederationPage, type FederationPageProps, type Typed } from './federation.page.tsx'
import { federationDeskTexts } from './texts.ts'

const here = '/bureau/exploitation/federation'

/** `/bureau/exploitation/federation`: the operator's page of SAML and CAS applications. */
export const federationDeskRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: here,
    guard: operator(app),
    schema: { querystring: Type.Object({ ajout: Type.Optional(Type.String({ maxLength: 40 })) }) },
    handle: async (request, reply, who) => {
      const clients = await app.provider.clients.list(who.context)
      const added = clients.find(({ id }) => id === request.query.ajout)?.name
      return show({ app, request, reply, who }, { added, refused: undefined })
    },
  }),
  route({
    method: 'POST',
    url: `${here}/saml`,
    guard: operator(app),
    schema: { body: FormBody },
    handle: (request, reply, who) => addSaml({ app, request, reply, who }, typedOf(request.body)),
  }),
  route({
    method: 'POST',
    url: `${here}/cas`,
    guard: operator(app),
    schema: { body: FormBody },
    handle: (request, reply, who) => addCas({ app, request, reply, who }, typedOf(request.body)),
  }),
]

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: Member
}

const typedOf = (body: FormBody): Typed =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : (value[0] ?? '')]),
  )

type Said = Pick<FederationPageProps, 'added' | 'refused'>

async function show({ app, request, reply, who }: Exchange, said: Said): Promise<FastifyReply> {
  const { locale, context } = who
  const clients = (await app.provider.clients.list(context)).filter(({ protocol }) => protocol !== 'oidc')
  const registered = await Promise.all(
    clients.map(async (client) => ({
      client,
      lastError: (await app.provider.clients.listErrors(context, client.id))[0],
    })),
  )
  const addresses = { metadata: app.federation.addresses.entityId, cas: `${app.config.publicUrl}/cas` }
  const main = FederationPage({ locale, registered, addresses, ...said })
  const isRefused = said.refused !== undefined
  const title = federationDeskTexts(locale).title
  const page = framedPage(frameOf(app, request, who), { title, main, menu: 'applications', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

/** Faults that the operator can do something about have a sentence each; the others are of the file itself. */
const told = [
  'taken',
  'not_metadata',
  'several_entities',
  'no_service_provider',
  'no_consumer',
  'unsafe_address',
  'bad_certificate',
  'expired',
] as const

function wordsFor(locale: Member['locale'], fault: MetadataFault | 'taken'): string {
  const t = federationDeskTexts(locale)
  return t[told.find((each) => each === fault) ?? 'unreadable']
}

const isOn = (typed: Typed, name: string): boolean => typed[name] === 'oui'

const settingsIn = (typed: Typed): SpSettings => ({
  ...defaultSettings,
  nameIdFormat: typed['nameId'] === 'email' || typed['nameId'] === 'transient' ? typed['nameId'] : 'persistent',
  wantsSignedRequests: isOn(typed, 'wantsSigned'),
  encrypts: isOn(typed, 'encrypts'),
  startsHere: isOn(typed, 'starts'),
})

async function addSaml(exchange: Exchange, typed: Typed): Promise<FastifyReply> {
  const { app, reply, who } = exchange
  const { locale, context } = who
  const refuse = (field: string, message: string) =>
    show(exchange, { added: undefined, refused: { form: 'saml', typed, field, message } })
  const { name = '', metadata: text = '', metadataUrl = '' } = typed
  if (name.trim() === '') return refuse('name', federationDeskTexts(locale).nameMissing)
  const metadata = readMetadata(text, { now: app.clock.now() })
  if (!metadata.ok) return refuse('metadata', wordsFor(locale, metadata.refusal))
  if (metadataUrl !== '' && !/^https:\/\/\S+$/.test(metadataUrl)) {
    return refuse('metadataUrl', wordsFor(locale, 'unsafe_address'))
  }
  const client = await declare(exchange, { name, protocol: 'saml', clientId: metadata.value.entityId })
  if (!client) return refuse('metadata', wordsFor(locale, 'taken'))
  const done = await registerServiceProvider(context, {
    applicationId: client.id,
    metadata: text,
    metadataUrl: metadataUrl === '' ? null : metadataUrl,
    settings: settingsIn(typed),
  })
  return done.ok ? seeOther(reply, `${here}?ajout=${client.id}`) : refuse('metadata', wordsFor(locale, done.refusal))
}

async function addCas(exchange: Exchange, typed: Typed): Promise<FastifyReply> {
  const { reply, who } = exchange
  const { locale, context } = who
  const refuse = (field: string, message: string) =>
    show(exchange, { added: undefined, refused: { form: 'cas', typed, field, message } })
  const { name = '' } = typed
  if (name.trim() === '') return refuse('name', federationDeskTexts(locale).nameMissing)
  const prefix = readPrefix(typed['prefix'] ?? '')
  if (prefix === undefined) return refuse('prefix', wordsFor(locale, 'unsafe_address'))
  const client = await declare(exchange, { name, protocol: 'cas', clientId: prefix })
  if (!client) return refuse('prefix', wordsFor(locale, 'taken'))
  const done = await registerCasService(context, {
    applicationId: client.id,
    prefix,
    userClaim: typed['user'] === 'id' ? 'id' : 'email',
    attributes: casAttributes,
    hearsLogout: isOn(typed, 'hears'),
  })
  return done.ok ? seeOther(reply, `${here}?ajout=${client.id}`) : refuse('prefix', wordsFor(locale, done.refusal))
}

const casAttributes = [
  { claim: 'email', name: 'mail' },
  { claim: 'given_name', name: 'givenName' },
  { claim: 'family_name', name: 'sn' },
] as const

/**
 * Writes an application in the register, open to all until rules say otherwise. One that is there already takes new
 * metadata and settings, and keeps its name and rules. Undefined when another protocol has its name.
 */
async function declare(
  { app, who }: Exchange,
  about: Pick<Client, 'name' | 'protocol' | 'clientId'>,
): Promise<Client | undefined> {
  const there = await app.provider.findClient(about.clientId)
  if (there) return there.protocol === about.protocol ? there : undefined
  const made = await app.provider.clients.create(who.context, { ...about, name: about.name.trim() })
  return made.ok ? made.value.client : undefined
}
