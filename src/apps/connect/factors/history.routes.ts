import { Type } from 'typebox'
import { listSignIns } from '#identity/accounts'
import { route, type Route } from '#platform/http'
import { signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { HistoryPage, historyPath } from './history.page.tsx'
import { historyTexts } from './history.texts.ts'
import { show } from './page.ts'

/** `/compte/connexions`: who entered one's account, and who tried. */
export const historyRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: historyPath,
    guard: signedIn(app),
    schema: { querystring: Type.Object({ avant: Type.Optional(Type.String({ maxLength: 40 })) }) },
    handle: async (request, reply, who) => {
      const { locale } = who
      const before = new Date(request.query.avant ?? '')
      const bound = Number.isNaN(before.getTime()) ? undefined : before
      const history = await listSignIns(who.context, who.account.accountId, bound)
      const main = HistoryPage({ locale, history })
      return show(app, request, reply, { who, title: historyTexts(locale).title, main })
    },
  }),
]
