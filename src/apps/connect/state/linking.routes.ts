import { Type } from 'typebox'
import { type LinkRefusal, namesOfIdentity, unlink } from '#identity/state'
import { proveAgain } from '#identity/accounts'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { beforeGivingAway, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { browserCookie, clearBrowserCookie } from './cookies.ts'
import { AskPage, TellPage } from './message.page.tsx'
import { nameOf } from './names.ts'
import { stateTexts } from './texts.ts'

/** Linking the identity that waits in this browser to the account that one is in, and taking a link back. */
export const linkingRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/identites/rattacher',
    guard: beforeGivingAway(app),
    schema: {},
    handle: async (request, reply, who) => {
      const pending = await app.nationalIdentities.findPending(who.context, request.cookies[browserCookie])
      if (!pending) return seeOther(reply, '/compte')
      const { locale, account } = who
      const t = stateTexts(locale)
      const by = nameOf[pending.identity.provider]
      const { givenName, familyName } = namesOfIdentity(pending.identity)
      const name = `${givenName} ${familyName}`
      const frame = await frameAround(app, request, who, pending.returnTo)
      const main = AskPage({
        locale,
        title: t.linkTitle(by),
        lead: t.linkLead(by),
        facts: [
          { label: t.linkAccount, value: `${account.givenName} ${account.familyName}, ${account.email}` },
          { label: t.linkIdentity(by), value: name },
        ],
        form: '/compte/identites/rattacher',
        action: t.linkAction,
        other: { href: '/compte', label: t.linkCancel },
        note: pending.identity.pivot ? t.linkRename(name) : undefined,
      })
      return sendPage(reply, framedPage(frame, { title: t.linkTitle(by), main, isPrivate: true }))
    },
  }),
  route({
    method: 'POST',
    url: '/compte/identites/rattacher',
    guard: beforeGivingAway(app),
    schema: {},
    perMinute: 10,
    handle: async (request, reply, who) => {
      const { accountId, sessionId: id } = who.account
      const browserSecret = request.cookies[browserCookie]
      const linked = await app.nationalIdentities.linkPending(who.context, { accountId, browserSecret })
      if (!linked.ok) return seeOther(reply, refusalPath[linked.refusal])
      clearBrowserCookie(request, reply)
      await proveAgain(app, { accountId, id }, [linked.value.provider])
      return seeOther(reply, linked.value.returnTo ?? '/compte?identite=rattachee')
    },
  }),
  refusalRoute(app),
  unlinkRoute(app),
]

const unlinkRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/compte/identites/:identity/retirer',
    guard: beforeGivingAway(app),
    schema: { params: Type.Object({ identity: Type.String({ format: 'uuid' }) }) },
    handle: async (request, reply, who) => {
      const { accountId } = who.account
      const done = await unlink(who.context, { accountId, id: request.params.identity })
      const isKept = !done.ok && done.refusal === 'only_way_in'
      return seeOther(reply, isKept ? '/compte/identites/refus?motif=seule' : '/compte?identite=retiree')
    },
  })

const refusalPath: Readonly<Record<LinkRefusal, string>> = {
  linked_elsewhere: '/compte/identites/refus?motif=ailleurs',
  certified_otherwise: '/compte/identites/refus?motif=autre',
  pivot_mismatch: '/compte/identites/refus?motif=autre',
  nothing_pending: '/compte',
  account_closed: '/compte',
}

const refusalRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/compte/identites/refus',
    guard: signedIn(app),
    schema: { querystring: Type.Object({ motif: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: async (request, reply, who) => {
      const { locale } = who
      const t = stateTexts(locale)
      const { motif } = request.query
      const account = { href: '/compte', label: t.goAccount }
      const change = { href: '/deconnexion', label: t.changeAccount }
      const words =
        motif === 'seule'
          ? { title: t.onlyWay, lead: '', action: { href: '/mot-de-passe', label: t.onlyWayAction }, other: account }
          : motif === 'autre'
            ? { title: t.otherwiseTitle, lead: t.otherwise, action: change, other: account }
            : {
                title: t.elsewhereTitle,
                lead: t.elsewhere,
                action: { href: '/compte/fusion', label: t.merge },
                other: change,
              }
      const frame = await frameAround(app, request, who)
      const main = TellPage({ locale, ...words })
      return sendPage(reply, framedPage(frame, { title: words.title, main, isPrivate: true }), 200)
    },
  })
