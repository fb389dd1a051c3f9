import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { SignUpRefusal } from '#identity/accounts'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { type Errors, errorsOf } from './faults.ts'
import { letterRoute } from './letter.routes.ts'
import { passwordScript } from './parts.tsx'
import { SignUpPage, type SignUpTyped } from './sign-up.page.tsx'
import { signUpTexts } from './sign-up.texts.ts'
import { typedIn } from './typed.ts'
import { type Delay, delayOf } from './wait.ts'

const Query = Type.Object({ retour: Type.Optional(Type.String()) })

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'> & { readonly query: { readonly retour?: string } }

interface Answer {
  readonly status: number
  readonly typed: SignUpTyped
  readonly errors?: Errors
  readonly delay?: Delay
}

const blank: SignUpTyped = { givenName: '', familyName: '', email: '', phone: '' }

/** `/inscription`: the same answer whether the address has an account or not; only its owner learns it, by mail. */
export function signUpRoutes(app: App): Route[] {
  const answer = async (request: Seen, reply: FastifyReply, { who, said }: { who: Visitor; said: Answer }) => {
    const { locale } = who
    const retour = returnAddress(request.query.retour)
    const frame = await frameAround(app, request, who, retour)
    const dataHref = `${frame.site?.base ?? ''}/donnees-personnelles`
    const { status, typed, errors = {}, delay } = said
    const page = framedPage(frame, {
      title: signUpTexts(locale).title,
      main: SignUpPage({ locale, retour, typed, errors, delay, dataHref, offered: app.nationalIdentities.offered }),
      scripts: [passwordScript],
      isPrivate: true,
      isRefused: status >= 400,
    })
    return sendPage(reply, page, status)
  }

  return [
    route({
      method: 'GET',
      url: '/inscription',
      guard: visitor(app),
      schema: { querystring: Query },
      handle: (request, reply, who) => answer(request, reply, { who, said: { status: 200, typed: blank } }),
    }),
    route({
      method: 'POST',
      url: '/inscription',
      guard: visitor(app),
      schema: { querystring: Query, body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const typed = typedOf(request.body)
        const password = typedIn(request.body, 'password')
        const { locale } = who
        const asked = await app.accounts.signUp(who.context, { ...typed, password, locale, address: request.ip })
        if (asked.ok) {
          return seeOther(reply, withReturn('/inscription/envoyee', returnAddress(request.query.retour)))
        }
        const said = { typed, ...refusalOf(app, reply, { who, refusal: asked.refusal }) }
        return answer(request, reply, { who, said })
      },
    }),
    letterRoute(app, { url: '/inscription/envoyee', again: '/inscription', texts: signUpTexts }),
  ]
}

const typedOf = (body: FormBody): SignUpTyped => ({
  givenName: typedIn(body, 'givenName'),
  familyName: typedIn(body, 'familyName'),
  email: typedIn(body, 'email'),
  phone: typedIn(body, 'phone'),
})

function refusalOf(
  app: App,
  reply: FastifyReply,
  { who, refusal }: { readonly who: Visitor; readonly refusal: SignUpRefusal },
): Omit<Answer, 'typed'> {
  switch (refusal.reason) {
    case 'invalid':
      return { status: 422, errors: errorsOf(refusal.faults, who.locale) }
    case 'too_many_attempts':
    case 'storm':
    case 'busy':
      return { status: 429, delay: delayOf(reply, refusal, { now: app.clock.now(), locale: who.locale }) }
  }
}
