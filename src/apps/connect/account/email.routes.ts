import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  type AskEmailRefusal,
  cancelOwnEmailChange,
  type EmailLinkPurpose,
  type EmailStep,
  findOwnEmailChange,
  loseOldEmail,
} from '#identity/accounts'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { type Member, beforeGivingAway, signedIn, visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { DeadLinkPage, deadLinkStatus, deadLinkTitle } from '../accounts/dead-link.page.tsx'
import { errorsOf } from '../accounts/faults.ts'
import { typedIn } from '../accounts/typed.ts'
import { delayOf } from '../accounts/wait.ts'
import { AskEmailPage, EmailLinkPage, EmailStepPage, PendingEmailPage } from './email.page.tsx'
import { emailTexts } from './email.texts.ts'
import { type Seen, show } from './show.ts'

/** `/compte/adresse`: another address, proved on both sides. */
export const emailRoutes = (app: App): Route[] => [
  ...askRoutes(app),
  ...waitingRoutes(app),
  ...linkRoutes(app, 'nouvelle', 'prove_new_email'),
  ...linkRoutes(app, 'ancienne', 'confirm_old_email'),
  ...linkRoutes(app, 'arreter', 'cancel_email_change'),
  stepRoute(app),
]

function askRoutes(app: App): Route[] {
  const fresh = beforeGivingAway(app)
  return [
    route({
      method: 'GET',
      url: '/compte/adresse',
      guard: signedIn(app),
      schema: {},
      handle: async (request, reply, who) => {
        const { locale, account } = who
        const change = await findOwnEmailChange(who.context, account.accountId)
        if (change) {
          const main = PendingEmailPage({ locale, change })
          return show(app, request, reply, { who, title: emailTexts(locale).pendingTitle, main })
        }
        // Asked before the address is typed, so that nothing is typed twice.
        await fresh(request as FastifyRequest)
        const main = AskEmailPage({ locale, ownEmail: account.email, typed: '' })
        return show(app, request, reply, { who, title: emailTexts(locale).title, main })
      },
    }),
    route({
      method: 'POST',
      url: '/compte/adresse',
      guard: fresh,
      schema: { body: FormBody },
      perMinute: 20,
      handle: async (request, reply, who) => {
        const email = typedIn(request.body, 'email')
        const { accountId, sessionId } = who.account
        const asked = await app.accounts.askEmailChange(who.context, { accountId, sessionId, email })
        if (asked.ok) return seeOther(reply, '/compte/adresse')
        return refuseAsking(app, request, reply, { who, email, refusal: asked.refusal })
      },
    }),
  ]
}

function refuseAsking(
  app: App,
  request: Seen,
  reply: FastifyReply,
  said: { who: Member; email: string; refusal: AskEmailRefusal },
): Promise<FastifyReply> {
  const { who, email, refusal } = said
  const { locale, account } = who
  const t = emailTexts(locale)
  const props = { locale, ownEmail: account.email, typed: email }
  switch (refusal.reason) {
    case 'malformed':
    case 'own_address': {
      const fault = email.trim() === '' ? 'missing' : 'malformed'
      const error = refusal.reason === 'own_address' ? t.own : errorsOf({ email: fault }, locale).email
      return show(app, request, reply, { who, title: t.title, main: AskEmailPage({ ...props, error }), status: 422 })
    }
    case 'too_many_attempts':
    case 'storm':
    case 'busy': {
      const delay = delayOf(reply, refusal, { now: app.clock.now(), locale })
      return show(app, request, reply, { who, title: t.title, main: AskEmailPage({ ...props, delay }), status: 429 })
    }
  }
}

const waitingRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: '/compte/adresse/perdue',
    guard: beforeGivingAway(app),
    schema: {},
    handle: async (_request, reply, who) => {
      await loseOldEmail(who.context, who.account.accountId)
      return seeOther(reply, '/compte/adresse')
    },
  }),
  route({
    method: 'POST',
    url: '/compte/adresse/annuler',
    guard: signedIn(app),
    schema: {},
    handle: async (_request, reply, who) => {
      await cancelOwnEmailChange(who.context, who.account.accountId)
      return seeOther(reply, '/compte?fin=adresse-annulee')
    },
  }),
]

const stepNames = { attend: 'waiting', faite: 'changed', arretee: 'cancelled', impossible: 'taken' } as const
const nameOf = (step: EmailStep): string => Object.entries(stepNames).find(([, each]) => each === step)?.[0] ?? 'attend'

/** The page of a link of one kind, and the click that uses it. */
function linkRoutes(app: App, name: string, purpose: EmailLinkPurpose): Route[] {
  const schema = { params: Type.Object({ secret: Type.String({ maxLength: 200 }) }) }
  const refuse = (
    request: Seen,
    reply: FastifyReply,
    { who, reason }: { who: Parameters<typeof show>[3]['who']; reason: 'link_unknown' | 'link_expired' | 'link_used' },
  ) => {
    const props = { locale: who.locale, use: 'address', reason } as const
    const main = DeadLinkPage(props)
    return show(app, request, reply, { who, title: deadLinkTitle(props), main, status: deadLinkStatus(reason) })
  }
  return [
    route({
      method: 'GET',
      url: `/compte/adresse/${name}/:secret`,
      guard: visitor(app),
      schema,
      handle: async (request, reply, who) => {
        const { secret } = request.params
        const link = await app.accounts.checkEmailLink(who.context, secret, purpose)
        if (!link.ok) return refuse(request, reply, { who, reason: link.refusal.reason })
        const action = `/compte/adresse/${name}/${secret}`
        const main = EmailLinkPage({ locale: who.locale, purpose, email: link.value.email, action })
        return show(app, request, reply, { who, title: emailTexts(who.locale)[`${purpose}_title`], main })
      },
    }),
    route({
      method: 'POST',
      url: `/compte/adresse/${name}/:secret`,
      guard: visitor(app),
      schema,
      perMinute: 30,
      handle: async (request, reply, who) => {
        const followed = await app.accounts.followEmailLink(who.context, request.params.secret, purpose)
        if (!followed.ok) return refuse(request, reply, { who, reason: followed.refusal.reason })
        return seeOther(reply, `/compte/adresse/suite?etat=${nameOf(followed.value)}`)
      },
    }),
  ]
}

const stepRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/compte/adresse/suite',
    guard: visitor(app),
    schema: { querystring: Type.Object({ etat: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: (request, reply, who) => {
      const { etat = '' } = request.query
      const step = Object.hasOwn(stepNames, etat) ? stepNames[etat as keyof typeof stepNames] : 'waiting'
      const main = EmailStepPage({ locale: who.locale, step })
      return show(app, request, reply, { who, title: emailTexts(who.locale)[`step_${step}_title`], main })
    },
  })
