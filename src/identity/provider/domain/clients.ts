import type { AuthMethod, Client } from '../schema.ts'

/** What is wrong with the description of an application, field by field. */
export type ClientField =
  | 'name'
  | 'clientId'
  | 'redirectUris'
  | 'logoutRedirectUris'
  | 'backchannelLogoutUri'
  | 'homeUri'
  | 'jwksUri'
  | 'scopes'
  | 'contact'
  | 'withoutPkce'
export type ClientFault = 'missing' | 'malformed' | 'not_https' | 'many_hosts' | 'taken' | 'unknown' | 'needs_secret'
export type ClientFaults = Readonly<Partial<Record<ClientField, ClientFault>>>

/** This machine, by its addresses and by the names that lead nowhere else (RFC 6761, section 6.3). */
const isLoopback = (hostname: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost')

/**
 * What is wrong with an address that people or tokens are sent to: it is written whole, without a part that browsers
 * keep for themselves (#) and without a name before the host, and it is encrypted, except on one's own machine.
 */
export function faultOfUri(text: string): ClientFault | undefined {
  if (!URL.canParse(text) || /[#\s\\*]/.test(text)) return 'malformed'
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return 'malformed'
  if (protocol === 'https:') return undefined
  return protocol === 'http:' ? (isLoopback(hostname) ? undefined : 'not_https') : 'malformed'
}

const firstFault = (uris: readonly string[]): ClientFault | undefined =>
  uris.map(faultOfUri).find((fault) => fault !== undefined)

type Noted = Readonly<Partial<Record<ClientField, ClientFault | undefined>>>

export function faultsOf(client: Omit<Client, 'id'>, knownScopes: ReadonlySet<string>): ClientFaults {
  const noted: Noted = {
    name: client.name.trim() === '' ? 'missing' : undefined,
    clientId: /^[\x21-\x7e]{3,500}$/.test(client.clientId) ? undefined : 'malformed',
    homeUri: client.homeUri === null ? undefined : faultOfUri(client.homeUri),
    ...(client.protocol === 'oidc' ? oidcFaults(client, knownScopes) : {}),
  }
  return Object.fromEntries(Object.entries(noted).filter(([, fault]) => fault !== undefined))
}

function oidcFaults(client: Omit<Client, 'id'>, knownScopes: ReadonlySet<string>): Noted {
  const { redirectUris, backchannelLogoutUri: back, jwksUri } = client
  const needsKeys = client.authMethod === 'private_key_jwt' && client.jwks === null
  return {
    redirectUris: redirectUris.length === 0 ? 'missing' : (firstFault(redirectUris) ?? faultOfSector(client)),
    logoutRedirectUris: firstFault(client.logoutRedirectUris),
    backchannelLogoutUri: back === null ? undefined : faultOfUri(back),
    jwksUri: needsKeys ? (jwksUri === null ? 'missing' : faultOfUri(jwksUri)) : undefined,
    withoutPkce:
      client.settings['withoutPkce'] === true && !needsSecret(client.authMethod) ? 'needs_secret' : undefined,
    scopes: client.scopes.every((scope) => knownScopes.has(scope)) ? undefined : 'unknown',
  }
}

/** A partner knows people by a name of its own: it must be clear who the partner is. */
function faultOfSector({ subjectType, redirectUris }: Omit<Client, 'id'>): ClientFault | undefined {
  const hosts = new Set(redirectUris.map((uri) => new URL(uri).host))
  return subjectType === 'pairwise' && hosts.size > 1 ? 'many_hosts' : undefined
}

export const needsSecret = (method: AuthMethod): boolean =>
  method === 'client_secret_basic' || method === 'client_secret_post'
