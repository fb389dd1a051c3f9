import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ResetRefusal } from '#identity/accounts'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { DeadLinkPage, deadLinkStatus, deadLinkTitle } from './dead-link.page.tsx'
import { type Errors, errorsOf } from './faults.ts'
import { letterRoute } from './letter.routes.ts'
import { passwordScript } from './parts.tsx'
import { AskLinkPage, ChoosePasswordPage } from './password.page.tsx'
import { passwordTexts } from './password.texts.ts'
import { looksLikeEmail, typedIn } from './typed.ts'
import { type Delay, delayOf } from './wait.ts'

const Query = Type.Object({ retour: Type.Optional(Type.String()) })
const Params = Type.Object({ secret: Type.String({ maxLength: 200 }) })

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

/** `/mot-de-passe`: a link by mail, then the password that it lets choose. */
export const passwordRoutes = (app: App): Route[] => [
  ...askRoutes(app),
  letterRoute(app, { url: '/mot-de-passe/envoye', again: '/mot-de-passe', texts: passwordTexts }),
  ...chooseRoutes(app),
]

function askRoutes(app: App): Route[] {
  const answer = async (
    request: Seen & { readonly query: { readonly retour?: string } },
    reply: FastifyReply,
    said: { who: Visitor; email: string; errors: Errors },
  ) => {
    const { who, email, errors } = said
    const { locale } = who
    const retour = returnAddress(request.query.retour)
    const isRefused = Object.keys(errors).length > 0
    const page = framedPage(await frameAround(app, request, who, retour), {
      title: passwordTexts(locale).askTitle,
      main: AskLinkPage({ locale, retour, email, errors, isSignedIn: who.account !== undefined }),
      isPrivate: true,
      isRefused,
    })
    return sendPage(reply, page, isRefused ? 422 : 200)
  }

  return [
    route({
      method: 'GET',
      url: '/mot-de-passe',
      guard: visitor(app),
      schema: { querystring: Query },
      // Who is signed in changes her own password: her address is known.
      handle: (request, reply, who) => answer(request, reply, { who, email: who.account?.email ?? '', errors: {} }),
    }),
    route({
      method: 'POST',
      url: '/mot-de-passe',
      guard: visitor(app),
      schema: { querystring: Query, body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const email = typedIn(request.body, 'email')
        const { locale } = who
        if (!looksLikeEmail(email)) {
          const fault = email.trim() === '' ? 'missing' : 'malformed'
          return answer(request, reply, { who, email, errors: errorsOf({ email: fault }, locale) })
        }
        await app.accounts.requestPasswordReset(who.context, { email, locale })
        return seeOther(reply, withReturn('/mot-de-passe/envoye', returnAddress(request.query.retour)))
      },
    }),
  ]
}

interface Choosing {
  readonly who: Visitor
  readonly secret: string
  readonly errors?: Errors
  readonly delay?: Delay
}

function chooseRoutes(app: App): Route[] {
  const refuse = async (request: Seen, reply: FastifyReply, { who, reason }: { who: Visitor; reason: LinkReason }) => {
    const props = { locale: who.locale, use: 'password', reason } as const
    const frame = await frameAround(app, request, who)
    const page = framedPage(frame, { title: deadLinkTitle(props), main: DeadLinkPage(props), isPrivate: true })
    return sendPage(reply, page, deadLinkStatus(reason))
  }

  const answer = async (request: Seen, reply: FastifyReply, choosing: Choosing) => {
    const { who, secret, errors = {}, delay } = choosing
    const { locale } = who
    const link = await app.accounts.checkPasswordLink(who.context, secret)
    if (!link.ok) return refuse(request, reply, { who, reason: link.refusal.reason })
    const status = delay ? 429 : errors.password === undefined ? 200 : 422
    const page = framedPage(await frameAround(app, request, who), {
      title: passwordTexts(locale).chooseTitle,
      main: ChoosePasswordPage({ locale, email: link.value.email, action: `/mot-de-passe/${secret}`, errors, delay }),
      scripts: [passwordScript],
      isPrivate: true,
      isRefused: status >= 400,
    })
    return sendPage(reply, page, status)
  }

  return [
    route({
      method: 'GET',
      url: '/mot-de-passe/:secret',
      guard: visitor(app),
      schema: { params: Params },
      handle: (request, reply, who) => answer(request, reply, { who, secret: request.params.secret }),
    }),
    route({
      method: 'POST',
      url: '/mot-de-passe/:secret',
      guard: visitor(app),
      schema: { params: Params, body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const { secret } = request.params
        const password = typedIn(request.body, 'password')
        const chosen = await app.accounts.resetPassword(who.context, { secret, password })
        if (chosen.ok) return seeOther(reply, '/connexion?etat=mot-de-passe-change')
        const { refusal } = chosen
        switch (refusal.reason) {
          case 'invalid':
            return answer(request, reply, { who, secret, errors: errorsOf(refusal.faults, who.locale) })
          case 'too_many_attempts':
          case 'storm':
          case 'busy': {
            const delay = delayOf(reply, refusal, { now: app.clock.now(), locale: who.locale })
            return answer(request, reply, { who, secret, delay })
          }
          case 'link_unknown':
          case 'link_expired':
          case 'link_used':
            return refuse(request, reply, { who, reason: refusal.reason })
        }
      },
    }),
  ]
}

type LinkReason = Extract<ResetRefusal['reason'], `link_${string}`>
