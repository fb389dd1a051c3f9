import { Type } from 'typebox'
import { endOtherSessions, endSession, listMyCollectivities, listSessions } from '#identity/accounts'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { findSite } from '#territory/collectivities'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { AccountPage } from './account.page.tsx'
import { accountTexts } from './account.texts.ts'

const ended = ['one', 'others'] as const
const Query = Type.Object({ fin: Type.Optional(Type.String({ maxLength: 10 })) })

/** `/compte`: who is signed in, where, and where she can go. */
export const accountRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte',
    guard: signedIn(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const [frame, places, sessions] = await Promise.all([
        frameAround(app, request, who),
        workplaces(app, who),
        listSessions(who.context, account.accountId),
      ])
      const done = ended.find((each) => each === request.query.fin)
      const main = AccountPage({ locale, account, places, sessions, ended: done })
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
      return seeOther(reply, '/compte?fin=one')
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
      return seeOther(reply, '/compte?fin=others')
    },
  }),
]

/** Names of the collectivities that somebody works for. */
async function workplaces(app: App, { context }: Member): Promise<string[]> {
  const mine = await listMyCollectivities(context)
  const sites = await Promise.all(mine.map(({ collectivityId }) => findSite(app.db, { id: collectivityId })))
  return sites.flatMap((site) => (site ? [site.name] : [])).toSorted((a, b) => a.localeCompare(b, 'fr'))
}
