import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { acrOf } from '#identity/accounts'
import { newId, newSecret } from '#kernel/ids'
import type { Secrets } from '#platform/crypto'
import { spokenAcr } from '../domain/requirements.ts'
import { insertError } from '../store/clients.ts'
import { refreshPrefix } from './adapter.ts'
import { sealCodes } from './codes.ts'
import { configurationOf, cookieNames, pageOf, sidOf } from './configuration.ts'
import { readHints } from './hints.ts'
import type { SigningKey } from './keys.ts'
import { requiredBy } from './prompts.ts'
import { secretOpens } from './register.ts'
import { memoryOf, sessionNow, visitOf } from './request.ts'
import { readPassing } from './session.ts'
import type { EngineTools } from './tools.ts'

/** One set-up of the library, with the keys of a moment. When keys turn another takes its place; both serve meanwhile. */
export interface Engine {
  readonly provider: Provider
  answer(request: IncomingMessage): Promise<Answered>
}

/** What the protocol answers. Nothing of it has left yet: whoever asked sends it. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<OutgoingHttpHeaders>
  readonly body: unknown
  /** The page of signing in is answered in the place of all that: it leads back to this very request. */
  readonly isToSignIn: boolean
}

export function createEngine(tools: EngineTools, keys: readonly SigningKey[]): Engine {
  const provider = new Provider(tools.issuer, configurationOf(tools, keys))
  shareSession(provider, tools)
  adapt(provider, tools)
  sealCodes(provider, tools)
  provider.use(readHints)
  watchErrors(provider, tools)
  return { provider, answer: answerOf(provider) }
}

type Step = (ctx: object, next?: () => Promise<unknown>) => Promise<unknown>

/** Runs the library on a response of its own, which is read and never sent. */
function answerOf(provider: Provider): Engine['answer'] {
  const run = (provider as unknown as { compose: (steps: unknown) => Step }).compose(provider.middleware)
  return async (request) => {
    const response = new ServerResponse(request)
    const ctx = provider.createContext(request, response)
    response.statusCode = 404
    await run(ctx)
    const { isToSignIn } = memoryOf(ctx)
    return { status: response.statusCode, headers: response.getHeaders(), body: ctx.body, isToSignIn }
  }
}

/** The library reads the person's own session where it would look for a cookie of its own. */
function shareSession(provider: Provider, { secrets }: EngineTools): void {
  const create = provider.createContext.bind(provider)
  provider.createContext = ((request: IncomingMessage, response: ServerResponse) => {
    const ctx = create(request, response)
    const jar = ctx.cookies
    const own = Object.create(jar) as typeof jar
    own.get = (name, options) => (name === cookieNames.session ? sessionIdIn(secrets, request) : jar.get(name, options))
    own.set = ((name: string, value?: string | null, options?: object) => {
      // Nothing was kept that a cookie would find again.
      if (name === cookieNames.session || memoryOf(ctx).isToSignIn) return own
      // The pages of this authorization read it, whatever page the browser is led to first.
      const path = name === cookieNames.interaction && value ? { path: pageOf(value) } : {}
      return jar.set(name, value, { ...options, ...path })
    }) as typeof jar.set
    ctx.cookies = own
    return ctx
  }) as typeof provider.createContext
}

/** The person's session, else the passing one of who is signing out of none. */
function sessionIdIn(secrets: Secrets, request: IncomingMessage): string | undefined {
  const { cookie } = request.headers
  return visitOf(request)?.session?.sessionId ?? (cookie ? readPassing(secrets, cookie)?.id : undefined)
}

type Patched = Record<string, unknown>

/** Where the library has no setting for what our contract says. */
function adapt(provider: Provider, tools: EngineTools): void {
  const { secrets, clock, register } = tools
  const client = provider.Client.prototype as unknown as Patched
  client['compareClientSecret'] = async function (this: { clientId: string }, secret: string): Promise<boolean> {
    const stored = await register.find(this.clientId)
    return stored !== undefined && secretOpens(secrets, stored, { secret, at: clock.now() })
  }
  const session = provider.Session.prototype as unknown as Patched
  session['sidFor'] = function (this: { uid: string }, clientId: string): string {
    return sidOf(secrets, this.uid, clientId)
  }
  const refresh = provider.RefreshToken.prototype as unknown as Patched
  refresh['generateTokenId'] = () => refreshPrefix + newSecret()
  // One issuer, whatever the host name by which a request came.
  const { OIDCContext } = provider as unknown as { OIDCContext: { prototype: object } }
  Object.defineProperties(OIDCContext.prototype, {
    urlFor: {
      value: (name: string, options?: object) =>
        (provider as unknown as { urlFor(name: string, options?: object): string }).urlFor(name, options),
    },
    acr: {
      get(this: { ctx: KoaContextWithOIDC }) {
        const ours = sessionNow(this.ctx)
        return ours && spokenAcr(acrOf(ours.methods), requiredBy(this.ctx))
      },
    },
  })
}

const told = [
  'authorization.error',
  'grant.error',
  'userinfo.error',
  'introspection.error',
  'revocation.error',
  'pushed_authorization_request.error',
  'end_session.error',
  'server_error',
] as const

/** Refusals that are part of a normal day: a person who is not signed in, who refuses, who waits too long. */
const ordinary = new Set(['login_required', 'interaction_required', 'consent_required', 'invalid_token'])

function watchErrors(provider: Provider, tools: EngineTools): void {
  for (const event of told) {
    provider.on(event as 'authorization.error', (ctx: KoaContextWithOIDC, error: Error) => {
      void report(tools, ctx, error).catch(() => {})
    })
  }
}

async function report(tools: EngineTools, ctx: KoaContextWithOIDC, error: Error): Promise<void> {
  const known = error instanceof errors.OIDCProviderError ? error : undefined
  if (!known || known.statusCode >= 500) {
    tools.log.error({ route: ctx.oidc?.route, error: error.stack ?? error.message }, 'identity provider failed')
    return
  }
  const client = await tools.register.find(ctx.oidc.client?.clientId ?? '')
  if (!client || ordinary.has(known.error)) return
  const description = [known.error_description, known.error_detail].filter(Boolean).join(' · ').slice(0, 500)
  await tools.db.withTerritory((tx) =>
    insertError(tx, { id: newId(), clientId: client.id, at: tools.clock.now(), code: known.error, description }),
  )
}
