import { gathered } from '#kernel/gather'
import type { StoredClient } from '../store/clients.ts'
import { findTokens } from '../store/state.ts'
import { spanOf, stateKey } from './state.ts'
import { pairwiseSubject } from './configuration.ts'
import { secretOpens } from './register.ts'
import type { EngineTools } from './tools.ts'

/** A question about a token, as it comes (RFC 7662, section 2.1). */
export interface IntrospectionRequest {
  readonly authorization: string | undefined
  /** The form, as it is written. */
  readonly body: string
}

/** What is told of a token (RFC 7662, section 2.2). */
export type Introspection = Readonly<Record<string, unknown>> & { readonly active: boolean }

/**
 * Answers what applications ask all day: does this access token live? In a tenth of the time that the library takes, and in
 * one statement for all who ask at the same time. Every other question is the library's: a refresh token, another way to
 * prove who asks, a token that is not found, an error. Undefined then; its answer and this one are held alike by a test.
 */
export const introspectionOf = (tools: EngineTools) => {
  const find = gathered((tokens: readonly string[]) => payloadsOf(tools, tokens))
  return async ({ authorization, body }: IntrospectionRequest): Promise<Introspection | undefined> => {
    const token = tokenIn(body)
    const client = token && (await clientBehind(tools, readBasic(authorization), tools.clock.now()))
    if (!token || !client) return undefined
    const payload = await find(token)
    if (!payload) return undefined
    return payload['clientId'] === client.clientId ? told(tools, client, payload) : { active: false }
  }
}

type Payload = Readonly<Record<string, unknown>>

/** What each token holds, of those that are good now. */
async function payloadsOf(tools: EngineTools, tokens: readonly string[]): Promise<(Payload | undefined)[]> {
  const now = tools.clock.now()
  const ids = tokens.map((token) => stateKey(tools.secrets, 'AccessToken', token))
  const found = await tools.db.lookUp((tx) => findTokens(tx, ids, { ...spanOf('brief', now), from: now }))
  return ids.map((id) => found.get(id.toString('hex')))
}

interface Credentials {
  readonly clientId: string
  readonly secret: string
}

/** The application that its secret proves, when that is how it proves itself. */
async function clientBehind(
  tools: EngineTools,
  credentials: Credentials | undefined,
  at: Date,
): Promise<StoredClient | undefined> {
  if (!credentials) return undefined
  const client = await tools.register.find(credentials.clientId)
  const isAsked = client?.isOpen === true && client.protocol === 'oidc' && client.authMethod === 'client_secret_basic'
  return isAsked && secretOpens(tools.secrets, client, { secret: credentials.secret, at }) ? client : undefined
}

function told(tools: EngineTools, client: StoredClient, payload: Payload): Introspection {
  const { accountId, exp, iat, aud, scope, sid, extra } = payload
  const sector = client.redirectUris[0]
  const isPairwise = client.subjectType === 'pairwise' && sector !== undefined
  return {
    sub: isPairwise ? pairwiseSubject(tools.secrets, new URL(sector).host, String(accountId)) : accountId,
    ...(extra as object | undefined),
    active: true,
    client_id: client.clientId,
    exp,
    iat,
    sid,
    iss: tools.issuer,
    aud,
    scope,
    token_type: 'Bearer',
  }
}

/** The token of a form that holds nothing else but a hint. */
function tokenIn(body: string): string | undefined {
  return /^(?:token_type_hint=access_token&)?token=([\w-]{43})(?:&token_type_hint=access_token)?$/.exec(body)?.[1]
}

/** RFC 6749, section 2.3.1: both halves are written as in a form. */
function readBasic(authorization = ''): Credentials | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1]
  const [, clientId, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? []
  if (clientId === undefined || secret === undefined) return undefined
  try {
    return { clientId: formDecoded(clientId), secret: formDecoded(secret) }
  } catch {
    return undefined
  }
}

const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll('+', '%20'))
