import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { answerConsent, interactionPath, type Pending } from '#identity/provider'
import type { Session } from '#identity/accounts'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { groupsLetIn } from '../let-in.ts'
import { expectAt } from './expected.ts'
import { frameOfClient } from './frame.ts'
import { leadOnTo } from './go-on.ts'
import { ActingPage, ConsentPage, DeniedPage, OverPage } from './pages.page.tsx'
import { providerTexts } from './texts.ts'

const schema = { params: Type.Object({ uid: Type.String({ maxLength: 100 }) }) } as const
type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname' | 'cookies' | 'protocol'> & {
  readonly params: { readonly uid: string }
}

/** `/autorisation/:uid`: what is asked of a person between an application and its answer. */
export const interactionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${interactionPath}/:uid`,
    guard: visitor(app),
    schema,
    handle: (request, reply, who) => show(app, request, { reply, who }),
  }),
  route({
    method: 'POST',
    url: `${interactionPath}/:uid`,
    guard: visitor(app),
    schema: { ...schema, body: FormBody },
    handle: (request, reply, who) => decide(app, request, { reply, who, body: request.body }),
  }),
]

interface Turn {
  readonly reply: FastifyReply
  readonly who: Visitor
}

async function show(app: App, request: Seen, turn: Turn): Promise<FastifyReply> {
  const { reply, who } = turn
  const pending = await app.provider.interactions.read(request.params.uid, request.cookies)
  if (!pending) return over(app, request, turn)
  switch (pending.prompt) {
    case 'login':
      return signIn(app, request, { ...turn, pending })
    case 'consent':
      return who.account
        ? ask(app, request, { ...turn, pending, account: who.account })
        : toSignIn(app, request, { reply, pending })
    case 'entrance':
      return who.account
        ? deny(app, request, { ...turn, pending, account: who.account })
        : toSignIn(app, request, { reply, pending })
    case 'acting_for':
      return who.account
        ? forWhom(app, request, { ...turn, pending, account: who.account })
        : toSignIn(app, request, { reply, pending })
    default:
      return over(app, request, turn)
  }
}

interface PendingTurn extends Turn {
  readonly pending: Pending
}

const backTo = ({ uid }: Pending): string => encodeURIComponent(`${interactionPath}/${uid}`)

const toSignIn = (app: App, request: Seen, { reply, pending }: Pick<PendingTurn, 'reply' | 'pending'>): FastifyReply =>
  seeOther(expectAt(app, request, { reply, pending }), `/connexion?retour=${backTo(pending)}`)

/** Signed in as the application asks: on to it. Else to the page where that is done, which leads back here. */
async function signIn(app: App, request: Seen, turn: PendingTurn): Promise<FastifyReply> {
  const { reply, who, pending } = turn
  const { account } = who
  const { interactions } = app.provider
  if (pending.level === null) {
    // No level of ours is among those it requires (OpenID Connect Core, section 5.5.1.1).
    return goOn(app, request, { ...turn, result: { error: 'unmet_authentication_requirements' } })
  }
  if (interactions.isSatisfied(pending, account)) return goOn(app, request, { ...turn, session: account })
  if (account && pending.level !== undefined && !interactions.isStrongEnough(pending, account)) {
    return seeOther(reply, `/connexion/renforcer?niveau=${pending.level}&retour=${backTo(pending)}`)
  }
  // Signed in, but too long ago for what the application asks: she proves again that it is she. Where it expects somebody
  // else, or says nobody, she may sign in as another.
  const isAboutTime = pending.reasons.every((reason) => reason === 'login_prompt' || reason === 'max_age')
  if (account && isAboutTime) return seeOther(reply, `/connexion/confirmer?retour=${backTo(pending)}`)
  return toSignIn(app, request, { reply, pending })
}

async function goOn(
  app: App,
  request: Seen,
  turn: PendingTurn & { readonly session?: Session; readonly result?: Record<string, unknown> },
): Promise<FastifyReply> {
  const { reply, who, pending, session, result } = turn
  const to = await app.provider.interactions.goOn(pending, { session, ...(result ? { result } : {}) })
  return leadOnTo(app, request, reply, { who, client: pending.client, to })
}

interface KnownTurn extends PendingTurn {
  readonly account: Session
}

const nameOf = ({ givenName, familyName }: Session): string => `${givenName} ${familyName}`

async function ask(app: App, request: Seen, { reply, who, pending, account }: KnownTurn): Promise<FastifyReply> {
  const { locale } = who
  const { client, uid } = pending
  const [frame, data] = await Promise.all([
    frameOfClient(app, request, { who, client }),
    app.provider.interactions.listData(pending, account),
  ])
  const main = ConsentPage({ locale, client, uid, data, accountName: nameOf(account) })
  return sendPage(
    reply,
    framedPage(frame, { title: providerTexts(locale).consent(client.name), main, isPrivate: true }),
  )
}

async function forWhom(
  app: App,
  request: Seen,
  { reply, who, pending, account, isMissing = false }: KnownTurn & { readonly isMissing?: boolean },
): Promise<FastifyReply> {
  const { locale } = who
  const { client, uid } = pending
  const [frame, capacities] = await Promise.all([
    frameOfClient(app, request, { who, client }),
    app.provider.interactions.listCapacities(pending, account),
  ])
  const main = ActingPage({ locale, client, uid, accountName: nameOf(account), capacities, isMissing })
  const title = providerTexts(locale).acting
  const page = framedPage(frame, { title, main, isPrivate: true, isRefused: isMissing })
  return sendPage(reply, page, isMissing ? 422 : 200)
}

async function deny(app: App, request: Seen, { reply, who, pending, account }: KnownTurn): Promise<FastifyReply> {
  const { locale } = who
  const { client, uid } = pending
  // Somebody else signed in meanwhile, or the rules changed: the protocol looks again.
  if (await app.provider.mayEnter(client, account.accountId)) {
    return goOn(app, request, { reply, who, pending, session: account })
  }
  const [frame, groups] = await Promise.all([
    frameOfClient(app, request, { who, client }),
    groupsLetIn(who.context, client.rules),
  ])
  const main = DeniedPage({ locale, client, uid, accountName: nameOf(account), groups })
  const title = providerTexts(locale).denied(client.name)
  return sendPage(reply, framedPage(frame, { title, main, isPrivate: true }), 403)
}

async function over(app: App, request: Seen, { reply, who }: Turn): Promise<FastifyReply> {
  const { locale } = who
  const frame = await frameOfClient(app, request, { who, client: undefined })
  const title = providerTexts(locale).over
  return sendPage(reply, framedPage(frame, { title, main: OverPage({ locale }), isPrivate: true }), 410)
}

async function decide(app: App, request: Seen, turn: Turn & { readonly body: FormBody }): Promise<FastifyReply> {
  const { reply, who, body } = turn
  const pending = await app.provider.interactions.read(request.params.uid, request.cookies)
  if (!pending) return over(app, request, turn)
  const { account } = who
  if (body['reponse'] === 'non') {
    // Who gives up a level that was required has not refused anything: it was not reached.
    const isUnmet = pending.prompt === 'login' && pending.level !== undefined
    const error = isUnmet ? 'unmet_authentication_requirements' : 'access_denied'
    return goOn(app, request, { ...turn, pending, result: { error } })
  }
  if (!account) return toSignIn(app, request, { reply, pending })
  if (pending.prompt === 'acting_for') {
    const chosen = [body['pour'] ?? []].flat()[0]
    if (chosen === undefined) return forWhom(app, request, { ...turn, pending, account, isMissing: true })
    // What is not among hers is no choice: she is asked again.
    const result = { acting_for: { key: chosen === 'moi' ? '' : chosen.slice(1) } }
    return goOn(app, request, { ...turn, pending, session: account, result })
  }
  if (pending.prompt !== 'consent') return seeOther(reply, `${interactionPath}/${pending.uid}`)
  if (!pending.client.isFirstParty) await keepAnswer(app, { who, pending, account, body })
  return goOn(app, request, { ...turn, pending, session: account, result: { consent: {} } })
}

/** Only what was asked for can be given: a datum added to the form is nothing. */
async function keepAnswer(
  app: App,
  { who, pending, account, body }: { who: Visitor; pending: Pending; account: Session; body: FormBody },
): Promise<void> {
  const ticked = new Set([body['donnee'] ?? []].flat())
  const data = await app.provider.interactions.listData(pending, account)
  const given = data.filter(({ name, isRequired }) => isRequired || ticked.has(name))
  const words = given.map(({ label }) => localize(label, who.locale)).join(', ')
  await answerConsent(who.context, {
    accountId: account.accountId,
    clientId: pending.client.clientId,
    decisions: new Map(data.map((datum) => [datum.name, given.includes(datum) ? 'given' : 'refused'])),
    text: providerTexts(who.locale).consent_text(pending.client.name, words),
  })
}
