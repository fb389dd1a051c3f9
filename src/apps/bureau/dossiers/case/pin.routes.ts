import { followDossier, unfollowDossier } from '#counter/dossiers'
import { FormBody, route, type Route } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { backToCase, caseSchema } from './visit.ts'

const schema = { ...caseSchema, body: FormBody } as const

/** A request that an agent pins stays in a list of hers, whoever holds it. */
export const pinRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/epingler',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      await followDossier(who.context, { collectivityId: who.site.id, dossierId: request.params.id })
      return backToCase({ app, request, reply, who }, 'pinned')
    },
  }),
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/desepingler',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      await unfollowDossier(who.context, { collectivityId: who.site.id, dossierId: request.params.id })
      return backToCase({ app, request, reply, who }, 'unpinned')
    },
  }),
]
