import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isFreshForBureau, type SignInRefusal } from '#identity/accounts'
import { FormBody, type RequestOf, route, type Route, sendPage } from '#platform/http'
import { browserCookie, deviceCookie, sessionCookie, visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { applicationIn, frameAround } from '../place.ts'
import { passkeyScript } from '../factors/parts.tsx'
import { passkeySite } from '../factors/site.ts'
import { expectedAt } from '../provider/expected.ts'
import { returnAddress } from '../return-address.ts'
import { demoChoices } from './demo.ts'
import { enter, toSecondStep } from './enter.ts'
import { type Errors, errorsOf } from './faults.ts'
import { passwordScript } from './parts.tsx'
import { type SignInNews, SignInPage } from './sign-in.page.tsx'
import { signInTexts } from './sign-in.texts.ts'
import { looksLikeEmail, typedIn } from './typed.ts'
import { type Delay, delayOf } from './wait.ts'

const Query = Type.Object({ retour: Type.Optional(Type.String()), etat: Type.Optional(Type.String()) })
const schema = { querystring: Query } as const
type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname' | 'host' | 'cookies'> & {
  readonly query: RequestOf<typeof schema>['query']
}

/** More than the account house admits from one address: its sentence says when to come back. */
const perMinute = 60

interface Answer {
  readonly status: number
  readonly email: string
  readonly errors?: Errors
  readonly delay?: Delay
  readonly news?: SignInNews | undefined
}

/** The page as it is answered, whatever was asked. */
function answering(app: App) {
  const demo = demoChoices(app)
  const { offered } = app.nationalIdentities
  return async (request: Seen, reply: FastifyReply, who: Visitor, said: Answer): Promise<FastifyReply> => {
    const retour = returnAddress(request.query.retour)
    const frame = await frameAround(app, request, who, retour)
    const { status, email, errors = {}, delay, news } = said
    const { locale } = who
    const expected = expectedAt(app, request, retour)
    const ways = {
      demo: await demo(),
      offered,
      service: expected?.service,
      takesPasskeys: passkeySite(app, request) !== undefined,
    }
    const main = SignInPage({ locale, retour, email: email || (expected?.email ?? ''), errors, delay, news, ...ways })
    const page = framedPage(frame, {
      title: signInTexts(locale).title,
      main,
      scripts: [passwordScript, passkeyScript],
      isPrivate: true,
      isRefused: status >= 400,
    })
    return sendPage(reply, page, status)
  }
}

/** `/connexion`: opens a session and leads where one was going. */
export function signInRoutes(app: App): Route[] {
  const answer = answering(app)
  return [
    route({
      method: 'GET',
      url: '/connexion',
      guard: visitor(app),
      schema,
      handle: async (request, reply, who) => {
        // An application may know who comes (`login_hint` of OpenID Connect): what looks like an address is typed ahead.
        const hint = (await applicationIn(app, request, returnAddress(request.query.retour)))?.loginHint ?? ''
        const email = looksLikeEmail(hint) ? hint.slice(0, 200) : ''
        return answer(request, reply, who, { status: 200, email, news: newsFor(app, request, who) })
      },
    }),
    route({
      method: 'POST',
      url: '/connexion',
      guard: visitor(app),
      schema: { ...schema, body: FormBody },
      perMinute,
      handle: async (request, reply, who) => {
        const email = typedIn(request.body, 'email')
        const password = typedIn(request.body, 'password')
        const errors = missing({ email, password }, who)
        if (Object.keys(errors).length > 0) return answer(request, reply, who, { status: 422, email, errors })
        const device = request.headers['user-agent']
        const deviceSecret = request.cookies[browserCookie]
        const by = { email, password, address: request.ip, device, deviceSecret }
        const opened = await app.accounts.signIn(who.context, by)
        const { retour } = request.query
        if (opened.ok) return enter(app, request, reply, { ...opened.value, retour })
        const { refusal } = opened
        if (refusal.reason === 'second_step') return toSecondStep(request, reply, { ...refusal, retour })
        return answer(request, reply, who, refusalOf(app, reply, who, { email, refusal }))
      },
    }),
  ]
}

/** What to say before anything is typed. */
function newsFor(app: App, request: Seen, { account }: Visitor): SignInNews | undefined {
  const { etat, retour } = request.query
  if (etat === 'adresse-confirmee') return { kind: 'confirmed' }
  if (etat === 'mot-de-passe-change') return { kind: 'changed' }
  if (account) {
    const isToBureau = /^\/bureau(?:[/?]|$)/.test(returnAddress(retour) ?? '')
    if (isToBureau && !isFreshForBureau(account, app.clock.now())) return { kind: 'fresh' }
    return { kind: 'already', name: `${account.givenName} ${account.familyName}` }
  }
  // Signing out takes the cookie away: one that opens nothing has come to its end.
  if (request.cookies[sessionCookie] === undefined) return undefined
  return { kind: 'expired', hasDrafts: request.cookies[deviceCookie] !== undefined }
}

function missing(typed: { readonly email: string; readonly password: string }, { locale }: Visitor): Errors {
  const email = typed.email.trim() === '' ? 'missing' : looksLikeEmail(typed.email) ? undefined : 'malformed'
  return errorsOf(
    { ...(email ? { email } : {}), ...(typed.password === '' ? ({ password: 'missing' } as const) : {}) },
    locale,
  )
}

function refusalOf(
  app: App,
  reply: FastifyReply,
  { locale }: Visitor,
  { email, refusal }: { readonly email: string; readonly refusal: Exclude<SignInRefusal, { reason: 'second_step' }> },
): Answer {
  switch (refusal.reason) {
    case 'wrong_credentials':
      return { status: 422, email, errors: { password: signInTexts(locale).wrong } }
    case 'email_unconfirmed':
      return { status: 422, email, news: { kind: 'unconfirmed' } }
    case 'suspended':
      return { status: 422, email, news: { kind: 'suspended' } }
    case 'too_many_attempts':
    case 'storm':
    case 'busy':
      return { status: 429, email, delay: delayOf(reply, refusal, { now: app.clock.now(), locale }) }
  }
}
