import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { LinkRefusal } from '#identity/state'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { browserCookie, clearBrowserCookie } from './cookies.ts'
import { AskPage, TellPage, type TellPageProps } from './message.page.tsx'
import { failurePath } from './motives.ts'
import { nameOf, slugOf } from './names.ts'
import { stateTexts } from './texts.ts'
import { enterWith } from './visit.routes.ts'

const Params = Type.Object({ secret: Type.String({ maxLength: 100 }) })
const url = '/connexion/identite/confirmer/:secret'

/** `/connexion/identite/confirmer/:secret`: opening the link changes nothing, the click does. */
export const confirmIdentityRoutes = (app: App): Route[] => [askRoute(app), confirmRoute(app), takenRoute(app)]

const askRoute = (app: App): Route =>
  route({
    method: 'GET',
    url,
    guard: visitor(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { secret } = request.params
      const link = await app.nationalIdentities.checkAccountLink(who.context, secret)
      if (!link) return tellDead(app, request, reply, who)
      const { locale } = who
      const t = stateTexts(locale)
      const frame = await frameAround(app, request, who)
      const main = AskPage({
        locale,
        title: t.confirmTitle,
        lead: t.confirmLead(link.email, `${link.givenName} ${link.familyName}`),
        form: `/connexion/identite/confirmer/${secret}`,
        action: t.confirmAction,
        note: t.confirmNotMe,
      })
      return sendPage(reply, framedPage(frame, { title: t.confirmTitle, main, isPrivate: true }))
    },
  })

const confirmRoute = (app: App): Route =>
  route({
    method: 'POST',
    url,
    guard: visitor(app),
    schema: { params: Params },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const browserSecret = request.cookies[browserCookie]
      const { secret } = request.params
      const made = await app.nationalIdentities.confirmAccount(who.context, { secret, browserSecret })
      if (!made.ok) {
        app.log.info({ refusal: made.refusal }, 'account of a national identity not made')
        return made.refusal === 'link_unknown'
          ? tellDead(app, request, reply, who)
          : seeOther(reply, refusalPath(made.refusal))
      }
      const { identity, isSameBrowser, ...account } = made.value
      const name = identity.provider
      // Who opened the mail elsewhere has not proved the identity there: it opens the account, the link does not.
      if (isSameBrowser) {
        clearBrowserCookie(request, reply)
        const entered = await enterWith(app, request, reply, { name, ...account })
        if (entered) return entered
      }
      const t = stateTexts(who.locale)
      const action = { href: `/connexion/${slugOf[name]}`, label: t.again(nameOf[name]) }
      return tell(app, request, reply, { who, status: 200, title: t.readyTitle, lead: t.ready(nameOf[name]), action })
    },
  })

const takenRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/connexion/identite/adresse-prise',
    guard: visitor(app),
    schema: {},
    handle: (request, reply, who) => {
      const t = stateTexts(who.locale)
      const action = { href: '/compte/identites/rattacher', label: t.haveAction }
      const lead = t.taken(nameOf.france_connect)
      return tell(app, request, reply, { who, status: 200, title: t.takenTitle, lead, action })
    },
  })

type Seen = Pick<FastifyRequest, 'originalUrl' | 'hostname'>

interface Told extends Omit<TellPageProps, 'locale'> {
  readonly who: Visitor
  readonly status: number
}

async function tell(app: App, request: Seen, reply: FastifyReply, { who, status, ...words }: Told) {
  const frame = await frameAround(app, request, who)
  const main = TellPage({ locale: who.locale, ...words })
  return sendPage(reply, framedPage(frame, { title: words.title, main, isPrivate: true }), status)
}

function tellDead(app: App, request: Seen, reply: FastifyReply, who: Visitor) {
  const t = stateTexts(who.locale)
  const action = { href: '/connexion', label: t.otherWay }
  return tell(app, request, reply, { who, status: 410, title: t.deadTitle, lead: t.dead, action })
}

function refusalPath(refusal: LinkRefusal | 'address_taken'): string {
  switch (refusal) {
    case 'address_taken':
      return '/connexion/identite/adresse-prise'
    case 'pivot_mismatch':
      return failurePath('france_connect', refusal)
    case 'linked_elsewhere':
    case 'certified_otherwise':
    case 'nothing_pending':
    case 'account_closed':
      return failurePath('france_connect', 'request_unknown')
  }
}
