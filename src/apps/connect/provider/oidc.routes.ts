import { hash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Client, LogoutQuestion, Problem, Visit } from '#identity/provider'
import { AppError } from '#kernel/errors'
import { contentPolicy, route, type Route, seeOther } from '#platform/http'
import { deviceCookie, sessionCookie, visitor, type Visitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage } from '../../guichet/frame/index.ts'
import { frameOfClient } from './frame.ts'
import { LogoutPage, ProblemPage } from './pages.page.tsx'
import { providerTexts } from './texts.ts'
import { sentenceOfProblem } from './problems.ts'

const issuerPath = '/oidc'
const authorization = `${issuerPath}/autorisation`

/** What an address may hold. */
const longestRequest = 8000

/** The one script of the protocol's own pages: a form that sends itself (OAuth 2.0 Form Post Response Mode). */
const sendsItself =
  "\n    document.addEventListener('DOMContentLoaded', function () { document.forms[0].submit() });\n  "
const protocolPolicy = `default-src 'none'; script-src 'sha256-${hash('sha256', sendsItself, 'base64')}'; frame-ancestors 'none'; base-uri 'none'`

/** Everything under the issuer's address, answered by the protocol itself. */
export const oidcRoutes = (app: App): Route[] => [
  ...(['GET', 'POST', 'OPTIONS'] as const).map((method) =>
    route({
      method,
      url: `${issuerPath}/*`,
      guard: visitor(app),
      schema: {},
      isProtocol: true,
      handle: (request, reply, who) => answer(app, request as FastifyRequest, reply, who),
    }),
  ),
  route({
    method: 'POST',
    url: `${issuerPath}/jeton/verification`,
    guard: visitor(app),
    schema: {},
    isProtocol: true,
    handle: async (request, reply, who) => {
      const { authorization } = request.headers
      const told = await app.provider.introspect({ authorization, body: await peek(request.raw) })
      if (told === undefined) return answer(app, request as FastifyRequest, reply, who)
      request.raw.resume()
      return reply.header('cache-control', 'no-store').send(told)
    },
  }),
]

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

async function answer(app: App, request: FastifyRequest, reply: FastifyReply, who: Visitor): Promise<unknown> {
  const { raw } = request
  if (raw.method === 'POST' && raw.url === authorization) return askAgain(request, reply)
  reply.hijack()
  const response = reply.raw
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value)
  }
  response.setHeader('content-security-policy', protocolPolicy)
  Object.assign(raw, { originalUrl: raw.url })
  raw.url = (raw.url ?? '').slice(issuerPath.length) || '/'
  await app.provider.answer(raw, response, visitOf(app, request, { reply, who }))
  return undefined
}

/**
 * An application may send its request by a form (OpenID Connect Core, section 3.1.2.1). The person's session does not come
 * along with a form of another site: the same request is made again as a link, to which it does.
 */
async function askAgain(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > longestRequest) throw new AppError('too_large', 'http.too_large')
    chunks.push(chunk)
  }
  return seeOther(reply, `${authorization}?${new URLSearchParams(Buffer.concat(chunks).toString('utf8')).toString()}`)
}

function visitOf(app: App, request: FastifyRequest, { reply, who }: { reply: FastifyReply; who: Visitor }): Visit {
  const { locale } = who
  const t = providerTexts(locale)
  const show = async (client: Client | undefined, content: { title: string; main: ReturnType<typeof LogoutPage> }) => {
    // A page of ours, with our own policy; after a form, the browser is led to the application.
    const origins = new Set((client?.logoutRedirectUris ?? []).map((uri) => new URL(uri).origin))
    reply.raw.setHeader('content-security-policy', contentPolicy(["'self'", ...origins].join(' ')))
    return framedPage(await frameOfClient(app, request, { who, client }), { ...content, isPrivate: true })
  }
  const find = async (clientId: string | undefined) => (clientId ? app.provider.findClient(clientId) : undefined)
  return {
    session: who.account,
    toSignIn: (path) => `/connexion?retour=${encodeURIComponent(path)}`,
    async showProblem({ error, description, clientId }: Problem) {
      const client = await find(clientId)
      const sentence = sentenceOfProblem(locale, error, description)
      const technical = [error, description].filter(Boolean).join(' : ')
      const main = ProblemPage({ locale, client, sentence, technical })
      return show(client, { title: client ? t.problem_of(client.name) : t.problem, main })
    },
    async askLogout({ action, xsrf, clientId }: LogoutQuestion) {
      const client = await find(clientId)
      return show(client, { title: t.logout, main: LogoutPage({ locale, name: client?.name, action, xsrf }) })
    },
    forgetting: () =>
      [sessionCookie, deviceCookie].map((name) => `${name}=; path=/; max-age=0; samesite=lax; httponly`),
  }
}
