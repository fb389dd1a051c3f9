import { errors, Provider } from 'oidc-provider'
import type { Secrets } from '#platform/crypto'
import { endGrant, type Span } from '../store/state.ts'
import { memoryOf } from './request.ts'
import type { EngineTools } from './tools.ts'

export const second = 1000
const minute = 60 * second
export const day = 24 * 60 * minute

/** Lives in seconds; each kind is looked for no further than it can live. */
export const lives = {
  AuthorizationCode: 60,
  AccessToken: 3600,
  IdToken: 3600,
  Interaction: 3600,
  PushedAuthorizationRequest: 60,
  RefreshToken: 30 * 86_400,
} as const

/** What is over is still known for a moment: what is used twice is told from what never was. */
const remembered = 10 * minute

const longest = { brief: 2 * 60 * minute, lasting: 31 * day } as const

/** Until when the name of a grant that ended is kept: nothing that follows from it lives longer. */
export const endOfGrants = ({ clock }: EngineTools): Date => new Date(clock.now().getTime() + longest.lasting)

/** Under what a code or a token is kept: a keyed hash, from which it does not follow. */
export const stateKey = (secrets: Secrets, model: string, id: string): Buffer =>
  secrets.hmac(`provider ${model}`, id).subarray(0, 16)

/** Between which moments what still counts ends: pieces of the table beyond are not looked at. */
export const spanOf = (table: 'brief' | 'lasting', now: Date): Span => ({
  from: new Date(now.getTime() - remembered),
  to: new Date(now.getTime() + longest[table]),
})

/** A code, a refresh token or a pushed request that comes second: what the first one gave is ended. */
export async function refuseSecond(tools: EngineTools, model: string): Promise<never> {
  if (model === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri was already used')
  const { clientId } = Provider.ctx?.oidc.client ?? {}
  const grantId = clientId === undefined ? undefined : memoryOf().grantOf.get(clientId)
  if (grantId !== undefined) await tools.db.withTerritory((tx) => endGrant(tx, grantId, endOfGrants(tools)))
  throw new errors.InvalidGrant('already used')
}

/** What was granted is read once, by whatever bears it. */
export function rememberGrant(of: {
  readonly granted: Record<string, unknown> | null
  readonly grantId: string | null
  readonly clientId: unknown
}): void {
  const { granted, grantId, clientId } = of
  if (grantId === null) return
  const memory = memoryOf()
  if (granted !== null) memory.grants.set(grantId, granted)
  if (typeof clientId === 'string') memory.grantOf.set(clientId, grantId)
  if (granted?.['acting'] !== undefined) memory.acting = granted['acting'] as typeof memory.acting
}

/** What the request at hand grants, or what the code or token that it brought was granted. */
export function grantedNow(grantId: string): Record<string, unknown> | null {
  const known = memoryOf().grants.get(grantId)
  if (known) return known
  const grant = Provider.ctx?.oidc.entities.Grant
  if (!grant || grant.jti !== grantId) return null
  const { jti, accountId, clientId, openid, rejected, iat, exp } = grant as unknown as Record<string, unknown>
  const { acting } = memoryOf()
  return { jti, kind: 'Grant', accountId, clientId, openid, rejected, iat, exp, ...(acting ? { acting } : {}) }
}
