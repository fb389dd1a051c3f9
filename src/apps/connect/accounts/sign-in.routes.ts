import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { SignInRefusal } from '#identity/accounts'
import { FormBody, route, type Route } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { browserSecretOf, enter, toSecondStep } from './enter.ts'
import { type Errors, errorsOf } from './faults.ts'
import { signInAnswers } from './sign-in.answers.ts'
import type { SignInNews } from './sign-in.page.tsx'
import { signInTexts } from './sign-in.texts.ts'
import { looksLikeEmail, typedIn } from './typed.ts'
import { type Delay, delayOf } from './wait.ts'

const Query = Type.Object({ retour: Type.Optional(Type.String()), etat: Type.Optional(Type.String()) })
const schema = { querystring: Query } as const

/** More than the account house admits from one address: its sentence says when to come back. */
const perMinute = 60

/** `/connexion`: opens a session and leads where one was going. */
export function signInRoutes(app: App): Route[] {
  const answer = signInAnswers(app)
  return [
    route({
      method: 'GET',
      url: '/connexion',
      guard: visitor(app),
      schema,
      handle: (request, reply, who) => answer.ask(request, reply, { who, ...request.query }),
    }),
    route({
      method: 'POST',
      url: '/connexion',
      guard: visitor(app),
      schema: { ...schema, body: FormBody },
      perMinute,
      handle: async (request, reply, who) => {
        const { retour } = request.query
        const email = typedIn(request.body, 'email')
        const password = typedIn(request.body, 'password')
        const errors = missing({ email, password }, who)
        if (Object.keys(errors).length > 0) {
          return answer.say(request, reply, { who, retour, status: 422, email, errors })
        }
        const device = request.headers['user-agent']
        const deviceSecret = browserSecretOf(request)
        const by = { email, password, address: request.ip, device, deviceSecret }
        const opened = await app.accounts.signIn(who.context, by)
        if (opened.ok) return enter(app, request, reply, { ...opened.value, retour, deviceSecret })
        const { refusal } = opened
        if (refusal.reason === 'second_step') return toSecondStep(request, reply, { ...refusal, retour })
        return answer.say(request, reply, { who, retour, email, ...refusalOf(app, reply, who, refusal) })
      },
    }),
  ]
}

function missing(typed: { readonly email: string; readonly password: string }, { locale }: Visitor): Errors {
  const email = typed.email.trim() === '' ? 'missing' : looksLikeEmail(typed.email) ? undefined : 'malformed'
  return errorsOf(
    { ...(email ? { email } : {}), ...(typed.password === '' ? ({ password: 'missing' } as const) : {}) },
    locale,
  )
}

interface Refused {
  readonly status: number
  readonly errors?: Errors
  readonly news?: SignInNews
  readonly delay?: Delay
}

function refusalOf(
  app: App,
  reply: FastifyReply,
  { locale }: Visitor,
  refusal: Exclude<SignInRefusal, { reason: 'second_step' }>,
): Refused {
  switch (refusal.reason) {
    case 'wrong_credentials':
      return { status: 422, errors: { password: signInTexts(locale).wrong } }
    case 'email_unconfirmed':
      return { status: 422, news: { kind: 'unconfirmed' } }
    case 'suspended':
      return { status: 422, news: { kind: 'suspended' } }
    case 'too_many_attempts':
    case 'storm':
    case 'busy':
      return { status: 429, delay: delayOf(reply, refusal, { now: app.clock.now(), locale }) }
  }
}
