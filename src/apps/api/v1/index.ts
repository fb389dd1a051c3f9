import { route, type Route } from '#platform/http'
import type { App } from '../../app.ts'
import { actEndpoints } from './acts.ts'
import { caseEndpoints } from './cases.ts'
import type { Endpoint } from './endpoint.ts'
import { eventEndpoints } from './events.ts'
import { filingEndpoints } from './filing.ts'
import { fileEndpoints } from './files.ts'
import { Limits } from './limit.ts'
import { documentationPage } from './documentation.page.tsx'
import { type Json, openApiOf } from './openapi.ts'
import { procedureEndpoints } from './procedures.ts'
import { exportEndpoints } from './exports.ts'
import { statisticEndpoints } from './statistics.ts'
import { webhookEndpoints } from './webhooks.ts'
import { toYaml } from './yaml.ts'
import { apiBase, routeOf } from './serve.ts'

/** Everything that the interface does. */
export const everyEndpoint: readonly Endpoint[] = [
  ...procedureEndpoints,
  ...caseEndpoints,
  ...filingEndpoints,
  ...actEndpoints,
  ...fileEndpoints,
  ...eventEndpoints,
  ...statisticEndpoints,
  ...exportEndpoints,
  ...webhookEndpoints,
]

/** The interface for other programs, and its document. */
export const programRoutes = (app: App): Route[] => {
  const limits = new Limits()
  return [...everyEndpoint.map((endpoint) => routeOf(app, endpoint, limits)), ...documentRoutes(app)]
}

/** The same document for programs, for who reads YAML, and for people. Nothing in it is of one collectivity: it is open. */
function documentRoutes(app: App): Route[] {
  const written = (): Json => openApiOf(everyEndpoint, `${app.config.publicUrl}${apiBase}`)
  const document = (name: string, mediaType: string, text: () => string): Route =>
    route({
      method: 'GET',
      url: `${apiBase}/${name}`,
      guard: async () => {},
      schema: {},
      handle: (_request, reply) =>
        reply.header('cache-control', 'public, max-age=300').type(`${mediaType}; charset=utf-8`).send(text()),
    })
  return [
    document('openapi.json', 'application/vnd.oai.openapi+json;version=3.1', () => JSON.stringify(written())),
    document('openapi.yaml', 'application/vnd.oai.openapi;version=3.1', () => toYaml(written())),
    document('documentation', 'text/html', () => documentationPage(written(), app.assets)),
  ]
}
