import { listGroupsOf } from '#identity/accounts'
import { createIdentityProvider, type IdentityProvider, type ProviderPorts } from '#identity/provider'
import { createOutbound } from '#platform/outbound'
import type { App } from './app.ts'
import { actingForOf } from './acting-for.ts'
import { everyClaimsSource } from './claims.ts'

/**
 * The identity provider with what it asks of other houses. Applications of the town's own network are called where they
 * are: their addresses were written in the register by the operator.
 */
export const composeProvider = (
  app: Pick<App, 'db' | 'clock' | 'log' | 'secrets' | 'config' | 'mandates'>,
  ports: Partial<ProviderPorts> = {},
): IdentityProvider =>
  createIdentityProvider({
    db: app.db,
    clock: app.clock,
    log: app.log,
    secrets: app.secrets,
    issuer: `${app.config.publicUrl}/oidc`,
    outbound: createOutbound({ allowPrivate: true, timeout: 5000, maxBytes: 200_000 }),
    ports: {
      claims: everyClaimsSource,
      actingFor: actingForOf(app.mandates),
      groupsOf: async (ctx, accountId) => {
        const groups = await listGroupsOf(ctx, accountId)
        return groups.map(({ collectivityId, groupId }) => ({ collectivityId, group: groupId }))
      },
      ...ports,
    },
  })
