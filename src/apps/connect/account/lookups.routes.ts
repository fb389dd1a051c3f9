import { myLookups } from '#counter/contacts'
import { route, type Route } from '#platform/http'
import { getSite } from '#territory/collectivities'
import { signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { LookupsPage } from './lookups.page.tsx'
import { lookupsTexts } from './lookups.texts.ts'
import { show } from './show.ts'

/** `/compte/consultations`: which agents looked at what is known of me, and why. */
export const lookupsRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/consultations',
    guard: signedIn(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale, context } = who
      const lookups = await myLookups(context)
      const ids = [...new Set(lookups.map(({ collectivityId }) => collectivityId))]
      const sites = await Promise.all(ids.map((id) => getSite(app.db, { id })))
      const names = new Map(sites.map(({ id, name }) => [id, name]))
      const main = LookupsPage({ locale, lookups, names })
      return show(app, request, reply, { who, title: lookupsTexts(locale).title, main })
    },
  }),
]
