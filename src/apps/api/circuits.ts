import type { FastifyReply } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { answerOutside, isSigned, outsideSecretOf, triggerDossier, triggerSecretOf } from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { systemContext } from '#platform/context'
import { route, type Route } from '#platform/http'
import type { App } from '../app.ts'

/**
 * Where other programs answer what a circuit asked of them, and move the cases that wait for their call. Each body is signed:
 * `X-Traboule-Signature: sha256=` and its HMAC-SHA-256 in hexadecimal, with the secret given for that request or that step.
 */
export const circuitRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: '/api/collectivites/:collectivity/reponses/:request',
    guard: async () => {},
    schema: { params: Type.Object({ collectivity: Id, request: Id }) },
    isProtocol: true,
    handle: async (request, reply) => {
      const { collectivity: collectivityId, request: requestId } = request.params
      const body = await readSigned(request, outsideSecretOf(app.secrets, requestId))
      const answer = body && readJson(Answer, body)
      if (!answer) return problem(reply, body ? 400 : 401)
      return orProblem(reply, async () => {
        const settled = await answerOutside(systemContext(app, 'Circuit'), { collectivityId, requestId, ...answer })
        return settled.ok ? reply.send({ state: settled.value.state }) : problem(reply, 409)
      })
    },
  }),
  route({
    method: 'POST',
    url: '/api/collectivites/:collectivity/demandes/:dossier/appels/:step',
    guard: async () => {},
    schema: { params: Type.Object({ collectivity: Id, dossier: Id, step: Type.String({ maxLength: 60 }) }) },
    isProtocol: true,
    handle: async (request, reply) => {
      const { collectivity: collectivityId, dossier: dossierId, step } = request.params
      const body = await readSigned(request, triggerSecretOf(app.secrets, { dossierId, step }))
      const call = body && readJson(Call, body)
      if (!call) return problem(reply, body ? 400 : 401)
      return orProblem(reply, async () => {
        const moved = await triggerDossier(systemContext(app, 'Circuit'), { collectivityId, dossierId, step, ...call })
        return moved.ok ? reply.send({ version: moved.value.version }) : problem(reply, 409)
      })
    },
  }),
]

const Id = Type.String({ format: 'uuid' })
const key = { idempotencyKey: Type.String({ minLength: 1, maxLength: 100 }) }
const Answer = Type.Object({
  outcome: Type.Union([Type.Literal('accepted'), Type.Literal('refused')]),
  detail: Type.Optional(Type.String({ maxLength: 2000 })),
  ...key,
})
const Call = Type.Object(key)

const longest = 20_000

interface Signed {
  readonly raw: IncomingMessage
  readonly headers: IncomingMessage['headers']
}

/** The body's bytes once their signature is found right; undefined otherwise. */
async function readSigned({ raw, headers }: Signed, secret: string): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of raw as AsyncIterable<Buffer>) {
    length += part.length
    if (length > longest) return undefined
    parts.push(part)
  }
  const body = Buffer.concat(parts)
  const signature = headers['x-traboule-signature']
  return isSigned(secret, body, typeof signature === 'string' ? signature : undefined) ? body : undefined
}

function readJson<Shape extends typeof Answer | typeof Call>(
  shape: Shape,
  body: Buffer,
): ReturnType<typeof Value.Parse<Shape>> | undefined {
  try {
    return Value.Parse(shape, JSON.parse(body.toString('utf8')))
  } catch {
    return undefined
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'The body is not what is expected here.',
  401: 'The signature is missing or wrong.',
  404: 'Nothing was asked under this address.',
  409: 'It was already answered, or is no longer waited for.',
}

/** RFC 9457. */
const problem = (reply: FastifyReply, status: number): FastifyReply =>
  reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title: titles[status] }))

async function orProblem(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not_found') return problem(reply, 404)
    throw error
  }
}
