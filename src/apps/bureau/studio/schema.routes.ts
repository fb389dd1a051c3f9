import { Type } from 'typebox'
import { Package } from '#counter/studio'
import { route, type Route } from '#platform/http'

/** The JSON Schema of the files that a studio reads and writes, for whoever makes such files. */
export const packageSchemaRoutes = (): Route[] => [
  route({
    method: 'GET',
    url: '/schemas/traboule.package-1.json',
    guard: async () => {},
    schema: { querystring: Type.Object({}) },
    handle: (_request, reply) =>
      reply.type('application/schema+json; charset=utf-8').send(
        JSON.stringify({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          title: 'traboule.package/1',
          ...Package,
        }),
      ),
  }),
]
