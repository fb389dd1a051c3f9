import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { importZones, readPlanDesk, removeZone, type ZonesRefusal } from '#counter/dispatch'
import { readRequestsAgain } from '#counter/dossiers'
import { isId } from '#kernel/ids'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { arrangerAt, baseOf, type Exchange, Params, url } from './rules.routes.ts'
import { aroundTexts } from './around.texts.ts'

import { ZonesPage } from './zones.page.tsx'

/** `/bureau/:site/repartition/quartiers`: the contours that rules name. */
export const zoneRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/quartiers`,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 5 })) }) },
    handle: (request, reply, who) => show({ app, request, reply, who }, { isDone: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url: `${url}/quartiers`,
    guard: arrangerAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const collectivityId = who.site.id
      const zoneId = typedIn(body, 'retirer')
      if (zoneId !== '') {
        if (isId(zoneId)) await removeZone(who.context, { collectivityId, zoneId })
        await readRequestsAgain(who.context, collectivityId)
        return seeOther(reply, `${baseOf(who)}/quartiers?fait=oui`)
      }
      const text = typedIn(body, 'fichier')
      const done = await importZones(who.context, { collectivityId, text })
      if (!done.ok) return show({ app, request, reply, who }, { refusal: done.refusal, text })
      // Requests that lie in them are found by their quarter.
      await readRequestsAgain(who.context, collectivityId)
      return seeOther(reply, `${baseOf(who)}/quartiers?fait=oui`)
    },
  }),
]

interface Said {
  readonly isDone?: boolean
  readonly refusal?: ZonesRefusal
  readonly text?: string
}

async function show({ app, request, reply, who }: Exchange, said: Said): Promise<FastifyReply> {
  const { zones } = await readPlanDesk(who.context, who.site.id)
  const { locale } = who
  const isRefused = said.refusal !== undefined
  const main = ZonesPage({ locale, base: baseOf(who), zones, ...said })
  const content = { title: aroundTexts(locale).zones_title, main, menu: 'dispatch' as const, isRefused }
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}
