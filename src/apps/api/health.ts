import { version } from '#platform/config'
import { route, type Route } from '#platform/http'
import type { App } from '../app.ts'

/** For whoever watches over the platform: 200 when it can serve, 503 when its database is away. */
export const healthRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/healthz',
    guard: async () => {},
    schema: {},
    handle: async (_request, reply) => {
      try {
        await app.db.ping()
        return reply.send({ status: 'ok', version })
      } catch {
        return reply.code(503).send({ status: 'unavailable', version, reason: 'database' })
      }
    },
  }),
]
