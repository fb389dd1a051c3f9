import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { LinkRefusal } from '#identity/accounts'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { deadLinkStatus } from '../accounts/dead-link.page.tsx'
import { enter, toSecondStep } from '../accounts/enter.ts'
import { errorsOf } from '../accounts/faults.ts'
import { letterRoute } from '../accounts/letter.routes.ts'
import { commonTexts } from '../accounts/texts.ts'
import { looksLikeEmail, typedIn } from '../accounts/typed.ts'
import { returnAddress, withReturn } from '../return-address.ts'
import { AskLinkPage, ClickPage, EndPage } from './link.page.tsx'
import { linkTexts } from './link.texts.ts'
import { type Seen, show } from './page.ts'

const Query = Type.Object({ retour: Type.Optional(Type.String()) })
const Params = Type.Object({ secret: Type.String({ maxLength: 200 }) })

/** `/connexion/lien`: a link by mail that signs in, whichever browser opens it. */
export const linkRoutes = (app: App): Route[] => [
  ...askRoutes(app),
  letterRoute(app, { url: '/connexion/lien/envoye', again: '/connexion/lien', texts: linkTexts }),
  ...useRoutes(app),
  ...keepRoutes(app),
]

function askRoutes(app: App): Route[] {
  const answer = (
    request: Seen & { readonly query: { readonly retour?: string } },
    reply: FastifyReply,
    said: { who: Visitor; email: string; error?: string | undefined },
  ) => {
    const { who, email, error } = said
    const { locale } = who
    const retour = returnAddress(request.query.retour)
    const main = AskLinkPage({ locale, retour, email, error })
    const status = error === undefined ? 200 : 422
    return show(app, request, reply, { who, retour, title: linkTexts(locale).title, main, status })
  }
  return [
    route({
      method: 'GET',
      url: '/connexion/lien',
      guard: visitor(app),
      schema: { querystring: Query },
      handle: (request, reply, who) => answer(request, reply, { who, email: who.account?.email ?? '' }),
    }),
    route({
      method: 'POST',
      url: '/connexion/lien',
      guard: visitor(app),
      schema: { querystring: Query, body: FormBody },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const email = typedIn(request.body, 'email')
        const { locale } = who
        if (!looksLikeEmail(email)) {
          const fault = email.trim() === '' ? 'missing' : 'malformed'
          return answer(request, reply, { who, email, error: errorsOf({ email: fault }, locale).email })
        }
        const retour = returnAddress(request.query.retour)
        await app.accounts.requestSignInLink(who.context, { email, locale, retour })
        return seeOther(reply, withReturn('/connexion/lien/envoye', retour))
      },
    }),
  ]
}

function useRoutes(app: App): Route[] {
  const refuse = (request: Seen, reply: FastifyReply, who: Visitor, reason: LinkRefusal['reason']) => {
    const { locale } = who
    const t = linkTexts(locale)
    const actions = [
      { href: '/connexion/lien', label: t.again },
      { href: '/connexion', label: commonTexts(locale).signIn },
    ]
    const main = EndPage({ locale, title: t.deadTitle, lead: t.dead, actions })
    return show(app, request, reply, { who, title: t.deadTitle, main, status: deadLinkStatus(reason) })
  }
  return [
    route({
      method: 'GET',
      url: '/connexion/lien/:secret',
      guard: visitor(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { secret } = request.params
        const link = await app.accounts.checkSignInLink(who.context, secret)
        if (!link.ok) return refuse(request, reply, who, link.refusal.reason)
        const { locale } = who
        const t = linkTexts(locale)
        const lead = t.openLead(link.value.email)
        const action = `/connexion/lien/${secret}`
        const main = ClickPage({ locale, title: t.openTitle, lead, action, label: t.openAction, note: t.notMe })
        return show(app, request, reply, { who, title: t.openTitle, main })
      },
    }),
    route({
      method: 'POST',
      url: '/connexion/lien/:secret',
      guard: visitor(app),
      schema: { params: Params },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const device = request.headers['user-agent']
        const by = { secret: request.params.secret, address: request.ip, device }
        const entered = await app.accounts.signInByLink(who.context, by)
        if (entered.ok) return enter(app, request, reply, entered.value)
        const { refusal } = entered
        if (refusal.reason === 'second_step') return toSecondStep(request, reply, refusal)
        return refuse(request, reply, who, refusal.reason)
      },
    }),
  ]
}

/** `/compte/garder/:secret`: support must not remove one's factors. */
function keepRoutes(app: App): Route[] {
  const end = (request: Seen, reply: FastifyReply, who: Visitor, reason?: LinkRefusal['reason']) => {
    const { locale } = who
    const t = linkTexts(locale)
    const title = reason === undefined ? t.keptTitle : t.deadTitle
    const actions = [{ href: '/mot-de-passe', label: t.changePassword }]
    const main = EndPage({ locale, title, lead: reason === undefined ? t.kept : t.keepDead, actions })
    return show(app, request, reply, { who, title, main, status: reason === undefined ? 200 : deadLinkStatus(reason) })
  }
  return [
    route({
      method: 'GET',
      url: '/compte/garder/:secret',
      guard: visitor(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { secret } = request.params
        const link = await app.accounts.checkResetLink(who.context, secret)
        if (!link.ok) return end(request, reply, who, link.refusal.reason)
        const { locale } = who
        const t = linkTexts(locale)
        const lead = t.keepLead(link.value.email)
        const action = `/compte/garder/${secret}`
        const main = ClickPage({ locale, title: t.keepTitle, lead, action, label: t.keepAction })
        return show(app, request, reply, { who, title: t.keepTitle, main })
      },
    }),
    route({
      method: 'GET',
      url: '/compte/garder/fait',
      guard: visitor(app),
      schema: {},
      handle: (request, reply, who) => end(request, reply, who),
    }),
    route({
      method: 'POST',
      url: '/compte/garder/:secret',
      guard: visitor(app),
      schema: { params: Params },
      perMinute: 30,
      handle: async (request, reply, who) => {
        const kept = await app.accounts.cancelResetByLink(who.context, request.params.secret)
        if (!kept.ok) return end(request, reply, who, kept.refusal.reason)
        return kept.value.wasWaiting ? seeOther(reply, '/compte/garder/fait') : end(request, reply, who, 'link_used')
      },
    }),
  ]
}
