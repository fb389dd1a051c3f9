import type { Sent } from '#identity/federation'
import { FormBody, route, type Route } from '#platform/http'
import { visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { Exchange } from './pass.ts'

/** Requests of one address in a minute: more than a person makes, less than a machine. */
export const perMinute = 120

/** The query as it was received: a signature covers it letter by letter. */
const rawQuery = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')

/** An address where messages come by both bindings, HTTP-Redirect and HTTP-POST (SAML 2.0 Bindings, sections 3.4 and 3.5). */
export const bothBindings = (app: App, url: string, receive: (exchange: Exchange, sent: Sent) => unknown): Route[] => [
  route({
    method: 'GET',
    url,
    guard: visitor(app),
    schema: {},
    perMinute,
    handle: (request, reply, who) =>
      receive({ app, request, reply, who }, { binding: 'redirect', query: rawQuery(request.originalUrl) }),
  }),
  route({
    method: 'POST',
    url,
    guard: visitor(app),
    schema: { body: FormBody },
    perMinute,
    takesOtherSites: true,
    handle: (request, reply, who) => receive({ app, request, reply, who }, { binding: 'post', fields: request.body }),
  }),
]
