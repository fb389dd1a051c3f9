import { listMyCollectivities } from '#identity/accounts'
import { route, type Route, sendPage } from '#platform/http'
import { findSite } from '#territory/collectivities'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { AccountPage } from './account.page.tsx'
import { accountTexts } from './account.texts.ts'

/** `/compte`: who is signed in, and where she can go. */
export const accountRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte',
    guard: signedIn(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale, account } = who
      const [frame, places] = await Promise.all([frameAround(app, request, who), workplaces(app, who)])
      const main = AccountPage({ locale, account, places })
      return sendPage(reply, framedPage(frame, { title: accountTexts(locale).title, main, isPrivate: true }))
    },
  }),
]

/** Names of the collectivities that somebody works for. */
async function workplaces(app: App, { context }: Member): Promise<string[]> {
  const mine = await listMyCollectivities(context)
  const sites = await Promise.all(mine.map(({ collectivityId }) => findSite(app.db, { id: collectivityId })))
  return sites.flatMap((site) => (site ? [site.name] : [])).toSorted((a, b) => a.localeCompare(b, 'fr'))
}
