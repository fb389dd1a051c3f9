import { Type } from 'typebox'
import { listMentions, readMentions, workReachOf } from '#counter/dossiers'
import { route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { MentionsPage } from './mentions.page.tsx'
import { mentionTexts } from './texts.ts'

const url = '/bureau/:site/mentions'
const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })

/** `/bureau/:site/mentions`: the notes that name the agent who reads. */
export const mentionRoutes = (app: App): Route[] => {
  const guard = agentWho(app, (actor, collectivityId) => workReachOf(actor, collectivityId).length > 0)
  return [
    route({
      method: 'GET',
      url,
      guard,
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { locale, site } = who
        const mentions = await listMentions(who.context, site.id)
        const base = `/bureau/${site.slug}`
        const main = MentionsPage({ locale, base: `${base}/mentions`, requests: `${base}/demandes`, mentions })
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
  ]
}
