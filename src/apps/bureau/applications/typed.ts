import type { AuthMethod, Client, ClientFaults, NewClient } from '#identity/provider'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'

/** The form of an application as it was typed. */
export interface TypedClient {
  readonly name: string
  readonly clientId: string
  readonly collectivity: string
  readonly kind: 'own' | 'partner'
  readonly redirectUris: string
  readonly logoutRedirectUris: string
  readonly backchannel: string
  readonly authMethod: string
  readonly jwksUri: string
  readonly algorithm: string
  readonly withoutPkce: boolean
  readonly scopes: readonly string[]
  readonly required: readonly string[]
  readonly contact: string
  readonly homeUri: string
}

export const blankClient: TypedClient = {
  name: '',
  clientId: '',
  collectivity: '',
  kind: 'own',
  redirectUris: '',
  logoutRedirectUris: '',
  backchannel: '',
  authMethod: 'client_secret_basic',
  jwksUri: '',
  algorithm: 'ES256',
  withoutPkce: false,
  scopes: ['profile', 'email'],
  required: [],
  contact: '',
  homeUri: '',
}

export const authMethods: readonly AuthMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
]

const lines = (text: string): string[] => text.split(/\s+/).filter((line) => line !== '')
const ticked = (body: FormBody, name: string): string[] => [body[name] ?? []].flat()

export function readTyped(body: FormBody): TypedClient {
  const text = (name: string): string => typedIn(body, name).trim()
  return {
    name: text('name'),
    clientId: text('clientId'),
    collectivity: text('collectivity'),
    kind: text('kind') === 'partner' ? 'partner' : 'own',
    redirectUris: text('redirectUris'),
    logoutRedirectUris: text('logoutRedirectUris'),
    backchannel: text('backchannel'),
    authMethod: text('authMethod'),
    jwksUri: text('jwksUri'),
    algorithm: text('algorithm'),
    withoutPkce: text('withoutPkce') === 'oui',
    scopes: ticked(body, 'scopes'),
    required: ticked(body, 'required'),
    contact: text('contact'),
    homeUri: text('homeUri'),
  }
}

const orNull = (text: string): string | null => (text === '' ? null : text)

/** What an application is, whatever its protocol. */
export const aboutOf = (typed: TypedClient, collectivities: ReadonlySet<string>) => ({
  name: typed.name,
  collectivityId: collectivities.has(typed.collectivity) ? typed.collectivity : null,
  contact: orNull(typed.contact),
  homeUri: orNull(typed.homeUri),
})

/** What is registered of an application of OpenID Connect, from what was typed. */
export function clientOf(typed: TypedClient, collectivities: ReadonlySet<string>): NewClient {
  const isOwn = typed.kind === 'own'
  return {
    ...aboutOf(typed, collectivities),
    protocol: 'oidc',
    ...(typed.clientId === '' ? {} : { clientId: typed.clientId }),
    isFirstParty: isOwn,
    subjectType: isOwn ? 'public' : 'pairwise',
    redirectUris: lines(typed.redirectUris),
    logoutRedirectUris: lines(typed.logoutRedirectUris),
    backchannelLogoutUri: orNull(typed.backchannel),
    authMethod: authMethods.find((each) => each === typed.authMethod) ?? 'client_secret_basic',
    jwksUri: orNull(typed.jwksUri),
    signingAlgorithm: typed.algorithm === 'RS256' ? 'RS256' : 'ES256',
    scopes: ['openid', ...typed.scopes],
    requiredData: [...typed.required],
    mayRefresh: typed.scopes.includes('offline_access'),
    settings: { withoutPkce: typed.withoutPkce },
  }
}

/** An application as its form shows it. */
export const typedOf = (client: Client): TypedClient => ({
  name: client.name,
  clientId: client.clientId,
  collectivity: client.collectivityId ?? '',
  kind: client.isFirstParty ? 'own' : 'partner',
  redirectUris: client.redirectUris.join('\n'),
  logoutRedirectUris: client.logoutRedirectUris.join('\n'),
  backchannel: client.backchannelLogoutUri ?? '',
  authMethod: client.authMethod,
  jwksUri: client.jwksUri ?? '',
  algorithm: client.signingAlgorithm,
  withoutPkce: client.settings['withoutPkce'] === true,
  scopes: client.scopes,
  required: client.requiredData,
  contact: client.contact ?? '',
  homeUri: client.homeUri ?? '',
})

/** The field of the form that holds a fault. */
export const fieldOf: Readonly<Record<keyof Required<ClientFaults>, string>> = {
  name: 'name',
  clientId: 'clientId',
  redirectUris: 'redirectUris',
  logoutRedirectUris: 'logoutRedirectUris',
  backchannelLogoutUri: 'backchannel',
  homeUri: 'homeUri',
  jwksUri: 'jwksUri',
  scopes: 'scopes',
  contact: 'contact',
  withoutPkce: 'withoutPkce',
}
