import { type Context, systemContext } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { Outbound } from '#platform/outbound'
import { readMetadata } from '../domain/saml/metadata.ts'
import { refreshMetadata, sweepFederation, tellCasService, tellServiceProvider } from '../jobs.ts'
import type { ServiceProvider } from '../schema.ts'
import { deleteEntries } from '../store/logins.ts'
import { keepPartitions } from '../store/pieces.ts'
import { listRefreshed, noteMetadataFault, saveProvider } from '../store/providers.ts'
import type { Federation } from './index.ts'

export interface HandlerTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly outbound: Outbound
  readonly federation: Pick<Federation, 'tellCas' | 'tellServiceProvider'>
}

/** Entries are kept a year: a person may ask who received what. */
const keptEntries = 365 * 86_400_000

/** The background work of this house, for the worker. */
export const federationJobHandlers = (tools: HandlerTools): JobHandler[] => [
  handleJob(tellCasService, (told) =>
    tools.federation.tellCas(systemContext(tools, 'federation'), { ...told, outbound: tools.outbound }),
  ),
  handleJob(tellServiceProvider, (told) =>
    tools.federation.tellServiceProvider(systemContext(tools, 'federation'), { ...told, outbound: tools.outbound }),
  ),
  handleJob(sweepFederation, async () => {
    const now = tools.clock.now()
    await tools.db.withTerritory((tx) => keepPartitions(tx, now))
    await tools.db.withTerritory((tx) => deleteEntries(tx, new Date(now.getTime() - keptEntries)))
  }),
  handleJob(refreshMetadata, async () => {
    const providers = await tools.db.readTerritory(listRefreshed)
    for (const provider of providers) await refresh(tools, provider)
  }),
]

/** Metadata that cannot be read leave the former ones in place until their own end; the operator sees why. */
async function refresh({ db, clock, log, outbound }: HandlerTools, provider: ServiceProvider): Promise<void> {
  const { applicationId, metadataUrl } = provider
  if (metadataUrl === null) return
  const note = async (fault: string): Promise<void> => {
    log.warn({ applicationId, fault }, 'metadata not refreshed')
    await db.withTerritory((tx) => noteMetadataFault(tx, applicationId, fault))
  }
  try {
    const answer = await outbound.fetch(metadataUrl, { headers: { accept: 'application/samlmetadata+xml, text/xml' } })
    if (answer.status !== 200) return await note(`http_${answer.status}`)
    const metadata = readMetadata(await answer.text(), { now: clock.now() })
    if (!metadata.ok) return await note(metadata.refusal)
    // Another name is another application: an address does not change who is registered.
    if (metadata.value.entityId !== provider.metadata.entityId) return await note('other_entity')
    const renewed = { ...provider, metadata: metadata.value, metadataReadAt: clock.now() }
    await db.withTerritory((tx) => saveProvider(tx, renewed))
  } catch {
    await note('unreachable')
  }
}
