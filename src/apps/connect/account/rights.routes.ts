import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { fileOwnRequest, kinds, listOwnRequests, takeCopy } from '#counter/privacy'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { listCollectivities } from '#territory/collectivities'
import { beforeGivingAway, type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { sendAttachment } from '../../attachments/index.ts'
import { typedIn } from '../accounts/typed.ts'
import { RightsPage } from './rights.page.tsx'
import { rightsTexts } from './rights.texts.ts'
import { type Seen, show } from './show.ts'

const url = '/compte/droits'

/** `/compte/droits`: what one asks of an authority about one's data, and its answers. */
export const rightsRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: signedIn(app),
    schema: { querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 10 })) }) },
    handle: (request, reply, who) => page(app, request, reply, { who, isSent: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url,
    guard: signedIn(app),
    schema: { body: FormBody },
    perMinute: 5,
    handle: async (request, reply, who) => {
      const typed = (name: string): string => typedIn(request.body, name)
      const places = await listCollectivities(app.db)
      const place = places.find(({ id }) => id === typed('collectivite'))
      const kind = kinds.find((each) => each === typed('objet'))
      if (!place || !kind) return page(app, request, reply, { who, isSent: false, typed })
      const { account, context, locale } = who
      const asked = { collectivityId: place.id, kind, words: typed('demande'), email: account.email, locale }
      await fileOwnRequest(context, asked)
      return seeOther(reply, `${url}?fait=oui`)
    },
  }),
  // All that is held of somebody: who takes it proves again that it is her.
  route({
    method: 'POST',
    url: `${url}/:collectivite/:id/copie`,
    guard: beforeGivingAway(app),
    schema: {
      params: Type.Object({ collectivite: Type.String({ format: 'uuid' }), id: Type.String({ format: 'uuid' }) }),
    },
    perMinute: 10,
    handle: async (request, reply, { context }) => {
      const { collectivite: collectivityId, id: requestId } = request.params
      const copy = await takeCopy(context, { collectivityId, requestId })
      return sendAttachment(app.files, reply, { ...copy, mediaType: 'application/zip' })
    },
  }),
]

interface Said {
  readonly who: Member
  readonly isSent: boolean
  readonly typed?: (name: string) => string
}

async function page(app: App, request: Seen, reply: FastifyReply, said: Said): Promise<FastifyReply> {
  const { who, isSent, typed } = said
  const { locale, context } = who
  const [mine, places] = await Promise.all([listOwnRequests(context), listCollectivities(app.db)])
  const names = new Map(places.map(({ id, name }) => [id, name]))
  const requests = mine.map((each) => ({ ...each, place: names.get(each.collectivityId) ?? '' }))
  const options = places.map(({ id, name }) => ({ value: id, label: name }))
  const main = RightsPage({ locale, places: options, requests, isSent, typed })
  return show(app, request, reply, { who, title: rightsTexts(locale).title, main, ...(typed && { status: 422 }) })
}
