import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AppError } from '#kernel/errors'
import type { Log } from '#platform/log'
import { compressAnswers } from './compression.ts'
import { refuseCrossSite } from './cross-site.ts'
import { securityHeaders } from './security-headers.ts'
import { statusOf } from './status.ts'

export interface Failure {
  readonly status: number
  /** Selects the person's sentence: an `AppError` code, or `http.not_found`, `http.bug`… */
  readonly code: string
  /** What the person reads to support, and what the log carries. */
  readonly reference: string
  readonly retryAfterSeconds?: number
}

export interface ServerOptions {
  readonly log: Log
  readonly behindProxy: boolean
  /** Rewrites an address before routing: a host name of its own becomes the path of its site. */
  readonly rewriteUrl?: (request: { url: string; host: string }) => string
  /** Answers a failure as a page or as a problem document. */
  readonly answerFailure: (request: FastifyRequest, reply: FastifyReply, failure: Failure) => unknown
}

/** 1 MiB of typed text; files go through multipart with their own limit. */
const bodyLimit = 1024 * 1024
const fileSizeLimit = 20 * 1024 * 1024

/** The HTTP server without routes: limits, headers, cookies, form bodies, compression, one place for failures. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { rewriteUrl } = options
  const server = Fastify({
    logger: false,
    bodyLimit,
    trustProxy: options.behindProxy,
    requestTimeout: 120_000,
    keepAliveTimeout: 72_000,
    // A request already on its way when we stop is answered, on a connection that then closes.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // Its last group: twelve random digits, drawn in advance by the library.
    genReqId: () => randomUUID().slice(-12),
    rewriteUrl: (request) => {
      const url = request.url ?? '/'
      return rewriteUrl ? rewriteUrl({ url, host: request.headers.host ?? '' }) : url
    },
  })
  watchRequests(server)
  await server.register(cookie)
  await server.register(formbody, { bodyLimit })
  await server.register(multipart, {
    limits: { fileSize: fileSizeLimit + 1, files: 20, fields: 400, fieldSize: bodyLimit, parts: 420 },
  })
  compressAnswers(server)
  await server.register(rateLimit, { global: false, errorResponseBuilder: (_request, { ttl }) => tooMany(ttl) })
  server.addHook('onRequest', async (request, reply) => {
    securityHeaders(request, reply)
    refuseCrossSite(request)
  })
  server.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error, request.id)
    report(options.log, request, failure, error)
    if (failure.retryAfterSeconds !== undefined) void reply.header('retry-after', String(failure.retryAfterSeconds))
    return options.answerFailure(request, reply.code(failure.status), failure)
  })
  server.setNotFoundHandler((request, reply) =>
    options.answerFailure(request, reply.code(404), { status: 404, code: 'http.not_found', reference: request.id }),
  )
  return server
}

/** Time for connections that the system already opened to reach us, and for their first bytes. */
const lastCall = 200

/** Requests that wait for their answer, by server. */
const underWay = new WeakMap<FastifyInstance, Set<object>>()

function watchRequests(server: FastifyInstance): void {
  const waiting = new Set<object>()
  underWay.set(server, waiting)
  server.server.on('request', (request, response) => {
    waiting.add(request)
    response.once('close', () => waiting.delete(request))
  })
}

/**
 * Answers what is under way, then ends. Closing the door at once would cut those who stand in front of it: for a moment
 * requests are still taken, each told that its connection ends with its answer. Then the door closes, and so do the
 * connections that browsers keep or open ahead of need, once nobody waits for an answer.
 */
export async function closeServer(server: FastifyInstance): Promise<void> {
  server.server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  await setTimeout(lastCall)
  const sweep = setInterval(() => {
    if (underWay.get(server)?.size === 0) server.server.closeAllConnections()
    else server.server.closeIdleConnections()
  }, lastCall)
  try {
    await server.close()
  } finally {
    clearInterval(sweep)
  }
}

class TooMany extends AppError {
  readonly seconds: number
  constructor(seconds: number) {
    super('too_many', 'http.too_many')
    this.seconds = seconds
  }
}

const tooMany = (milliseconds: number): TooMany => new TooMany(Math.ceil(milliseconds / 1000))

/** Errors of Fastify and its plugins that are the sender's, by their code. */
const sendersFaults: Readonly<Record<string, readonly [number, string]>> = {
  FST_ERR_VALIDATION: [400, 'http.invalid_request'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'http.invalid_request'],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'http.too_large'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'http.invalid_request'],
  FST_REQ_FILE_TOO_LARGE: [413, 'http.too_large'],
  FST_FILES_LIMIT: [413, 'http.too_many_files'],
  FST_PARTS_LIMIT: [413, 'http.too_large'],
  FST_FIELDS_LIMIT: [413, 'http.too_large'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [415, 'http.invalid_request'],
}

function failureOf(error: unknown, reference: string): Failure {
  if (error instanceof TooMany) return { status: 429, code: error.code, reference, retryAfterSeconds: error.seconds }
  if (error instanceof AppError) return { status: statusOf(error.kind), code: error.code, reference }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const [status, name] = sendersFaults[code] ?? databaseFault(code) ?? senderStatus(error) ?? [500, 'http.bug']
  return { status, code: name, reference }
}

/** A parser that refuses its input says so with a 4xx of its own. */
function senderStatus(error: unknown): readonly [number, string] | undefined {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 0
  return status >= 400 && status < 500 ? [status, 'http.invalid_request'] : undefined
}

/** Classes of PostgreSQL errors that are the machine's, not a bug: connection lost, starting, disk full. */
function databaseFault(code: string): readonly [number, string] | undefined {
  if (code === '53100') return [503, 'http.disk_full']
  if (/^(08|57P|53|ECONN|EPIPE)/.test(code)) return [503, 'http.database_away']
  return undefined
}

function report(log: Log, request: FastifyRequest, failure: Failure, error: unknown): void {
  const fields = {
    reference: failure.reference,
    status: failure.status,
    code: failure.code,
    method: request.method,
    route: request.routeOptions.url,
    ...(error instanceof AppError ? { detail: error.detail } : {}),
  }
  if (failure.status < 500) log.debug(fields, 'request refused')
  else
    log.error(
      {
        ...fields,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        cause: causeOf(error),
      },
      'request failed',
    )
}

const causeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
