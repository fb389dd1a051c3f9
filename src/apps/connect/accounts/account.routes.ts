import { Type } from 'typebox'
import {
  endOtherSessions,
  endSession,
  getAccount,
  listFactors,
  listMyCollectivities,
  listSessions,
} from '#identity/accounts'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { findSite } from '#territory/collectivities'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { IdentitiesPart, identityNews } from '../state/account-part.tsx'
import { accountNews, AccountPage } from './account.page.tsx'
import { accountTexts } from './account.texts.ts'

const Query = Type.Object({
  fin: Type.Optional(Type.String({ maxLength: 20 })),
  identite: Type.Optional(Type.String({ maxLength: 20 })),
})

/** `/compte`: who is signed in, where, and where she can go. */
export const accountRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte',
    guard: signedIn(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const [frame, profile, places, sessions, identities, factors] = await Promise.all([
        frameAround(app, request, who),
        getAccount(who.context, account.accountId),
        workplaces(app, who),
        listSessions(who.context, account.accountId),
        app.nationalIdentities.listIdentities(who.context, account.accountId),
        listFactors(who.context, account.accountId),
      ])
      const identityPart = IdentitiesPart({
        locale,
        identities,
        offered: app.nationalIdentities.offered,
        news: identityNews.find((each) => each === request.query.identite),
      })
      const news = accountNews.find((each) => each === request.query.fin)
      const { hasPassword } = factors
      const main = AccountPage({ locale, account, profile, places, sessions, news, identityPart, hasPassword })
      return sendPage(reply, framedPage(frame, { title: accountTexts(locale).title, main, isPrivate: true }))
    },
  }),
  route({
    method: 'POST',
    url: '/compte/appareils/:session/deconnecter',
    guard: signedIn(app),
    schema: { params: Type.Object({ session: Type.String({ maxLength: 40 }) }) },
    handle: async (request, reply, who) => {
      const { accountId } = who.account
      await endSession(who.context, { accountId, id: request.params.session })
      return seeOther(reply, '/compte?fin=un')
    },
  }),
  route({
    method: 'POST',
    url: '/compte/appareils/deconnecter',
    guard: signedIn(app),
    schema: {},
    handle: async (_request, reply, who) => {
      const { accountId, sessionId } = who.account
      await endOtherSessions(who.context, { accountId, id: sessionId })
      return seeOther(reply, '/compte?fin=autres')
    },
  }),
]

/** Names of the collectivities that somebody works for. */
async function workplaces(app: App, { context }: Member): Promise<string[]> {
  const mine = await listMyCollectivities(context)
  const sites = await Promise.all(mine.map(({ collectivityId }) => findSite(app.db, { id: collectivityId })))
  return sites.flatMap((site) => (site ? [site.name] : [])).toSorted((a, b) => a.localeCompare(b, 'fr'))
}
