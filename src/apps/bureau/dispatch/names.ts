import type { Zone } from '#counter/dispatch'
import { listOffers } from '#counter/procedures'
import { listAgents, listGroups } from '#identity/accounts'
import { localize } from '#kernel/localized'
import { listServices } from '#territory/collectivities'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'

export interface Named {
  readonly id: string
  readonly name: string
}

/** What rules name, and what one chooses from. */
export interface DispatchNames {
  readonly services: readonly Named[]
  readonly agents: readonly Named[]
  readonly groups: readonly Named[]
  readonly procedures: readonly Named[]
  readonly zones: readonly Pick<Zone, 'id' | 'name'>[]
}

export async function readNames(
  app: App,
  { context, site, locale }: Pick<AgentVisitor, 'context' | 'site' | 'locale'>,
  zones: readonly Zone[],
): Promise<DispatchNames> {
  const [services, agents, groups, offers] = await Promise.all([
    listServices(app.db, site.id),
    listAgents(context, site.id),
    listGroups(context, site.id),
    app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)),
  ])
  return {
    services: services.map(({ id, name }) => ({ id, name: localize(name, locale) })),
    agents: agents
      .filter(({ roles }) => roles.some(({ role }) => role !== 'elected'))
      .map(({ accountId, givenName, familyName }) => ({ id: accountId, name: `${givenName} ${familyName}` })),
    groups: groups.map(({ id, name }) => ({ id, name })),
    procedures: offers.map(({ procedureId, title }) => ({ id: procedureId, name: localize(title, locale) })),
    zones,
  }
}
