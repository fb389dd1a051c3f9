import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { type Configuration, interactionPolicy, Provider } from 'oidc-provider'
import { createMemory } from './memory.ts'
import { safe, simulatorPage } from './page.ts'

/** A service that may send people to the simulator. */
export interface StandInClient {
  readonly clientId: string
  readonly secret: string
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  /** Signature of its tokens and of its userinfo. */
  readonly algorithm?: 'ES256' | 'RS256'
}

/** Answers that a test may spoil. */
export type Moment = 'configuration' | 'token' | 'userinfo' | 'jwks'

/** What happens instead of the answer: nothing at all, a failure of the server, or the answer changed. */
export type Spoiling = 'silence' | 'failure' | ((body: string) => string | Promise<string>)

export interface OpenIdStandIn {
  readonly issuer: string
  /** Spoils the next such answers. */
  spoil(moment: Moment, how: Spoiling, times?: number): void
  close(): Promise<void>
}

/** What somebody did on the simulator's page, in the words of `interactionFinished`. */
export type Choice =
  | { readonly kind: 'page'; readonly html: string }
  | { readonly kind: 'error'; readonly error: string; readonly description: string }
  | { readonly kind: 'identity'; readonly accountId: string; readonly acr: string; readonly amr: readonly string[] }
  | { readonly kind: 'away'; readonly to: string }

export interface Interaction {
  readonly uid: string
  readonly clientId: string
  readonly params: Readonly<Record<string, unknown>>
  /** Of the page's own address. */
  readonly query: URLSearchParams
}

export interface StandInDefinition {
  /** In its pages: `FranceConnect`. */
  readonly name: string
  /** Where it is mounted: `/api/v2`. */
  readonly path: string
  readonly port?: number
  readonly clients: readonly StandInClient[]
  readonly acrValues: readonly string[]
  /** Claims by scope. */
  readonly claims: Readonly<Record<string, readonly string[]>>
  readonly extraParams?: readonly string[]
  /** The page to choose an identity; `form` is absent when it is shown first. */
  interact(interaction: Interaction, form: URLSearchParams | undefined): Choice | Promise<Choice>
  /** Claims of an account, `sub` included. */
  claimsOf(accountId: string): Record<string, unknown> | undefined
  /** Other addresses of the simulator. */
  readonly handle?: (url: URL, response: ServerResponse, request: IncomingMessage) => Promise<Choice | undefined>
}

const routes = {
  authorization: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  jwks: '/jwks',
  end_session: '/session/end',
}

const momentOf: Readonly<Record<string, Moment>> = {
  '/.well-known/openid-configuration': 'configuration',
  '/token': 'token',
  '/userinfo': 'userinfo',
  '/jwks': 'jwks',
}

/** Starts an OpenID provider on this machine, reachable from it only. */
export async function startOpenIdStandIn(definition: StandInDefinition): Promise<OpenIdStandIn> {
  const planned: { moment: Moment; how: Spoiling }[] = []
  const server = createServer()
  server.listen(definition.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const origin = `http://localhost:${address.port}`
  const provider = createProvider(origin + definition.path, definition)
  provider.use(async (ctx, next) => {
    const moment = momentOf[ctx.path]
    const at = planned.findIndex((each) => each.moment === moment)
    const [spoiled] = at < 0 ? [] : planned.splice(at, 1)
    if (spoiled?.how === 'silence') await setTimeout(60_000, undefined, { ref: false })
    if (spoiled?.how === 'failure') {
      ctx.status = 500
      ctx.body = 'broken'
      return
    }
    await next()
    if (typeof spoiled?.how === 'function') {
      const type = ctx.response.get('content-type')
      ctx.body = await spoiled.how(typeof ctx.body === 'string' ? ctx.body : JSON.stringify(ctx.body))
      ctx.set('content-type', type)
    }
  })
  const callback = provider.callback()
  server.on('request', (request, response) => {
    const serve = async (): Promise<void> => {
      const url = new URL(request.url ?? '/', origin)
      if (await servePages(provider, definition, { url, request, response })) return
      if (url.pathname.startsWith(definition.path)) {
        Object.assign(request, { originalUrl: request.url })
        request.url = (request.url ?? '').slice(definition.path.length) || '/'
      }
      await callback(request, response)
    }
    serve().catch((error: unknown) => {
      response.statusCode = 500
      response.end(error instanceof Error ? error.stack : String(error))
    })
  })
  return {
    issuer: origin + definition.path,
    spoil: (moment, how, times = 1) => {
      for (let turn = 0; turn < times; turn++) planned.push({ moment, how })
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function createProvider(issuer: string, definition: StandInDefinition): Provider {
  const { name, acrValues, claims, claimsOf } = definition
  // Nobody stays signed in there: each sign-in shows the page, as it is what one comes to see.
  const policy = interactionPolicy.base()
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'always',
        'the simulator always asks',
        (ctx) => ctx.oidc.result?.['login'] === undefined,
      ),
    )
  const configuration: Configuration = {
    adapter: createMemory(),
    clients: definition.clients.map((client) => ({
      client_id: client.clientId,
      client_secret: client.secret,
      redirect_uris: [...client.redirectUris],
      post_logout_redirect_uris: [...client.postLogoutRedirectUris],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: client.algorithm ?? 'ES256',
      userinfo_signed_response_alg: client.algorithm ?? 'ES256',
    })),
    acrValues: [...acrValues],
    scopes: Object.keys(claims),
    claims: Object.fromEntries([
      ...Object.entries(claims).map(([scope, names]): [string, string[]] => [scope, [...names]]),
      ['acr', null],
      ['amr', null],
    ]) as Configuration['claims'] & object,
    extraParams: [...(definition.extraParams ?? [])],
    cookies: { keys: [randomBytes(32).toString('hex')], names: cookieNames(name) },
    clientAuthMethods: ['client_secret_post', 'client_secret_basic'],
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      claimsParameter: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          const button = '<button name="logout" value="yes" form="op.logoutForm">Se déconnecter</button>'
          ctx.body = simulatorPage(name, `Se déconnecter de ${name}`, `${form}${button}`)
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = simulatorPage(name, 'Vous êtes déconnecté', '')
        },
      },
    },
    findAccount: (_ctx, accountId) => {
      const known = claimsOf(accountId)
      if (known === undefined) return undefined
      // Services know the person by her `sub`; the simulator by the choice made on its page.
      return { accountId, claims: () => ({ ...known, sub: accountId }) }
    },
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: signingKeys() },
    pkce: { required: () => false },
    renderError: (ctx, out) => {
      ctx.body = simulatorPage(
        name,
        'La demande est refusée',
        `<p>${safe(out.error)} : ${safe(out.error_description ?? '')}</p>`,
      )
    },
    routes,
    ttl: { Interaction: 1800, Session: 1800, Grant: 1800, AccessToken: 60, AuthorizationCode: 30, IdToken: 60 },
  }
  return new Provider(issuer, configuration)
}

/** Simulators share a host name, on which cookies know no port: each has names of its own. */
const cookieNames = (name: string) => {
  const prefix = name.toLowerCase()
  return { session: `${prefix}_session`, interaction: `${prefix}_interaction`, resume: `${prefix}_resume` }
}

function signingKeys() {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  return [
    { ...elliptic, use: 'sig', alg: 'ES256' },
    { ...rsa, use: 'sig', alg: 'RS256' },
  ] as NonNullable<Configuration['jwks']>['keys']
}

interface Exchange {
  readonly url: URL
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** The pages of the simulator; false when the address is the provider's. */
async function servePages(provider: Provider, definition: StandInDefinition, exchange: Exchange): Promise<boolean> {
  const { url, request, response } = exchange
  const other = await definition.handle?.(url, response, request)
  if (other) {
    await answer(provider, exchange, other)
    return true
  }
  if (!url.pathname.startsWith('/interaction/')) return false
  const details = await provider.interactionDetails(request, response)
  const interaction: Interaction = {
    uid: details.uid,
    clientId: String(details.params['client_id']),
    params: details.params,
    query: url.searchParams,
  }
  const form = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : undefined
  await answer(provider, exchange, await definition.interact(interaction, form))
  return true
}

async function answer(provider: Provider, { request, response }: Exchange, choice: Choice): Promise<void> {
  switch (choice.kind) {
    case 'page':
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(choice.html)
      return
    case 'away':
      response.writeHead(303, { location: choice.to }).end()
      return
    case 'error':
      await provider.interactionFinished(request, response, {
        error: choice.error,
        error_description: choice.description,
      })
      return
    case 'identity': {
      const details = await provider.interactionDetails(request, response)
      const { params, session } = details
      // The library would first end the session of who was there before: here one changes person as one pleases.
      const former = session?.uid === undefined ? undefined : await provider.Session.findByUid(session.uid)
      if (session && former) {
        former.accountId = choice.accountId
        session.accountId = choice.accountId
        await Promise.all([former.persist(), details.save(details.exp - Math.floor(Date.now() / 1000))])
      }
      const grant = new provider.Grant({ accountId: choice.accountId, clientId: String(params['client_id']) })
      grant.addOIDCScope(String(params['scope']))
      const claims = typeof params['claims'] === 'string' ? (JSON.parse(params['claims']) as object) : {}
      const asked = Object.values(claims).flatMap((each) => Object.keys((each ?? {}) as object))
      grant.addOIDCClaims(asked)
      const login = { accountId: choice.accountId, acr: choice.acr, amr: [...choice.amr], remember: true }
      await provider.interactionFinished(request, response, { login, consent: { grantId: await grant.save() } })
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) {
    text += String(piece)
    if (text.length > 100_000) throw new Error('a form too long')
  }
  return text
}
