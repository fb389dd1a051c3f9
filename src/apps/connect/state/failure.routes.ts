import { Type } from 'typebox'
import { route, type Route, sendPage } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameAround } from '../place.ts'
import { returnAddress } from '../return-address.ts'
import { FailurePage, failureTitle } from './failure.page.tsx'
import { isMotive, motives } from './motives.ts'
import { nameOf, providerOf } from './names.ts'

/** `/connexion/identite/echec` */
export const failureRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/connexion/identite/echec',
    guard: visitor(app),
    schema: {
      querystring: Type.Object({
        service: Type.Optional(Type.String({ maxLength: 40 })),
        motif: Type.Optional(Type.String({ maxLength: 40 })),
        retour: Type.Optional(Type.String()),
      }),
    },
    handle: async (request, reply, who) => {
      const { service, motif } = request.query
      const provider = providerOf(service) ?? 'france_connect'
      const motive = isMotive(motif) ? motif : 'perdue'
      const retour = returnAddress(request.query.retour)
      const frame = await frameAround(app, request, who, retour)
      const isOffered = app.nationalIdentities.offered.includes(provider)
      const props = { locale: who.locale, provider, by: nameOf[provider], motive, retour, isOffered }
      const page = framedPage(frame, { title: failureTitle(props), main: FailurePage(props), isPrivate: true })
      return sendPage(reply, page, motives[motive])
    },
  }),
]
