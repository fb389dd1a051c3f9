import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import { newSecret } from '#kernel/ids'
import { claimsOf, dataOf, undecidedOf, withheldOf } from '../domain/claims.ts'
import { readActing } from './acting.ts'
import { readDecisions } from './consents.ts'
import { memoryOf } from './request.ts'
import type { EngineTools } from './tools.ts'

/** As long as the longest refresh token. */
const life = 31 * 86_400

/**
 * What this request would grant: all that is asked for to a site of the collectivities, what the person agreed to
 * elsewhere. Made anew at each authorization and never stored by itself: codes and tokens carry it.
 */
export const loadGrant =
  (tools: EngineTools) =>
  async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, account, provider } = ctx.oidc
    const registered = client && (await tools.register.find(client.clientId))
    if (!registered || !account) return undefined
    const { accountId } = account
    const now = Math.floor(Date.now() / 1000)
    const grant = new provider.Grant({ accountId, clientId: registered.clientId })
    Object.assign(grant, { jti: newSecret(), iat: now, exp: now + life })
    await readActing(tools, { ctx, accountId, client: registered })
    const scopes = ctx.oidc.requestParamOIDCScopes
    const named = ctx.oidc.requestParamClaims
    grant.addOIDCScope([...scopes].join(' '))
    grant.addOIDCClaims([...named])
    if (registered.isFirstParty) return grant
    const sources = tools.ports.claims
    const wanted = claimsOf(sources, { scopes, claims: named })
    const decisions = await readDecisions(tools, { accountId, clientId: registered.clientId })
    memoryOf(ctx).undecided = undecidedOf(dataOf(sources, wanted), decisions).map(({ name }) => name)
    const withheld = withheldOf(sources, wanted, decisions)
    if (withheld.length > 0) grant.rejectOIDCClaims(withheld)
    return grant
  }
