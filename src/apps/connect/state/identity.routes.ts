import type { FastifyReply, FastifyRequest } from 'fastify'
import { askAccount, namesOfIdentity, type PendingIdentity } from '#identity/state'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { LetterPage } from '../accounts/letter.page.tsx'
import { typedIn } from '../accounts/typed.ts'
import { frameAround } from '../place.ts'
import { browserCookie, clearBrowserCookie } from './cookies.ts'
import { IdentityPage } from './identity.page.tsx'
import { failurePath } from './motives.ts'
import { stateTexts } from './texts.ts'

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname' | 'cookies'>

interface Typed {
  readonly email: string
  readonly error?: string | undefined
}

/** `/connexion/identite`: an identity is proved and opens no account yet. */
export function identityRoutes(app: App): Route[] {
  const show = async (
    request: Seen,
    reply: FastifyReply,
    said: { who: Visitor; pending: PendingIdentity; typed: Typed },
  ) => {
    const { who, pending, typed } = said
    const { locale } = who
    const frame = await frameAround(app, request, who, pending.returnTo)
    const { givenName, familyName } = namesOfIdentity(pending.identity)
    const main = IdentityPage({ locale, pending, name: `${givenName} ${familyName}`, givenName, ...typed })
    const title = stateTexts(locale).helloTitle(givenName)
    const isRefused = typed.error !== undefined
    return sendPage(reply, framedPage(frame, { title, main, isPrivate: true, isRefused }), isRefused ? 422 : 200)
  }
  const pendingOf = (request: Seen, who: Visitor) =>
    app.nationalIdentities.findPending(who.context, request.cookies[browserCookie])

  return [
    route({
      method: 'GET',
      url: '/connexion/identite',
      guard: visitor(app),
      schema: {},
      handle: async (request, reply, who) => {
        const pending = await pendingOf(request, who)
        if (!pending) return seeOther(reply, failurePath('france_connect', 'request_unknown'))
        const email = pending.sentTo ?? pending.identity.email ?? ''
        return show(request, reply, { who, pending, typed: { email } })
      },
    }),
    route({
      method: 'POST',
      url: '/connexion/identite',
      guard: visitor(app),
      schema: { body: FormBody },
      perMinute: 10,
      handle: async (request, reply, who) => {
        const pending = await pendingOf(request, who)
        const browserSecret = request.cookies[browserCookie]
        if (!pending || pending.hasAccount || browserSecret === undefined) {
          return seeOther(reply, pending ? '/connexion/identite' : failurePath('france_connect', 'request_unknown'))
        }
        const email = typedIn(request.body, 'email')
        const asked = await askAccount(who.context, { browserSecret, email, locale: who.locale })
        if (asked.ok) return seeOther(reply, '/connexion/identite/envoyee')
        const t = stateTexts(who.locale)
        switch (asked.refusal) {
          case 'malformed':
            return show(request, reply, { who, pending, typed: { email, error: t.emailMissing } })
          case 'too_many':
            return show(request, reply, { who, pending, typed: { email, error: t.emailMany } })
          case 'nothing_pending':
            return seeOther(reply, failurePath('france_connect', 'request_unknown'))
        }
      },
    }),
    sent(app, pendingOf),
    forget(app),
  ]
}

/** A message has left. */
const sent = (app: App, pendingOf: (request: Seen, who: Visitor) => Promise<PendingIdentity | undefined>): Route =>
  route({
    method: 'GET',
    url: '/connexion/identite/envoyee',
    guard: visitor(app),
    schema: {},
    handle: async (request, reply, who) => {
      const pending = await pendingOf(request, who)
      if (pending?.sentTo === undefined) return seeOther(reply, '/connexion/identite')
      const { locale } = who
      const t = stateTexts(locale)
      const frame = await frameAround(app, request, who, pending.returnTo)
      const main = LetterPage({
        locale,
        title: t.sentTitle,
        lead: t.sentLead(pending.sentTo),
        steps: [
          { title: t.openTitle, text: t.open },
          { title: t.clickTitle, text: t.click },
        ],
        nothing: { title: t.nothingTitle, text: t.nothing, href: '/connexion/identite', action: t.nothingAction },
        staysHere: app.config.demo && app.config.smtpUrl === undefined,
      })
      return sendPage(reply, framedPage(frame, { title: t.sentTitle, main, isPrivate: true }))
    },
  })

/** Not her: the browser forgets the identity, and she leaves the provider too. */
const forget = (app: App): Route =>
  route({
    method: 'POST',
    url: '/connexion/identite/oublier',
    guard: visitor(app),
    schema: {},
    handle: (request, reply) => {
      clearBrowserCookie(request, reply)
      return seeOther(reply, '/deconnexion/identite')
    },
  })
