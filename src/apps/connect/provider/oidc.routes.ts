import { hash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/errors'
import { contentPolicy, route, type Route, seeOther } from '#platform/http'
import { visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { signInAnswers } from '../accounts/sign-in.answers.ts'
import { authorizationPath, issuerPath, visitOf } from './visit.ts'

/** What an address may hold. */
const longestRequest = 8000

/** The one script of the protocol's own pages: a form that sends itself (OAuth 2.0 Form Post Response Mode). */
const sendsItself =
  "\n    document.addEventListener('DOMContentLoaded', function () { document.forms[0].submit() });\n  "
const protocolPolicy = `default-src 'none'; script-src 'sha256-${hash('sha256', sendsItself, 'base64')}'; frame-ancestors 'none'; base-uri 'none'`

/** Everything under the issuer's address, answered by the protocol itself. */
export function oidcRoutes(app: App): Route[] {
  const answer = answering(app)
  return [
    ...(['GET', 'POST', 'OPTIONS'] as const).map((method) =>
      route({
        method,
        url: `${issuerPath}/*`,
        guard: visitor(app),
        schema: {},
        isProtocol: true,
        handle: (request, reply, who) => answer(request as FastifyRequest, reply, who),
      }),
    ),
    route({
      method: 'POST',
      url: authorizationPath,
      guard: visitor(app),
      schema: {},
      isProtocol: true,
      handle: (request, reply) => askAgain(request.raw, reply),
    }),
    route({
      method: 'POST',
      url: `${issuerPath}/jeton/verification`,
      guard: visitor(app),
      schema: {},
      isProtocol: true,
      handle: async (request, reply, who) => {
        const { authorization } = request.headers
        const told = await app.provider.introspect({ authorization, body: await peek(request.raw) })
        if (told === undefined) return answer(request as FastifyRequest, reply, who)
        request.raw.resume()
        return reply.header('cache-control', 'no-store').send(told)
      },
    }),
  ]
}

/** Longer than any form about a token. */
const longestPeek = 2000

/** Reads a small body and puts it back, for whoever reads it next; a longer one is not looked at. */
async function peek(request: IncomingMessage): Promise<string> {
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  if (!(length > 0 && length <= longestPeek)) return ''
  let bytes = request.read(length) as Buffer | null
  while (bytes === null && !request.readableEnded) {
    await once(request, 'readable')
    bytes = request.read(length) as Buffer | null
  }
  if (bytes === null) return ''
  request.unshift(bytes)
  return bytes.toString('latin1')
}

function answering(app: App) {
  const signIn = signInAnswers(app)
  return async (request: FastifyRequest, reply: FastifyReply, who: Visitor): Promise<FastifyReply> => {
    const { raw } = request
    Object.assign(raw, { originalUrl: raw.url })
    raw.url = (raw.url ?? '').slice(issuerPath.length) || '/'
    void reply.header('content-security-policy', protocolPolicy)
    const answered = await app.provider.answer(raw, visitOf(app, request, { reply, who }))
    if (answered.isToSignIn) {
      void reply.header('content-security-policy', contentPolicy("'self'"))
      return signIn.ask(request, reply, { who, retour: request.originalUrl })
    }
    const { status, headers, body } = answered
    if (status === 404) throw new AppError('not_found', 'http.not_found')
    return reply
      .code(status)
      .headers(headers)
      .send(body ?? '')
  }
}

/**
 * An application may send its request by a form (OpenID Connect Core, section 3.1.2.1). The person's session does not come
 * along with a form of another site: the same request is made again as a link, to which it does.
 */
async function askAgain(request: IncomingMessage, reply: FastifyReply): Promise<FastifyReply> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > longestRequest) throw new AppError('too_large', 'http.too_large')
    chunks.push(chunk)
  }
  const asked = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
  return seeOther(reply, `${authorizationPath}?${asked.toString()}`)
}
