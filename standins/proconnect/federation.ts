import * as client from 'openid-client'

/** A provider of identities of the federation: ours, for the agents of the territory. */
export interface IdentityProvider {
  readonly key: string
  /** On the simulator's page. */
  readonly title: string
  readonly issuer: string
  readonly clientId: string
  readonly secret: string
  readonly algorithm?: 'ES256' | 'RS256'
}

/** The eleven scopes that ProConnect asks of each provider of identities, whatever it has. */
export const elevenScopes =
  'openid given_name usual_name email uid siret siren organizational_unit belonging_population phone chorusdt'

interface Question {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  /** The address that the agent typed at ProConnect. */
  readonly loginHint: string
  /** Name of the service that she goes to: `sp_name`. */
  readonly serviceName: string
  /** Levels of which one must be reached; none: any will do. */
  readonly wanted: readonly string[]
  readonly siretHint: string | undefined
}

function discover({ issuer, clientId, secret, algorithm = 'ES256' }: IdentityProvider): Promise<client.Configuration> {
  const metadata = {
    client_secret: secret,
    id_token_signed_response_alg: algorithm,
    userinfo_signed_response_alg: algorithm,
  }
  return client.discovery(new URL(issuer), clientId, metadata, client.ClientSecretPost(secret), {
    execute: [client.enableNonRepudiationChecks, client.allowInsecureRequests],
  })
}

/** Where ProConnect sends an agent (documentation of providers of identities). */
export async function askProvider(provider: IdentityProvider, question: Question): Promise<URL> {
  const { redirectUri, state, nonce, loginHint, serviceName, wanted, siretHint } = question
  const acr = wanted.length > 0 ? { essential: true, values: wanted } : null
  return client.buildAuthorizationUrl(await discover(provider), {
    redirect_uri: redirectUri,
    scope: elevenScopes,
    state,
    nonce,
    acr_values: 'eidas1',
    claims: JSON.stringify({ id_token: { amr: null, acr } }),
    ...(loginHint === '' ? {} : { login_hint: loginHint }),
    sp_name: serviceName,
    ...(siretHint === undefined ? {} : { siret_hint: siretHint }),
  })
}

interface Answer {
  readonly url: URL
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
}

/** Exchanges the code and reads both tokens, signatures verified; throws what the provider did wrong. */
export async function readAnswer(provider: IdentityProvider, { url, redirectUri, state, nonce }: Answer) {
  const config = await discover(provider)
  const tokens = await client.authorizationCodeGrant(config, new URL(`${redirectUri}${url.search}`), {
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new Error('no identity token')
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { idToken: { ...claims }, userinfo: { ...userinfo } }
}
