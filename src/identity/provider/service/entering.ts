import { listMyCollectivities } from '#identity/accounts'
import type { Context } from '#platform/context'
import { mayEnterBy } from '../policy.ts'
import type { Client } from '../schema.ts'
import { type EngineTools, platformOf, type ProviderTools } from './tools.ts'

/** Whether the rules of an application let an account in now. What the rules do not ask for is not read. */
export async function mayEnter(
  tools: ProviderTools | EngineTools,
  client: Client,
  accountId: string,
): Promise<boolean> {
  const platform = platformOf(tools)
  const { kind } = client.rules
  const [worksFor, groups] = await Promise.all([
    kind === 'agents' ? workplaces(platform, accountId) : [],
    kind === 'groups' ? tools.ports.groupsOf(platform, accountId) : [],
  ])
  return mayEnterBy(client, { worksFor, groups })
}

async function workplaces(platform: Context, accountId: string): Promise<string[]> {
  // As the person herself would see them.
  const mine = await listMyCollectivities({ ...platform, actor: { kind: 'account', accountId, name: '' } })
  return mine.map(({ collectivityId }) => collectivityId)
}
