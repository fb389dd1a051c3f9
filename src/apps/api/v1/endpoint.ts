import type { IncomingMessage } from 'node:http'
import type { Static, TObject, TSchema } from 'typebox'
import type { Program, Scope } from '#identity/keys'
import type { Locale } from '#kernel/localized'
import type { Context } from '#platform/context'
import type { Site } from '#territory/collectivities'
import type { App } from '../../app.ts'
import type { ProblemCode, Told } from './problems.ts'

/**
 * One thing that the interface does, as data: the route, what is checked before its handler runs, and its chapter of the
 * OpenAPI document all come from here.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under `/api/v1/{collectivity}`: `/cases/:case`. */
  readonly path: string
  /** A verb and its object: clients are generated with it. It never changes. */
  readonly operationId: string
  readonly tag: 'procedures' | 'cases' | 'events' | 'files' | 'statistics' | 'exports' | 'webhooks'
  readonly summary: string
  readonly description?: string
  readonly scopes: readonly Scope[]
  /** By name, those of the path. */
  readonly params?: TObject
  readonly query?: TObject
  readonly body?: TSchema
  /** Its body is bytes, which the handler reads itself. */
  readonly takesBytes?: true
  /** What it answers when it does what was asked. */
  readonly answers: Readonly<Record<number, AnswerShape>>
  readonly problems: readonly ProblemCode[]
  /** An example of body, and of answer, for the document; a test holds them to their schemas. */
  readonly example?: { readonly body?: unknown; readonly answer?: unknown }
  /** It goes away: since when it is not to be used, until when it answers, and what replaces it. */
  readonly deprecated?: { readonly since: string; readonly sunset: string; readonly link: string }
  readonly handle: (call: Call) => Promise<Answer>
}

export interface AnswerShape {
  readonly description: string
  /** Absent: bytes, or nothing. */
  readonly schema?: TSchema
  readonly headers?: Readonly<Record<string, string>>
  readonly mediaType?: string
}

/** A request that was let in and read. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly app: App
  readonly ctx: Context
  readonly site: Site
  readonly program: Program
  readonly locale: Locale
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly headers: IncomingMessage['headers']
  /** Not read yet where bytes are taken. */
  readonly raw: IncomingMessage
  /** `/api/v1/corbas` */
  readonly base: string
  /** Path and query as they were asked. */
  readonly url: URL
  /** Names the act, for the houses: the same request sent again is done once. Undefined without an idempotency key. */
  readonly once: string | undefined
}

export type Answer<Code extends ProblemCode = ProblemCode> =
  | { readonly ok: true; readonly status: number; readonly body?: unknown; readonly headers: Headers }
  | { readonly ok: false; readonly code: Code; readonly told: Told }

type Headers = Readonly<Record<string, string>>

export const given = (status: number, body?: unknown, headers: Headers = {}) => ({
  ok: true as const,
  status,
  body,
  headers,
})

export const declined = <const Code extends ProblemCode>(code: Code, told: Told = {}) => ({
  ok: false as const,
  code,
  told,
})

type Of<Schema> = [Schema] extends [TSchema] ? Static<Schema> : undefined

/** Writes an endpoint so that its handler knows the types of what it reads, and can only answer what the document says. */
export const endpoint = <
  const Params extends TObject | undefined = undefined,
  const Query extends TObject | undefined = undefined,
  const Body extends TSchema | undefined = undefined,
  const Codes extends readonly ProblemCode[] = readonly [],
>(
  definition: Omit<Endpoint, 'params' | 'query' | 'body' | 'problems' | 'handle'> & {
    readonly params?: Params
    readonly query?: Query
    readonly body?: Body
    readonly problems: Codes
    readonly handle: (call: Call<Of<Params>, Of<Query>, Of<Body>>) => Promise<Answer<Codes[number]>>
  },
): Endpoint => definition as unknown as Endpoint
