import { Type } from 'typebox'
import { choosePace, listMentions, readMentions, readPace, workReachOf } from '#counter/dossiers'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { MentionsPage } from './mentions.page.tsx'
import { mentionTexts } from './texts.ts'

const url = '/bureau/:site/mentions'
const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Query = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) })

/** `/bureau/:site/mentions`: the notes that name the agent who reads. */
export const mentionRoutes = (app: App): Route[] => {
  const guard = agentWho(app, (actor, collectivityId) => workReachOf(actor, collectivityId).length > 0)
  return [
    route({
      method: 'GET',
      url,
      guard,
      schema: { params: Params, querystring: Query },
      handle: async (request, reply, who) => {
        const { locale, site } = who
        const [mentions, pace] = await Promise.all([listMentions(who.context, site.id), readPace(who.context, site.id)])
        const base = `/bureau/${site.slug}`
        const isSaved = request.query.fait === 'rythme'
        const addresses = { base: `${base}/mentions`, requests: `${base}/demandes` }
        const main = MentionsPage({ locale, ...addresses, mentions, pace, isSaved })
        const page = { title: mentionTexts(locale).title, main, menu: 'mentions' } as const
        return sendPage(reply, framedPage(frameOf(app, request, who), page))
      },
    }),
    route({
      method: 'POST',
      url,
      guard,
      schema: { params: Params },
      handle: async (_request, reply, who) => {
        await readMentions(who.context, { collectivityId: who.site.id })
        return seeOther(reply, `/bureau/${who.site.slug}/mentions`)
      },
    }),
    route({
      method: 'POST',
      url: `${url}/courriels`,
      guard,
      schema: { params: Params, body: Type.Object({ rythme: Type.Enum(['at_once', 'daily', 'never']) }) },
      handle: async (request, reply, who) => {
        await choosePace(who.context, who.site.id, request.body.rythme)
        return seeOther(reply, `/bureau/${who.site.slug}/mentions?fait=rythme`)
      },
    }),
  ]
}
