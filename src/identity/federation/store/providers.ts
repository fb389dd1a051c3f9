import { statement, type Tx } from '#platform/db'
import type { CasService, ServiceProvider } from '../schema.ts'

const columns = `application_id as "applicationId", metadata, settings, metadata_url as "metadataUrl",
  metadata_read_at as "metadataReadAt", metadata_fault as "metadataFault"`

const byEntity = statement(
  'federation.provider_by_entity',
  `select ${columns} from federation.service_provider where entity_id = $1`,
)
const byApplication = statement(
  'federation.provider_by_application',
  `select ${columns} from federation.service_provider where application_id = $1`,
)

/** By the name that it gives itself in messages. */
export const findByEntity = async (tx: Tx, entityId: string): Promise<ServiceProvider | undefined> =>
  (await tx.named<ServiceProvider>(byEntity, [entityId]))[0]

export const findProvider = async (tx: Tx, applicationId: string): Promise<ServiceProvider | undefined> =>
  (await tx.named<ServiceProvider>(byApplication, [applicationId]))[0]

/** Registers it, or replaces what was. Gives false when its name belongs to another application. */
export async function saveProvider(tx: Tx, provider: Omit<ServiceProvider, 'metadataFault'>): Promise<boolean> {
  const { applicationId, metadata, settings, metadataUrl, metadataReadAt } = provider
  const saved = await tx.sql(
    `insert into federation.service_provider (application_id, entity_id, metadata, settings, metadata_url, metadata_read_at)
     select $1, $2, $3, $4, $5, $6
       where not exists (select from federation.service_provider where entity_id = $2 and application_id <> $1)
     on conflict (application_id) do update set entity_id = $2, metadata = $3, settings = $4, metadata_url = $5,
       metadata_read_at = $6, metadata_fault = null
     returning 1 as saved`,
    [applicationId, metadata.entityId, JSON.stringify(metadata), JSON.stringify(settings), metadataUrl, metadataReadAt],
  )
  return saved.length > 0
}

export const noteMetadataFault = async (tx: Tx, applicationId: string, fault: string): Promise<void> => {
  await tx.sql('update federation.service_provider set metadata_fault = $2 where application_id = $1', [
    applicationId,
    fault,
  ])
}

/** Those whose metadata are read again from an address. */
export const listRefreshed = (tx: Tx): Promise<ServiceProvider[]> =>
  tx.sql<ServiceProvider>(`select ${columns} from federation.service_provider where metadata_url is not null`)

const casColumns = `application_id as "applicationId", prefix, user_claim as "userClaim", attributes,
  hears_logout as "hearsLogout"`

/** Those whose addresses may hold this one: same origin; the path is judged by the domain. */
export const casServicesAt = (tx: Tx, origin: string): Promise<CasService[]> =>
  tx.sql<CasService>(
    `select ${casColumns} from federation.cas_service where prefix = $1 or starts_with(prefix, $1 || '/')
     order by length(prefix) desc`,
    [origin],
  )

/** Gives false when its addresses belong to another application. */
export async function saveCasService(tx: Tx, service: CasService): Promise<boolean> {
  const { applicationId, prefix, userClaim, attributes, hearsLogout } = service
  const saved = await tx.sql(
    `insert into federation.cas_service (application_id, prefix, user_claim, attributes, hears_logout)
     select $1, $2, $3, $4, $5
       where not exists (select from federation.cas_service where prefix = $2 and application_id <> $1)
     on conflict (application_id) do update set prefix = $2, user_claim = $3, attributes = $4, hears_logout = $5
     returning 1 as saved`,
    [applicationId, prefix, userClaim, JSON.stringify(attributes), hearsLogout],
  )
  return saved.length > 0
}
