import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { Secrets } from '#platform/crypto'
import { actingClaim, findAccount } from './account.ts'
import { createAdapter } from './adapter.ts'
import { loadGrant } from './grants.ts'
import { hintParameters } from './hints.ts'
import type { SigningKey } from './keys.ts'
import { interactionsPolicy, isExempted } from './prompts.ts'
import { memoryOf, visitOf } from './request.ts'
import { lives } from './state.ts'
import type { EngineTools } from './tools.ts'

/** Where a person is led when something is asked of her. */
export const interactionPath = '/autorisation'

/** The page of one authorization, where the person is asked what stands in its way. */
export const pageOf = (uid: string): string => `${interactionPath}/${uid}`

/** The cookies of the protocol, beside the person's own session. */
export const cookieNames = { session: 'oidc_session', interaction: 'oidc_demande', resume: 'oidc_reprise' } as const

/** The library, set up as the contract with applications says. Everything that is not asked for is off. */
export function configurationOf(tools: EngineTools, keys: readonly SigningKey[]): Configuration {
  const isHttps = tools.issuer.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax', secure: isHttps, signed: false } as const
  return {
    adapter: createAdapter(tools),
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    routes: {
      authorization: '/autorisation',
      token: '/jeton',
      userinfo: '/profil',
      jwks: '/cles',
      introspection: '/jeton/verification',
      revocation: '/jeton/revocation',
      pushed_authorization_request: '/demande',
      end_session: '/deconnexion',
    },
    ...claimsSetup(tools),
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    responseTypes: ['code'],
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_ctx, accountId, client) =>
      pairwiseSubject(tools.secrets, (client as { sectorIdentifier?: string }).sectorIdentifier ?? '', accountId),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256', 'RS256'],
      userinfoSigningAlgValues: ['ES256', 'RS256'],
      clientAuthSigningAlgValues: ['ES256', 'RS256', 'PS256'],
    },
    // A federator that proves itself by its secret and binds each answer by a nonce may be exempted, one by one.
    pkce: { required: (_ctx, client) => !isExempted(client) },
    extraClientMetadata: { properties: ['without_pkce'] },
    extraParams: [...hintParameters],
    cookies: { names: cookieNames, long: cookie, short: cookie },
    features: featuresOf(),
    ttl: { ...lives, Grant: lives.RefreshToken, Session: 86_400 },
    interactions: {
      policy: interactionsPolicy(tools),
      url: (_ctx, { uid }) => pageOf(uid),
    },
    findAccount: findAccount(tools),
    loadExistingGrant: loadGrant(tools),
    rotateRefreshToken: true,
    extraTokenClaims: (ctx) => {
      const { acting } = memoryOf(ctx)
      return acting && { acting_for: actingClaim(acting) }
    },
    fetch: tools.outbound.fetch as never,
    clientBasedCORS: (_ctx, origin, client) => (client.redirectUris ?? []).some((uri) => originOf(uri) === origin),
    renderError: async (ctx, { error, error_description }) => {
      ctx.type = 'html'
      ctx.body = await showProblem(ctx, error, error_description)
    },
  }
}

const originOf = (uri: string): string | undefined => (URL.canParse(uri) ? new URL(uri).origin : undefined)

function claimsSetup({ ports }: EngineTools): Pick<Configuration, 'claims' | 'scopes'> {
  const scopes = Object.assign({}, ...ports.claims.map((source) => source.scopes)) as Record<string, readonly string[]>
  const byScope = Object.fromEntries(Object.entries(scopes).map(([scope, claims]) => [scope, [...claims]]))
  return {
    scopes: ['openid', 'offline_access', ...Object.keys(scopes)],
    // How somebody was signed in is part of every identity token, as it really was.
    claims: { ...byScope, openid: ['sub', 'acr', 'amr', 'auth_time', 'acting_for'], sid: null, iss: null },
  }
}

const featuresOf = (): Configuration['features'] => ({
  devInteractions: { enabled: false },
  dPoP: { enabled: false },
  resourceIndicators: { enabled: false },
  claimsParameter: { enabled: true },
  pushedAuthorizationRequests: { enabled: true },
  jwtUserinfo: { enabled: true },
  // A token tells of itself, and is ended, to the application that holds it and to nobody else.
  introspection: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
  revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
  backchannelLogout: { enabled: true },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: async (ctx, form) => {
      const visit = visitOf(ctx.req)
      const xsrf = /name="xsrf" value="([^"]+)"/.exec(form)?.[1] ?? ''
      const action = /action="([^"]+)"/.exec(form)?.[1] ?? ''
      ctx.body = (await visit?.askLogout({ action, xsrf, clientId: ctx.oidc.client?.clientId })) ?? ''
    },
    postLogoutSuccessSource: async (ctx) => {
      ctx.redirect('/deconnexion')
    },
  },
})

/** The page that says what went wrong. */
export const showProblem = async (
  ctx: KoaContextWithOIDC,
  error: string,
  description: string | undefined,
): Promise<string> => {
  const { clientId } = ctx.oidc.client ?? {}
  return (await visitOf(ctx.req)?.showProblem({ status: ctx.status, error, description, clientId })) ?? ''
}

/** By what a partner knows somebody: another name at each partner, the same at each visit. */
export const pairwiseSubject = (secrets: Secrets, sector: string, accountId: string): string =>
  secrets.hmac('provider pairwise subject', `${sector}\n${accountId}`).toString('base64url')

/** What an application calls a session of a person: a name of its own for each. */
export const sidOf = (secrets: Secrets, sessionId: string, clientId: string): string =>
  secrets.hmac('provider sid', `${sessionId}\n${clientId}`).subarray(0, 16).toString('base64url')
