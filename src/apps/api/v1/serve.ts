import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { authenticateProgram, type Program } from '#identity/keys'
import { AppError } from '#kernel/errors'
import { type Locale, locales } from '#kernel/localized'
import { type Failure, route, type Route } from '#platform/http'
import { goBy } from '#territory/calendars'
import { findSite, type Site } from '#territory/collectivities'
import { type App, contextFor } from '../../app.ts'
import { type Answer, type Call, declined, type Endpoint } from './endpoint.ts'
import { type Checker, checkerOf, readQuery } from './input.ts'
import { limitHeaders, Limits } from './limit.ts'
import { answerOnce } from './once.ts'
import { type ProblemCode, problemOf, problemStatuses, type Told } from './problems.ts'

/** Where the interface begins. */
export const apiBase = '/api/v1'

interface Checkers {
  readonly params: Checker
  readonly query: Checker
  readonly body: Checker
}

/** A name that is not known is refused: a filter misspelt would pass in silence. */
const noQuery = Type.Object({}, { additionalProperties: false })

/** The route of an endpoint: who comes in, what is read, what is answered, the same for all. */
export function routeOf(app: App, endpoint: Endpoint, limits: Limits): Route {
  const { params, query = noQuery, body } = endpoint
  const checkers: Checkers = {
    params: checkerOf(params ?? Type.Object({})),
    query: checkerOf(query),
    body: checkerOf(body ?? Type.Unknown()),
  }
  const names = [...endpoint.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => name ?? '')
  const text = Type.String({ maxLength: 200 })
  return route({
    method: endpoint.method,
    url: `${apiBase}/:site${endpoint.path}`,
    guard: async () => {},
    schema: { params: Type.Object(Object.fromEntries(['site', ...names].map((name) => [name, text]))) },
    isProtocol: true,
    handle: async (request, reply) => {
      const locale = languageOf(request)
      const answer = await settle(() =>
        serve({ app, endpoint, checkers, limits, request: request as unknown as FastifyRequest, reply, locale }),
      )
      return send(reply, answer, { request: request as unknown as FastifyRequest, endpoint, locale })
    },
  })
}

interface Serving {
  readonly app: App
  readonly endpoint: Endpoint
  readonly checkers: Checkers
  readonly limits: Limits
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly locale: Locale
}

/** A program that says nothing is answered in French. */
function languageOf(request: { readonly headers: IncomingMessage['headers'] }): Locale {
  const wanted = String(request.headers['accept-language'] ?? '')
    .slice(0, 2)
    .toLowerCase()
  return locales.find((locale) => locale === wanted) ?? 'fr'
}

async function serve(serving: Serving): Promise<Answer> {
  const { app, endpoint, limits, request, reply } = serving
  const { site: slug } = request.params as { site: string }
  const site = await findSite(app.db, { slug })
  if (!site) return declined('not_found')
  const program = await programOf(app, site, request)
  if (!program) {
    void reply.header('www-authenticate', `Bearer realm="${site.slug}"`)
    return declined('unauthenticated')
  }
  const allowance = limits.take(program.keyId, program.perMinute, app.clock.now().getTime())
  void reply.headers(limitHeaders(allowance))
  if (!allowance.isAllowed) {
    void reply.header('retry-after', String(allowance.reset))
    return declined('too_many')
  }
  const missing = endpoint.scopes.filter((scope) => !program.scopes.includes(scope))
  if (missing.length > 0) {
    void reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${endpoint.scopes.join(' ')}"`)
    return declined('scope_missing', { scopes: missing })
  }
  await goBy(app.db, site.id)
  return read(serving, { site, program })
}

async function programOf(app: App, site: Site, request: FastifyRequest): Promise<Program | undefined> {
  const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) return undefined
  const shown = await authenticateProgram(app, { collectivityId: site.id, token })
  if (!shown.ok) app.log.info({ collectivity: site.slug, reason: shown.refusal }, 'api key refused')
  return shown.ok ? shown.value : undefined
}

/** Reads what was sent, then answers: once, when it names itself. */
async function read(serving: Serving, who: Who): Promise<Answer> {
  const { endpoint, request } = serving
  const sent = endpoint.body === undefined ? unread : await readJson(request.raw)
  if (!sent.ok) return sent
  const input = checked(serving, sent.value)
  if (!input.ok) return input
  const call = callOf(serving, who, input)
  const name = request.headers['idempotency-key']
  if (endpoint.method === 'GET' || endpoint.takesBytes || typeof name !== 'string') return endpoint.handle(call)
  return answerOnce(call, endpoint, { sent: name, bytes: sent.bytes })
}

interface Who {
  readonly site: Site
  readonly program: Program
}

interface Input {
  readonly ok: true
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

function checked(serving: Serving, body: unknown): Input | Extract<Answer, { ok: false }> {
  const { endpoint, checkers, request, locale } = serving
  const { site: _, ...params } = request.params as Record<string, string>
  // An address that cannot be one names nothing.
  if (checkers.params.errorsIn(params, locale, '').length > 0) return declined('not_found')
  const query = readQuery(endpoint.query ?? noQuery, request.query as Record<string, unknown>)
  const errors = [...checkers.query.errorsIn(query, locale, '/query'), ...checkers.body.errorsIn(body, locale, '')]
  if (errors.length > 0) return declined('invalid_request', { errors })
  return { ok: true, params, query, body }
}

const callOf = ({ app, request, locale }: Serving, { site, program }: Who, { params, query, body }: Input): Call => ({
  app,
  ctx: contextFor(app, program.actor),
  site,
  program,
  locale,
  params,
  query,
  body,
  headers: request.headers,
  raw: request.raw,
  base: `${apiBase}/${site.slug}`,
  url: new URL(request.originalUrl, 'http://here'),
  once: undefined,
})

const unread = { ok: true as const, value: undefined, bytes: Buffer.alloc(0) }

const longestBody = 1024 * 1024

type Read = { readonly ok: true; readonly value: unknown; readonly bytes: Buffer } | Extract<Answer, { ok: false }>

async function readJson(raw: IncomingMessage): Promise<Read> {
  if (!/^application\/json\s*(;|$)/i.test(raw.headers['content-type'] ?? '')) return declined('unsupported_media_type')
  const parts: Buffer[] = []
  let length = 0
  for await (const part of raw as AsyncIterable<Buffer>) {
    length += part.length
    if (length > longestBody) return declined('too_large')
    parts.push(part)
  }
  const bytes = Buffer.concat(parts)
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) as unknown, bytes }
  } catch {
    return declined('malformed')
  }
}

/** Errors that houses throw, as the problems they are here. */
const codes: Readonly<Record<string, ProblemCode>> = {
  'dossiers.no_dossier': 'case_not_found',
  'dossiers.no_attachment': 'file_not_found',
  'dossiers.no_offer': 'procedure_not_found',
  'dossiers.not_allowed': 'scope_missing',
  'files.missing': 'file_not_found',
  'exports.no_export': 'export_not_found',
  'exports.expired': 'export_expired',
  'exports.not_allowed': 'scope_missing',
  'webhooks.no_subscription': 'webhook_not_found',
  'webhooks.no_delivery': 'webhook_not_found',
}

async function settle(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return declined(codes[error.code] ?? 'not_found')
    if (error instanceof AppError && codes[error.code]) return declined(codes[error.code] ?? 'internal')
    throw error
  }
}

interface Sending {
  readonly request: FastifyRequest
  readonly endpoint: Endpoint
  readonly locale: Locale
}

function send(reply: FastifyReply, answer: Answer, { request, endpoint, locale }: Sending): FastifyReply {
  if (endpoint.deprecated) void reply.headers(farewell(endpoint.deprecated))
  if (!answer.ok) return sendProblem(reply, { code: answer.code, locale, told: answer.told })
  void reply.code(answer.status).headers(answer.headers)
  if (answer.body === undefined) return reply.send()
  if (typeof answer.body !== 'string' && isBytes(answer.body)) return reply.send(answer.body)
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  if (request.method !== 'POST') {
    const tag = answer.headers['etag'] ?? `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
    void reply.header('etag', tag)
    if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send()
  }
  return reply.type('application/json; charset=utf-8').send(text)
}

const isBytes = (body: unknown): boolean =>
  Buffer.isBuffer(body) || (typeof body === 'object' && body !== null && 'pipe' in body)

/** Weak comparison (RFC 9110, section 13.1.2). */
function isKnown(header: string | undefined, tag: string): boolean {
  const plain = (text: string) => text.trim().replace(/^W\//, '')
  return header !== undefined && header.split(',').some((each) => each.trim() === '*' || plain(each) === plain(tag))
}

/** RFC 9745 and RFC 8594. */
const farewell = ({ since, sunset, link }: NonNullable<Endpoint['deprecated']>): Record<string, string> => ({
  deprecation: `@${Date.parse(since) / 1000}`,
  sunset: new Date(sunset).toUTCString(),
  link: `<${link}>; rel="deprecation"`,
})

/** An RFC 9457 problem. */
const sendProblem = (
  reply: FastifyReply,
  { code, locale, told }: { readonly code: ProblemCode; readonly locale: Locale; readonly told: Told },
): FastifyReply =>
  reply
    .code(problemStatuses[code])
    .type('application/problem+json; charset=utf-8')
    .header('content-language', locale)
    .send(JSON.stringify(problemOf(code, locale, told)))

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid_request',
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'too_many',
  503: 'unavailable',
}

/** A failure under the interface that no endpoint answered: an unknown address, a database that is away, a bug. */
export const answerApiFailure = (request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply =>
  sendProblem(reply, {
    code: byStatus[failure.status] ?? 'internal',
    locale: languageOf(request),
    told: { instance: `urn:reference:${failure.reference}` },
  })
