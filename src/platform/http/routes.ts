import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { inZone } from '#platform/i18n'
import { type Static, type TObject, type TSchema, Type } from 'typebox'

/** Decides who may come in, and says who it is; throws `unauthenticated`, `forbidden` or `not_found` otherwise. */
export type Guard<Who> = (request: FastifyRequest) => Promise<Who>

export interface RouteSchema {
  readonly params?: TObject
  readonly querystring?: TObject
  readonly body?: TSchema
}

/**
 * What a part of a request holds. While the compiler does not know the schema yet it asks for that of any schema, which is
 * a million instantiations: it gets a short answer.
 */
type Part<Schema, Otherwise> = [Schema] extends [TSchema]
  ? TObject extends Schema
    ? Record<string, unknown>
    : Static<Schema>
  : Otherwise

export type RequestOf<Schema extends RouteSchema> = Omit<FastifyRequest, 'params' | 'query' | 'body'> & {
  readonly params: Part<Schema['params'], Record<never, never>>
  readonly query: Part<Schema['querystring'], Record<never, never>>
  readonly body: Part<Schema['body'], unknown>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** A route is data: method, path, who may come in, what it accepts, what it does. */
export interface Route {
  readonly method: Method
  readonly url: string
  readonly guard: Guard<unknown>
  readonly schema: RouteSchema
  /** Attempts allowed to one address in a minute, on routes that guard a secret. */
  readonly perMinute?: number
  /**
   * Takes forms that other sites send, as protocols of sign-in do: no cookie comes with them, and the message proves itself.
   */
  readonly takesOtherSites?: boolean
  /**
   * Spoken to by programs in a protocol of their own: it reads its body itself, and other sites may call it, since no
   * cookie decides anything that a POST to it changes, or the protocol holds a proof of its own.
   */
  readonly isProtocol?: boolean
  readonly handle: (request: never, reply: FastifyReply, who: never) => unknown
}

/** Writes a route so that its handler knows the types of its parameters and of who came in. */
export const route = <Who, const Schema extends RouteSchema>(definition: {
  method: Method
  url: string
  guard: Guard<Who>
  schema: Schema
  perMinute?: number
  takesOtherSites?: boolean
  isProtocol?: boolean
  handle: (request: RequestOf<Schema>, reply: FastifyReply, who: Who) => unknown
}): Route => definition as unknown as Route

/** The body of a page's form: names and typed texts, nothing assumed of them. */
export const FormBody = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]))
export type FormBody = Static<typeof FormBody>

export function addRoutes(server: FastifyInstance, routes: readonly Route[]): void {
  for (const route of routes.filter(({ isProtocol }) => isProtocol !== true)) addRoute(server, route)
  const protocols = routes.filter(({ isProtocol }) => isProtocol === true)
  if (protocols.length === 0) return
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null))
    for (const route of protocols) addRoute(scope, route)
    done()
  })
}

function addRoute(server: FastifyInstance, route: Route): void {
  const { method, url, guard, schema, perMinute, handle } = route
  server.route({
    method,
    url,
    schema,
    config: {
      ...(perMinute === undefined ? {} : { rateLimit: { max: perMinute, timeWindow: 60_000 } }),
      takesOtherSites: route.takesOtherSites === true || route.isProtocol === true,
    },
    // A guard that finds whose page it is says by which clocks it goes.
    handler: (request, reply) =>
      inZone('Europe/Paris', async () => {
        const who = await guard(request)
        return handle(request as never, reply, who as never)
      }),
  })
}
