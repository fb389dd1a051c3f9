import type { FindAccount, KoaContextWithOIDC } from 'oidc-provider'
import { claimsOf, withheldOf } from '../domain/claims.ts'
import type { Capacity } from '../schema.ts'
import type { StoredClient } from '../store/clients.ts'
import { stillActs } from './acting.ts'
import { readDecisions } from './consents.ts'
import { mayEnter } from './entering.ts'
import { memoryOf } from './request.ts'
import { type EngineTools, platformOf } from './tools.ts'

/** The person behind a session or a token: that her account is open was asked when the session or the token was found. */
export const findAccount =
  (tools: EngineTools): FindAccount =>
  async (ctx, accountId, token) => {
    const { acting } = memoryOf(ctx)
    const entered = await tools.register.find(ctx.oidc.client?.clientId ?? '')
    if (token !== undefined && acting && entered && !(await stillActs(tools, acting, { accountId, client: entered }))) {
      return undefined
    }
    // What was given lasts no longer than the right to be there.
    if (token !== undefined && entered && !(await stillEnters(tools, entered, accountId))) return undefined
    return {
      accountId,
      claims: async (use, scope, claims, rejected) => {
        const client = entered ?? (await tools.register.find(ctx.oidc.client?.clientId ?? ''))
        if (!client) return { sub: accountId }
        const values = await valuesFor(tools, { ctx, accountId, client, use, scope, claims, rejected })
        return { ...values, sub: accountId, ...(acting ? { acting_for: actingClaim(acting) } : {}) }
      },
    }
  }

/** Whether the rules still let her in; nothing is read where everybody is. */
const stillEnters = async (tools: EngineTools, client: StoredClient, accountId: string): Promise<boolean> =>
  client.rules.kind === 'everybody' || mayEnter(tools, client, accountId)

/** The words of a token on for whom somebody acts: the label is for the person's eyes. */
export const actingClaim = ({ organisation, siret, mandate, rights }: Capacity): Record<string, unknown> => ({
  organisation,
  ...(siret === undefined ? {} : { siret }),
  ...(mandate === undefined ? {} : { mandate }),
  ...(rights === undefined ? {} : { rights }),
})

interface Asked {
  readonly ctx: KoaContextWithOIDC
  readonly accountId: string
  readonly client: StoredClient
  readonly use: string
  readonly scope: string
  readonly claims: object
  readonly rejected: readonly string[]
}

async function valuesFor(tools: EngineTools, asked: Asked): Promise<Record<string, unknown>> {
  const { accountId, client, use, scope, claims, rejected } = asked
  const sources = tools.ports.claims
  // An identity token says who and how; what there is to know of her is in the userinfo, unless asked for by name.
  const scopes = use === 'id_token' ? [] : scope.split(' ')
  const wanted = claimsOf(sources, { scopes, claims: Object.keys(claims) })
  for (const claim of rejected) wanted.delete(claim)
  // What was taken back since the token was given leaves no more.
  if (wanted.size > 0 && !client.isFirstParty) {
    const decisions = await readDecisions(tools, { accountId, clientId: client.clientId })
    for (const claim of withheldOf(sources, wanted, decisions)) wanted.delete(claim)
  }
  return wanted.size === 0 ? {} : loadClaims(tools, { accountId, client, requested: { ...claims } }, wanted)
}

/** Asks each source for what it knows. */
export async function loadClaims(
  tools: EngineTools,
  who: Parameters<EngineTools['ports']['claims'][number]['load']>[1],
  wanted: ReadonlySet<string>,
): Promise<Record<string, unknown>> {
  const platform = platformOf(tools)
  const asked = tools.ports.claims.filter(({ scopes }) =>
    Object.values(scopes)
      .flat()
      .some((claim) => wanted.has(claim)),
  )
  const answers = await Promise.all(asked.map((source) => source.load(platform, who, wanted)))
  const values = Object.assign({}, ...answers) as Record<string, unknown>
  return Object.fromEntries(Object.entries(values).filter(([claim]) => wanted.has(claim)))
}
