import { Type } from 'typebox'
import { readBlock, retireBlock } from '#counter/procedures'
import { listDraftsUsing } from '#counter/studio'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { authorAt, baseOf, ownerOf, Places, url } from '../studio/place.ts'
import { BlockPage } from './block.page.tsx'

const One = Type.Object({ ...Places.properties, bloc: Type.String({ maxLength: 80 }) })
const Query = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })

/** One shared block: its questions, where it serves, and the end of its being offered. */
export const oneBlockRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/blocs/:bloc`,
    guard: authorAt(app),
    schema: { params: One, querystring: Query },
    handle: async (request, reply, who) => {
      const owner = ownerOf(who)
      const slug = request.params.bloc
      const reading = await readBlock(who.context, { owner, slug })
      const uses = await listDraftsUsing(who.context, { owner, kind: 'block', name: slug })
      const { locale } = who
      const isDone = request.query.fait !== undefined
      const main = BlockPage({ ...reading, uses, locale, isDone, base: baseOf(who), isOurs: owner === null })
      const title = localize(reading.block.title, locale)
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'studio' }), 200)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/blocs/:bloc/retirer`,
    guard: authorAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      if (who.site) throw notFound('access.no_role_here')
      const slug = request.params.bloc
      await readBlock(who.context, { owner: null, slug })
      await retireBlock(who.context, slug)
      return seeOther(reply, `${baseOf(who)}/blocs/${slug}?fait=oui`)
    },
  }),
]
