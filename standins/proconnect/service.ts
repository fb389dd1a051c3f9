import * as client from 'openid-client'
import { safe, simulatorPage } from '../openid/page.ts'
import type { Choice, StandInClient } from '../openid/server.ts'

/** A service of the State to try ProConnect with: it asks for a level, and shows what it received. */
export interface TrialService {
  /** Registered with the simulator. */
  readonly registration: StandInClient
  handle(url: URL): Promise<Choice | undefined>
}

const levels = ['eidas2', 'eidas3']

/**
 * @param issuer of the simulator, on the port where it will be.
 * @param secret that the service proves itself by.
 */
export function createTrialService(issuer: string, secret: string): TrialService {
  const clientId = 'service-d-essai'
  const redirectUri = new URL('/service/retour', issuer).href
  const asked = new Map<string, string>()
  const configured = () =>
    client.discovery(
      new URL(issuer),
      clientId,
      { id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' },
      client.ClientSecretPost(secret),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    )

  async function begin(level: string | undefined): Promise<Choice> {
    const [state, nonce] = [client.randomState(), client.randomNonce()]
    asked.set(state, nonce)
    const acr = level === undefined ? null : { essential: true, values: levels.slice(levels.indexOf(level)) }
    const to = client.buildAuthorizationUrl(await configured(), {
      redirect_uri: redirectUri,
      scope: 'openid given_name usual_name email uid siret',
      state,
      nonce,
      claims: JSON.stringify({ id_token: { acr, amr: null } }),
    })
    return { kind: 'away', to: to.href }
  }

  async function end(url: URL): Promise<Choice> {
    const expectedState = url.searchParams.get('state') ?? ''
    const expectedNonce = asked.get(expectedState) ?? ''
    asked.delete(expectedState)
    try {
      const config = await configured()
      const tokens = await client.authorizationCodeGrant(config, url, { expectedState, expectedNonce })
      const claims = tokens.claims()
      if (!claims) throw new Error('no identity token')
      const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
      const { acr, amr } = claims
      return page(`Bonjour ${text(info.given_name)} ${text(info['usual_name'])}`, { ...info, acr, amr })
    } catch (error) {
      const why = url.searchParams.get('error') ?? (error instanceof Error ? error.message : String(error))
      return page('Vous n’êtes pas entré', { motif: why, précision: url.searchParams.get('error_description') ?? '' })
    }
  }

  return {
    registration: { clientId, secret, redirectUris: [redirectUri], postLogoutRedirectUris: [] },
    async handle(url) {
      switch (url.pathname) {
        case '/service':
          return page('Un service d’essai', {})
        case '/service/entrer':
          return begin(levels.find((level) => level === url.searchParams.get('niveau')))
        case '/service/retour':
          return end(url)
        default:
          return undefined
      }
    },
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

function page(title: string, received: Readonly<Record<string, unknown>>): Choice {
  const facts = Object.entries(received).map(([name, value]) => `<dt>${safe(name)}</dt><dd>${safe(text(value))}</dd>`)
  const list = facts.length === 0 ? '' : `<h2>Ce que le service a reçu</h2><dl>${facts.join('')}</dl>`
  const ways = `<ul><li><a href="/service/entrer">Entrer avec ProConnect</a></li>${levels
    .map((level) => `<li><a href="/service/entrer?niveau=${level}">Entrer, niveau ${level} indispensable</a></li>`)
    .join('')}</ul>`
  return { kind: 'page', html: simulatorPage('ProConnect', title, list + ways) }
}
