import type { FastifyReply } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { contractSchemas, type Partner } from '#counter/handover'
import { AppError } from '#kernel/errors'
import { contentDisposition } from '#platform/files'
import { route, type Route } from '#platform/http'
import type { App } from '../app.ts'

/**
 * Where tools of other authorities say what becomes of requests that two tools hold, and fetch what is for them: `docs/handover.md`. What they
 * say is signed (Standard Webhooks), what they fetch asks for their key.
 */
export const handoverRoutes = (app: App): Route[] => [
  schemaRoute(),
  messageRoute(app),
  ...readingRoutes(app),
  acknowledgeRoute(app),
  fileRoute(app),
]

const base = '/api/passation/v1'
const url = `${base}/:collectivity/:partner`
const Id = Type.String({ format: 'uuid' })
const Params = Type.Object({ collectivity: Id, partner: Id })
const nobody = async (): Promise<void> => {}

const schemaRoute = (): Route =>
  route({
    method: 'GET',
    url: `${base}/schemas.json`,
    guard: nobody,
    schema: {},
    isProtocol: true,
    handle: (_request, reply) =>
      reply.type('application/schema+json').send(
        JSON.stringify({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          title: 'traboule.handover/1',
          $defs: contractSchemas,
        }),
      ),
  })

const keyOf = ({ collectivity, partner }: { readonly collectivity: string; readonly partner: string }) => ({
  collectivityId: collectivity,
  partnerId: partner,
})

const messageRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/messages`,
    guard: nobody,
    schema: { params: Params },
    isProtocol: true,
    handle: async (request, reply) => {
      const body = await readBody(request.raw, 4_000_000)
      if (body === undefined) return problem(reply, 413)
      const key = keyOf(request.params)
      const sender = await app.handovers.knowSender(key, { headers: request.headers, body })
      if (!sender) return problem(reply, 401)
      if (!sender.partner.isActive) return problem(reply, 403, stopped)
      const envelope = parse(Envelope, body)
      if (!envelope) return problem(reply, 400)
      const taken = await app.handovers.takeIn(key, { id: sender.id, ...envelope })
      if (taken.ok)
        return reply.code(taken.value.isNew ? 202 : 200).send({ state: taken.value.isNew ? 'kept' : 'known' })
      return refuseArrival(reply, taken.refusal)
    },
  })

type ArrivalRefusal = Extract<Awaited<ReturnType<App['handovers']['takeIn']>>, { ok: false }>['refusal']

function refuseArrival(reply: FastifyReply, refusal: ArrivalRefusal): FastifyReply {
  switch (refusal.reason) {
    case 'unreadable':
      return problem(reply, 400, refusal.fault === 'wrong_shape' ? { place: refusal.place, why: refusal.why } : {})
    case 'unknown_handover':
      return problem(reply, 404)
    case 'not_yours_to_say':
      return problem(reply, 403)
    case 'gap':
      return problem(reply, 409, { expected: refusal.expected })
  }
}

const Envelope = Type.Object({ type: Type.String({ maxLength: 100 }), data: Type.Unknown() })

function readingRoutes(app: App): Route[] {
  const { handovers } = app
  const After = Type.Object({ apres: Type.Optional(Type.String({ maxLength: 80 })) })
  return [
    route({
      method: 'GET',
      url: `${url}/messages`,
      guard: nobody,
      schema: { params: Params },
      isProtocol: true,
      handle: (request, reply) =>
        forReader(app, request, reply, async (partner) => ({
          messages: await handovers.waiting({ collectivityId: partner.collectivityId, partnerId: partner.id }),
        })),
    }),
    route({
      method: 'GET',
      url: `${url}/dossiers`,
      guard: nobody,
      schema: { params: Params, querystring: After },
      isProtocol: true,
      handle: (request, reply) =>
        forReader(app, request, reply, async () => {
          const { handovers: listed, next } = await handovers.list(keyOf(request.params), request.query.apres)
          return { handovers: listed, next: next ?? null }
        }),
    }),
    route({
      method: 'GET',
      url: `${url}/dossiers/:handover/messages`,
      guard: nobody,
      schema: {
        params: Type.Object({ ...Params.properties, handover: Id }),
        querystring: Type.Object({ apres: Type.Optional(Type.Integer({ minimum: 0 })) }),
      },
      isProtocol: true,
      handle: (request, reply) =>
        forReader(app, request, reply, async () => {
          const key = { ...keyOf(request.params), handoverId: request.params.handover }
          return { messages: await handovers.messagesAfter(key, request.query.apres ?? 0) }
        }),
    }),
  ]
}

const acknowledgeRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: `${url}/messages/recus`,
    guard: nobody,
    schema: { params: Params },
    isProtocol: true,
    handle: (request, reply) =>
      forReader(app, request, reply, async () => {
        const body = await readBody(request.raw, 100_000)
        const ids = body === undefined ? undefined : parse(Received, body)?.ids
        if (!ids) return undefined
        return { received: await app.handovers.acknowledge(keyOf(request.params), ids) }
      }),
  })

const Received = Type.Object({ ids: Type.Array(Type.String({ maxLength: 80 }), { maxItems: 500 }) })

const fileRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/dossiers/:handover/fichiers/:file`,
    guard: nobody,
    schema: {
      params: Type.Object({ ...Params.properties, handover: Id, file: Id }),
      querystring: Type.Object({ jeton: Type.Optional(Type.String({ maxLength: 100 })) }),
    },
    isProtocol: true,
    handle: async (request, reply) => {
      const key = { ...keyOf(request.params), handoverId: request.params.handover }
      const { jeton } = request.query
      // A server of Open311 holds no key: the address that it was given opens this file alone.
      const isTicketed =
        jeton !== undefined &&
        app.handovers.isTicket({ handoverId: request.params.handover, fileId: request.params.file }, jeton)
      const reader = isTicketed ? undefined : await app.handovers.knowReader(key, request.headers.authorization)
      if (!isTicketed && !reader) return problem(reply, 401)
      if (reader?.isActive === false) return problem(reply, 403, stopped)
      return orProblem(reply, async () => {
        const file = await app.handovers.file(key, request.params.file)
        return reply
          .headers({
            'content-type': file.mediaType,
            'content-disposition': contentDisposition(file.name),
            'cache-control': 'private, no-store',
          })
          .send(await app.files.open(file.digest))
      })
    },
  })

interface Asked {
  readonly params: { readonly collectivity: string; readonly partner: string }
  readonly headers: IncomingMessage['headers']
}

/** Answers who holds the key of this partner; nothing found is a 400. */
async function forReader(
  app: App,
  { params, headers }: Asked,
  reply: FastifyReply,
  work: (partner: Partner) => Promise<object | undefined>,
): Promise<FastifyReply> {
  const partner = await app.handovers.knowReader(keyOf(params), headers.authorization)
  if (!partner) return problem(reply, 401)
  if (!partner.isActive) return problem(reply, 403, stopped)
  return orProblem(reply, async () => {
    const answer = await work(partner)
    return answer ? reply.header('cache-control', 'private, no-store').send(answer) : problem(reply, 400)
  })
}

/** As it came, byte for byte; undefined when it is too long. */
async function readBody(raw: IncomingMessage, longest: number): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of raw as AsyncIterable<Buffer>) {
    length += part.length
    if (length > longest) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse<Shape extends typeof Envelope | typeof Received>(
  shape: Shape,
  body: string,
): ReturnType<typeof Value.Parse<Shape>> | undefined {
  try {
    return Value.Parse(shape, JSON.parse(body))
  } catch {
    return undefined
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'The body is not what is expected here.',
  401: 'The signature or the key is missing or wrong.',
  403: 'This message is for the other side to say.',
  404: 'Nothing was offered under this id.',
  409: 'A message before this one is missing: send again from `expected` on.',
  413: 'The body is too long.',
}

/** Its signature and its key are good, but the collectivity closed its door to it. */
const stopped = { title: 'This partner is stopped here.' }

/** RFC 9457. */
const problem = (reply: FastifyReply, status: number, more: object = {}): FastifyReply =>
  reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title: titles[status], ...more }))

async function orProblem(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return problem(reply, 404)
    throw error
  }
}
