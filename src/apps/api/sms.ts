import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { takeSms } from '#counter/mailbox'
import { route, type Route } from '#platform/http'
import { readSigned } from '#platform/webhooks'
import type { App } from '../app.ts'

const longest = 20_000

/** What the gateway tells of a text message that somebody sent. */
const Incoming = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  /** E.164 */
  from: Type.String({ pattern: '^\\+[1-9]\\d{5,14}$' }),
  text: Type.String({ maxLength: 2000 }),
  /** ISO 8601 */
  receivedAt: Type.Optional(Type.String({ maxLength: 40 })),
})

/**
 * `/api/sms/recus`: where the gateway tells what people answer. Each call is signed as Standard Webhooks say, with the secret
 * that the operator was given (`SMS_INBOUND_SECRET`); told twice, a message is one.
 */
export const smsRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: '/api/sms/recus',
    guard: async () => {},
    schema: {},
    isProtocol: true,
    handle: async (request, reply) => {
      const secret = app.config.sms?.inboundSecret
      if (secret === undefined) return problem(reply, 404)
      const body = await readText(request.raw)
      const now = app.clock.now()
      if (body === undefined || readSigned([secret], { headers: request.headers, body, now }) === undefined)
        return problem(reply, 401)
      const sms = readIncoming(body)
      if (!sms) return problem(reply, 400)
      const at = sms.receivedAt === undefined ? now : new Date(sms.receivedAt)
      const isKnown = await takeSms(app, { ...sms, at: Number.isNaN(at.getTime()) || at > now ? now : at })
      // Taken all the same: the gateway has nothing to try again.
      return reply.code(202).send({ state: isKnown ? 'taken' : 'nobody' })
    },
  }),
]

async function readText(raw: AsyncIterable<Buffer>): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of raw) {
    length += part.length
    if (length > longest) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function readIncoming(body: string) {
  try {
    return Value.Parse(Incoming, JSON.parse(body))
  } catch {
    return undefined
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'The body is not what is expected here.',
  401: 'The signature is missing or wrong.',
  404: 'Answers to text messages are not taken here.',
}

/** RFC 9457. */
const problem = (reply: FastifyReply, status: number): FastifyReply =>
  reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title: titles[status] }))
