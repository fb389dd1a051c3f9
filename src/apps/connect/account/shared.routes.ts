import { route, type Route } from '#platform/http'
import { signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { mostShared, SharedPage } from './shared.page.tsx'
import { sharedTexts } from './shared.texts.ts'
import { show } from './show.ts'

/** `/compte/partages`: what every house says that it gave to somebody. */
export const sharedRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/partages',
    guard: signedIn(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale, account, context } = who
      const lists = await Promise.all(
        app.disclosures.map((source) => source.list(context, account.accountId, mostShared)),
      )
      const disclosures = lists
        .flat()
        .toSorted((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, mostShared)
      const main = SharedPage({ locale, disclosures })
      return show(app, request, reply, { who, title: sharedTexts(locale).title, main })
    },
  }),
]
