import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type CasEntry, failureAnswer, proxyRefusal, successAnswer } from '#identity/federation'
import { signOut } from '#identity/accounts'
import { FormBody, type RequestOf, route, type Route, seeOther, sendPage } from '#platform/http'
import { clearCookie, deviceCookie, sessionCookie, visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { AskLeavingPage } from './departure.page.tsx'
import { departurePath } from './departure.routes.ts'
import { type Exchange, forbid, goTo, postTo, refuse } from './pass.ts'
import { proveAgainPath, signInPath } from './prove.ts'
import { federationTexts } from './texts.ts'

const Text = Type.Optional(Type.String({ maxLength: 2000 }))
const LoginQuery = Type.Object({ service: Text, renew: Text, gateway: Text, method: Text, depuis: Text })
const ShownQuery = Type.Object({ service: Text, ticket: Text, renew: Text, format: Text, pgtUrl: Text })
const perMinute = 120
/** One application's server asks for all its people. */
const perMinuteOfServers = 3000

/** A parameter without a value counts; the standard says `true`. */
const isSet = (text: string | undefined): boolean => text !== undefined && text !== 'false'

/** `/cas/…` (CAS protocol 3.0.3). */
export const casRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/cas/login',
    guard: visitor(app),
    schema: { querystring: LoginQuery },
    perMinute,
    handle: (request, reply, who) => login({ app, request, reply, who }, request.query),
  }),
  ...leavingRoutes(app),
  ...(['/cas/serviceValidate', '/cas/proxyValidate', '/cas/p3/serviceValidate', '/cas/p3/proxyValidate'] as const).map(
    (url) => validationRoute(app, url),
  ),
  route({
    method: 'GET',
    url: '/cas/validate',
    guard: visitor(app),
    schema: { querystring: ShownQuery },
    perMinute: perMinuteOfServers,
    handle: async (request, reply, { context }) => {
      const { ticket, service, renew } = request.query
      const judged = await app.federation.validateTicket(context, {
        ticket,
        service,
        renew: isSet(renew),
        wantsProxy: false,
      })
      return reply.type('text/plain; charset=utf-8').send(judged.ok ? `yes\n${judged.value.user}\n` : 'no\n\n')
    },
  }),
  route({
    method: 'GET',
    url: '/cas/proxy',
    guard: visitor(app),
    schema: {},
    perMinute: perMinuteOfServers,
    handle: (_request, reply) => reply.type('application/xml; charset=utf-8').send(proxyRefusal()),
  }),
]

const validationRoute = (app: App, url: string): Route =>
  route({
    method: 'GET',
    url,
    guard: visitor(app),
    schema: { querystring: ShownQuery },
    perMinute: perMinuteOfServers,
    handle: async (request, reply, { context }) => {
      const { ticket, service, renew, format, pgtUrl } = request.query
      const options = { hasAttributes: url.includes('/p3/'), isJson: format?.toUpperCase() === 'JSON' }
      const judged = await app.federation.validateTicket(context, {
        ticket,
        service,
        renew: isSet(renew),
        wantsProxy: pgtUrl !== undefined,
      })
      const text = judged.ok ? successAnswer(judged.value, options) : failureAnswer(judged.refusal, options)
      return reply.type(`application/${options.isJson ? 'json' : 'xml'}; charset=utf-8`).send(text)
    },
  })

type LoginQuery = RequestOf<{ querystring: typeof LoginQuery }>['query']

async function login(exchange: Exchange, query: LoginQuery): Promise<FastifyReply> {
  const { app, reply, who } = exchange
  const { service, renew, gateway, method, depuis } = query
  if (service === undefined) return seeOther(reply, who.account ? '/compte' : signInPath('/compte'))
  const entry = await app.federation.enterCas(who.context, {
    service,
    renew: isSet(renew),
    gateway: isSet(gateway),
    since: depuis,
    who: who.account,
  })
  const here = (since?: string): string => {
    const kept = { service, renew, method, depuis: since ?? depuis }
    const pairs = Object.entries(kept).filter((pair): pair is [string, string] => pair[1] !== undefined)
    return `/cas/login?${new URLSearchParams(pairs).toString()}`
  }
  return answer(exchange, entry, { here, byForm: method?.toUpperCase() === 'POST' })
}

interface Way {
  readonly here: (since?: string) => string
  readonly byForm: boolean
}

function answer(exchange: Exchange, entry: CasEntry, { here, byForm }: Way): Promise<FastifyReply> | FastifyReply {
  const { reply, who } = exchange
  switch (entry.kind) {
    case 'refused':
      return refuse(exchange, entry.refusal)
    case 'sign_in':
      return seeOther(reply, signInPath(here()))
    case 'prove_again':
      return seeOther(reply, proveAgainPath(here(entry.since)))
    case 'not_allowed': {
      const { application, refusal } = entry
      if (!who.account) return seeOther(reply, signInPath(here()))
      return forbid(exchange, { application, refusal, account: who.account, passage: undefined })
    }
    case 'go': {
      const { application, url, service, ticket } = entry
      return byForm && ticket !== undefined
        ? postTo(exchange, { application, url: service, fields: { ticket } })
        : goTo(exchange, application, url)
    }
  }
}

const LogoutQuery = Type.Object({ service: Text, url: Text })

/** Applications send here to sign out: we ask first, since any page can send anybody here. */
const leavingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/cas/logout',
    guard: visitor(app),
    schema: { querystring: LogoutQuery },
    perMinute,
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const service = await knownService(app, who, request.query.service ?? request.query.url)
      if (!who.account) return away(exchange, service)
      const { locale, account } = who
      const frame = await frameAround(app, request, who)
      const name = `${account.givenName} ${account.familyName}`
      const main = AskLeavingPage({ locale, name, service })
      return sendPage(reply, framedPage(frame, { title: federationTexts(locale).askLeaving, main, isPrivate: true }))
    },
  }),
  route({
    method: 'POST',
    url: '/cas/logout',
    guard: visitor(app),
    schema: { body: FormBody },
    perMinute,
    handle: async (request, reply, who) => {
      const { service: asked } = request.body
      const service = await knownService(app, who, typeof asked === 'string' ? asked : undefined)
      const key = await leave({ app, request, reply, who }, request.cookies[sessionCookie], service)
      if (key !== undefined) return seeOther(reply, departurePath(key))
      return away({ app, request, reply, who }, service)
    },
  }),
]

const knownService = (app: App, who: Visitor, text: string | undefined): Promise<string | undefined> =>
  text === undefined ? Promise.resolve(undefined) : app.federation.casAddress(who.context, text)

/** Ends the session; gives what opens the page that tells the other applications, if there are some. */
async function leave(
  { app, request, reply, who }: Exchange,
  token: string | undefined,
  service: string | undefined,
): Promise<string | undefined> {
  if (token === undefined || !who.account) return undefined
  const { accountId, sessionId } = who.account
  const key = await app.federation.beginSignOut(who.context, {
    accountId,
    sessionIds: [sessionId],
    destination: service === undefined ? { kind: 'page' } : { kind: 'address', url: service },
  })
  await signOut(who.context, token)
  for (const name of [sessionCookie, deviceCookie] as const) clearCookie(request as FastifyRequest, reply, name)
  return key
}

/** Nobody is signed in any more: back to the application that asked when we know it. */
const away = ({ reply }: Exchange, service: string | undefined): FastifyReply =>
  seeOther(reply, service ?? '/deconnexion')
