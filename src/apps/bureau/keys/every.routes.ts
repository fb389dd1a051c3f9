import { Type } from 'typebox'
import { listApiKeys, revokeApiKey } from '#identity/keys'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { listCollectivities } from '#territory/collectivities'
import { operator } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { EveryKeysPage } from './every.page.tsx'
import { keyTexts } from './texts.ts'

const url = '/bureau/exploitation/cles-d-api'
const Id = Type.String({ format: 'uuid' })
const Query = Type.Object({
  vue: Type.Optional(Type.Literal('toutes')),
  fait: Type.Optional(Type.Literal('retiree')),
})

/** The keys of every collectivity: the operator sees who enters, and ends one at once; she makes none. */
export const everyKeyRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: operator(app),
    schema: { querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, context } = who
      const sites = await listCollectivities(app.db)
      const each = await Promise.all(
        sites.map(async ({ id, name }) =>
          (await listApiKeys(context, id)).map((key) => ({ ...key, collectivityId: id, collectivity: name })),
        ),
      )
      const { vue, fait } = request.query
      const view = vue === undefined ? 'active' : 'all'
      const now = app.clock.now()
      const main = EveryKeysPage({ locale, base: url, keys: each.flat(), view, now, isDone: fait !== undefined })
      const content = { title: keyTexts(locale).title, main, menu: 'api-keys' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  route({
    method: 'POST',
    url: `${url}/retirer`,
    guard: operator(app),
    schema: { body: Type.Object({ collectivite: Id, cle: Id }) },
    handle: async (request, reply, who) => {
      const { collectivite: collectivityId, cle: keyId } = request.body
      await revokeApiKey(who.context, { collectivityId, keyId })
      return seeOther(reply, `${url}?fait=retiree`)
    },
  }),
]
