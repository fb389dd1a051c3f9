import * as client from 'openid-client'
import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { isLoopback } from '#kernel/web-address'
import { createOutbound, type Outbound } from '#platform/outbound'
import { readPivot, readPro } from '../domain/pivot.ts'
import type { ProvedIdentity, ProviderName, ProviderSettings, ReturnRefusal } from '../schema.ts'

/** What ProConnect calls the proof that somebody directs her organisation. */
export const directorLevel = 'https://proconnect.gouv.fr/assurance/certification-dirigeant'

const scopes: Readonly<Record<ProviderName, string>> = {
  france_connect: 'openid given_name family_name preferred_username birthdate gender birthplace birthcountry email',
  pro_connect: 'openid given_name usual_name email uid siret',
}

const leastLevel = 'eidas1'
const levels: readonly string[] = ['eidas1', 'eidas2', 'eidas3']

/** FranceConnect answers in a second; a person waits in front of the page. */
const timeout = 6000
/** Keys and addresses of a provider are read again after this long. */
const rememberedFor = 3_600_000

interface Request {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  /** A level that must be reached: `eidas2`, or `directorLevel`. */
  readonly level?: string | undefined
  readonly loginHint?: string | undefined
  /** She is asked who she is even if the provider knows her still. */
  readonly isAfresh?: boolean | undefined
}

interface Proved {
  readonly identity: ProvedIdentity
  readonly idToken: string
}

/** One provider, as this service talks to it. */
export interface Provider {
  readonly name: ProviderName
  /** Where to send the browser. */
  authorizationUrl(request: Request): Promise<Outcome<URL, 'provider_away'>>
  /** Reads the answer: exchanges the code, verifies both tokens, asks for the claims. */
  prove(answer: URL, request: Request): Promise<Outcome<Proved, ReturnRefusal>>
  /** Where to send the browser to end the session there; undefined when it cannot be known. */
  endSessionUrl(idToken: string, back: { readonly uri: string; readonly state: string }): Promise<URL | undefined>
}

/** Opens a provider. Nothing leaves before somebody asks to go there. */
export function openProvider(name: ProviderName, settings: ProviderSettings): Provider {
  const issuer = new URL(settings.issuer)
  // Only a simulator or a test stands on this machine; a real issuer is never on a private address.
  const outbound = createOutbound({ allowPrivate: isLoopback(issuer.hostname), timeout, maxBytes: 200_000 })
  const discovered = rememberDiscovery(settings, outbound)
  return {
    name,
    authorizationUrl: async (request) => {
      try {
        return accepted(
          client.buildAuthorizationUrl(
            await discovered(),
            authorizationParameters(name, request, settings.extraScopes),
          ),
        )
      } catch (error) {
        if (refusalOf(error) === 'provider_away') return refused('provider_away')
        throw error
      }
    },
    prove: async (answer, request) => {
      try {
        return judge(name, request, await exchange(await discovered(), answer, request))
      } catch (error) {
        return refused(refusalOf(error))
      }
    },
    endSessionUrl: async (idToken, { uri, state }) => {
      try {
        return client.buildEndSessionUrl(await discovered(), {
          id_token_hint: idToken,
          post_logout_redirect_uri: uri,
          state,
        })
      } catch {
        // She is signed out here; that it is away there is not her trouble.
        return undefined
      }
    },
  }
}

function authorizationParameters(
  name: ProviderName,
  { redirectUri, state, nonce, level, loginHint, isAfresh }: Request,
  extraScopes: readonly string[],
) {
  const claims = { id_token: { acr: { essential: true, value: level }, amr: null } }
  return {
    redirect_uri: redirectUri,
    scope: [scopes[name], ...extraScopes].join(' '),
    state,
    nonce,
    // An essential level is asked by `claims` (OpenID Connect Core 5.5.1.1); the least one the usual way.
    ...(level === undefined ? { acr_values: leastLevel } : { claims: JSON.stringify(claims) }),
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    // OpenID Connect Core 3.1.2.1; both providers take it.
    ...(isAfresh === true ? { prompt: 'login' } : {}),
  }
}

function rememberDiscovery(settings: ProviderSettings, outbound: Outbound): () => Promise<client.Configuration> {
  const { issuer, clientId, clientSecret, algorithm } = settings
  const metadata = {
    client_secret: clientSecret,
    // One algorithm, fixed here: `none`, or a signature made with a public key as its secret, is refused.
    id_token_signed_response_alg: algorithm,
    userinfo_signed_response_alg: algorithm,
  }
  let known: { readonly at: number; readonly configuration: Promise<client.Configuration> } | undefined
  const discover = async (): Promise<client.Configuration> => {
    const isPlain = issuer.startsWith('http://')
    return client.discovery(new URL(issuer), clientId, metadata, client.ClientSecretPost(clientSecret), {
      [client.customFetch]: outbound.fetch as client.CustomFetch,
      timeout: timeout / 1000,
      execute: [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])],
    })
  }
  return () => {
    const now = performance.now()
    if (known && now - known.at < rememberedFor) return known.configuration
    const configuration = discover()
    known = { at: now, configuration }
    // A provider that was away is asked again by the next person.
    configuration.catch(() => {
      known = undefined
    })
    return configuration
  }
}

interface Exchanged {
  readonly issuer: string
  readonly idToken: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly userinfo: Readonly<Record<string, unknown>>
}

async function exchange(config: client.Configuration, answer: URL, request: Request): Promise<Exchanged> {
  const tokens = await client.authorizationCodeGrant(config, answer, {
    expectedState: request.state,
    expectedNonce: request.nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims || tokens.id_token === undefined) throw new client.ClientError('no identity token')
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { issuer: config.serverMetadata().issuer, idToken: tokens.id_token, claims: { ...claims }, userinfo }
}

const isReached = (acr: string, wanted: string | undefined): boolean =>
  wanted === undefined || acr === wanted || (levels.includes(wanted) && levels.includes(acr) && acr >= wanted)

function judge(name: ProviderName, request: Request, exchanged: Exchanged): Outcome<Proved, ReturnRefusal> {
  const { issuer, idToken, claims, userinfo } = exchanged
  const acr = typeof claims['acr'] === 'string' ? claims['acr'] : ''
  if (!isReached(acr, request.level)) return refused('level_unmet')
  const said = name === 'france_connect' ? { pivot: readPivot(userinfo) } : { pro: readPro(userinfo) }
  if ((said.pivot ?? said.pro) === undefined) return refused('identity_incomplete')
  const email = typeof userinfo['email'] === 'string' ? userinfo['email'].slice(0, 254) : undefined
  const identity: ProvedIdentity = {
    provider: name,
    issuer,
    subject: String(claims['sub']),
    acr,
    ...(email === undefined ? {} : { email }),
    ...(said.pivot === undefined ? {} : { pivot: said.pivot }),
    ...(said.pro === undefined ? {} : { pro: said.pro }),
  }
  return accepted({ identity, idToken })
}

/** Errors of an authorization answer (OpenID Connect Core 3.1.2.6) that say who stopped. */
const answers: Readonly<Record<string, ReturnRefusal>> = {
  access_denied: 'refused_there',
  login_required: 'refused_there',
  consent_required: 'refused_there',
  interaction_required: 'refused_there',
  unmet_authentication_requirements: 'level_unmet',
  server_error: 'provider_away',
  temporarily_unavailable: 'provider_away',
}

/** What an error of the library or of the network means for the person. */
function refusalOf(error: unknown): ReturnRefusal {
  if (error instanceof client.AuthorizationResponseError) {
    // ProConnect says so where the standard has a word of its own.
    if (/\bACRs?\b/.test(error.error_description ?? '')) return 'level_unmet'
    return answers[error.error] ?? 'answer_invalid'
  }
  if (error instanceof client.ResponseBodyError) return error.status >= 500 ? 'provider_away' : 'answer_invalid'
  return isAway(error) ? 'provider_away' : 'answer_invalid'
}

/** Whether the network, the delay or the server is the cause, at whatever depth. */
function isAway(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError && cause.kind === 'unavailable') return true
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return true
    if (cause.cause instanceof Response && cause.cause.status >= 500) return true
  }
  return false
}
