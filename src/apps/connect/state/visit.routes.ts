import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { getAccount, openOrAsk, proveAgain, type Session } from '#identity/accounts'
import { type Arrival, callbackPath, directorLevel, originOfVisit, type ProviderName } from '#identity/state'
import { systemContext } from '#platform/context'
import { type RequestOf, route, type Route, seeOther } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { type Arriving as Browser, enter, toSecondStep } from '../accounts/enter.ts'
import { confirmPath } from '../factors/prove.page.tsx'
import { returnAddress, withReturn } from '../return-address.ts'
import { browserCookie, clearBrowserCookie, setBrowserCookie, setFarewellCookie } from './cookies.ts'
import { slugOf } from './names.ts'
import { originOf } from './origin.ts'
import { failurePath } from './motives.ts'

const providers: readonly ProviderName[] = ['france_connect', 'pro_connect']

const beginning = {
  querystring: Type.Object({
    retour: Type.Optional(Type.String()),
    pour: Type.Optional(Type.Enum(['rattacher', 'confirmer'])),
    niveau: Type.Optional(Type.Literal('dirigeant')),
  }),
} as const

/** Visits to FranceConnect and to ProConnect: going there, and coming back. */
export const visitRoutes = (app: App): Route[] => providers.flatMap((name) => [begin(app, name), comeBack(app, name)])

const begin = (app: App, name: ProviderName): Route =>
  route({
    method: 'GET',
    url: `/connexion/${slugOf[name]}`,
    guard: visitor(app),
    schema: beginning,
    perMinute: 60,
    handle: async (request, reply, who) => {
      const origin = await originOf(app, request)
      // Under another name of this machine, cookies would stay behind.
      if (origin === undefined) return seeOther(reply, app.config.publicUrl + request.originalUrl)
      const { retour, pour, niveau } = request.query
      const isAgain = pour === 'confirmer' && who.account !== undefined
      const begun = await app.nationalIdentities.beginVisit(who.context, {
        provider: name,
        origin,
        returnTo: isAgain ? withReturn(confirmPath, returnAddress(retour)) : returnAddress(retour),
        isToLink: pour !== undefined && who.account !== undefined,
        isAfresh: isAgain,
        level: name === 'pro_connect' && niveau === 'dirigeant' ? directorLevel : undefined,
        loginHint: name === 'pro_connect' ? who.account?.email : undefined,
        browserSecret: request.cookies[browserCookie],
      })
      if (!begun.ok) return seeOther(reply, failurePath(name, begun.refusal, returnAddress(retour)))
      setBrowserCookie(request, reply, begun.value.browserSecret)
      return seeOther(reply, begun.value.url)
    },
  })

const comeBack = (app: App, name: ProviderName): Route =>
  route({
    method: 'GET',
    url: callbackPath[name],
    guard: visitor(app),
    schema: {},
    perMinute: 60,
    handle: async (request, reply, who) => {
      const parameters = new URL(request.originalUrl, app.config.publicUrl).searchParams
      const began = await originOfVisit(who.context, parameters.get('state') ?? '')
      const here = await originOf(app, request)
      // Providers know one address, the territory's: a site with a name of its own receives the answer from there, and only
      // the browser that began there holds what it takes to use it.
      if (began !== undefined && began !== here) {
        return seeOther(reply, `${began}${callbackPath[name]}?${parameters.toString()}`)
      }
      const browserSecret = request.cookies[browserCookie]
      const ended = await app.nationalIdentities.endVisit(who.context, { provider: name, parameters, browserSecret })
      if (!ended.ok) {
        if (ended.refusal !== 'refused_there') {
          app.log.warn({ provider: name, refusal: ended.refusal, error: parameters.get('error') }, 'identity refused')
        }
        return seeOther(reply, failurePath(name, ended.refusal))
      }
      const { idToken } = ended.value
      setFarewellCookie(request, reply, app.nationalIdentities.sealFarewell({ provider: name, idToken }))
      return arrive(app, request, reply, { who, name, arrival: ended.value })
    },
  })

interface Arriving {
  readonly who: Visitor
  readonly name: ProviderName
  readonly arrival: Arrival
}

type Seen = Omit<RequestOf<Record<never, never>>, 'params' | 'query' | 'body'>

/** Lets in who is recognised; leads the others to the page where their identity gets an account. */
async function arrive(app: App, request: Seen, reply: FastifyReply, { who, name, arrival }: Arriving) {
  const linking = arrival.isToLink ? who.account : undefined
  if (linking && isConfirming(arrival)) return confirm(app, request, reply, { account: linking, name, arrival })
  if (arrival.kind === 'unknown')
    return seeOther(reply, linking ? '/compte/identites/rattacher' : '/connexion/identite')
  if (linking) {
    clearBrowserCookie(request, reply)
    if (linking.accountId !== arrival.accountId) return seeOther(reply, '/compte/identites/refus?motif=ailleurs')
    return seeOther(reply, arrival.returnTo ?? '/compte?identite=rattachee')
  }
  clearBrowserCookie(request, reply)
  const entered = await enterWith(app, request, reply, { name, ...arrival })
  return entered ?? seeOther(reply, failurePath(name, 'account_closed'))
}

/** No other visit comes back there: the page of confirmation is not one that people are led to. */
const isConfirming = ({ returnTo }: Arrival): boolean => returnTo !== undefined && returnTo.startsWith(confirmPath)

/** Who is signed in proved again who she is, if it is her; another identity opens and links nothing. */
async function confirm(
  app: App,
  request: Seen,
  reply: FastifyReply,
  { account, name, arrival }: { readonly account: Session; readonly name: ProviderName; readonly arrival: Arrival },
) {
  clearBrowserCookie(request, reply)
  const retour = returnAddress(arrival.returnTo)
  const { accountId, sessionId: id } = account
  if (arrival.kind === 'unknown' || arrival.accountId !== accountId) {
    const query = new URLSearchParams({ ...(retour === undefined ? {} : { retour }), refus: 'identite' })
    return seeOther(reply, `${confirmPath}?${query.toString()}`)
  }
  await proveAgain(app, { accountId, id }, [name])
  return seeOther(reply, retour ?? '/compte')
}

interface Entering {
  readonly name: ProviderName
  readonly accountId: string
  readonly returnTo: string | undefined
}

/** Opens a session by a national identity, after the account's second step if it has one; undefined when the account has been closed. */
export async function enterWith(
  app: App,
  request: Browser,
  reply: FastifyReply,
  { name, accountId, returnTo }: Entering,
): Promise<FastifyReply | undefined> {
  const device = request.headers['user-agent']
  const opened = await openOrAsk(app, { accountId, methods: [name], device })
  if (!opened.ok) {
    const { refusal } = opened
    return refusal.reason === 'second_step' ? toSecondStep(request, reply, { ...refusal, retour: returnTo }) : undefined
  }
  const account = await getAccount(systemContext(app, 'national identity'), accountId)
  return enter(app, request, reply, { account, sessionToken: opened.value.sessionToken, retour: returnTo })
}
