import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { newId } from '#kernel/ids'
import { sendLogout, tendProvider } from '../jobs.ts'
import { insertError, sweepErrors } from '../store/clients.ts'
import { listEntries } from '../store/entries.ts'
import { endRefreshOf, keepPartitions, sweepEndedGrants } from '../store/state.ts'
import { sidOf } from './configuration.ts'
import type { IdentityProvider } from './provider.ts'
import { platformOf } from './tools.ts'

const days = 86_400_000

/** The background work of this house, for the worker. */
export const providerJobHandlers = (provider: IdentityProvider): JobHandler[] => [
  handleJob(tendProvider, () => tend(provider)),
  handleJob(sendLogout, (asked) => tellClient(provider, asked)),
]

async function tend({ tools, tendKeys }: IdentityProvider): Promise<void> {
  const now = tools.clock.now()
  await tools.db.withTerritory((tx) => keepPartitions(tx, now))
  await tools.db.withTerritory(async (tx) => {
    await sweepEndedGrants(tx, now)
    await sweepErrors(tx, new Date(now.getTime() - 30 * days))
  })
  await tendKeys(platformOf(tools))
}

/** Reaction to an account suspended or closed: what applications were given to use without it is taken back. */
export const takeTokensBack =
  ({ tools }: IdentityProvider) =>
  async ({ accountId }: { readonly accountId: string }): Promise<void> => {
    await tools.db.withTerritory((tx) => endRefreshOf(tx, accountId, null))
  }

interface Ended {
  readonly accountId: string
  readonly sessionIds: readonly string[]
}

/** Reaction to sessions that ended: each application that they entered, and that wants to know, is told by a job of its own. */
export const tellApplications =
  ({ tools, findClient }: IdentityProvider) =>
  async ({ accountId, sessionIds }: Ended): Promise<void> => {
    const entries = await tools.db.readTerritory((tx) => listEntries(tx, sessionIds))
    const clients = await Promise.all(entries.map(({ clientId }) => findClient(clientId)))
    const told = entries.filter((_, index) => clients[index]?.backchannelLogoutUri != null)
    await tools.db.withTerritory(async (tx) => {
      for (const { sessionId, clientId } of told) {
        const key = `provider.send_logout:${sessionId}:${clientId}`
        await enqueue(tx, sendLogout, { accountId, sessionId, clientId }, { key })
      }
    })
  }

async function tellClient(
  { tools, library, findClient }: IdentityProvider,
  { accountId, sessionId, clientId }: { accountId: string; sessionId: string; clientId: string },
): Promise<void> {
  const client = await (await library()).Client.find(clientId)
  if (!client) return
  try {
    // The library's types leave it out; its session identifier is ours.
    const speaking = client as unknown as { backchannelLogout(sub: string, sid: string): Promise<void> }
    await speaking.backchannelLogout(accountId, sidOf(tools.secrets, sessionId, clientId))
  } catch (error) {
    const registered = await findClient(clientId)
    const description = error instanceof Error ? error.message.slice(0, 500) : ''
    if (registered) {
      const row = {
        id: newId(),
        clientId: registered.id,
        at: tools.clock.now(),
        code: 'logout_not_delivered',
        description,
      }
      await tools.db.withTerritory((tx) => insertError(tx, row))
    }
    // The queue tries again, later each time.
    throw error
  }
}
