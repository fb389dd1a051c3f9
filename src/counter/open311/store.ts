import type { Tx } from '#platform/db'
import type { RequestFilter } from './schema.ts'

export const listServiceRows = async (tx: Tx, collectivityId: string): Promise<readonly string[]> =>
  (
    await tx.sql<{ procedure: string }>(
      'select procedure from open311.service where collectivity_id = $1 order by procedure',
      [collectivityId],
    )
  ).map(({ procedure }) => procedure)

export async function replaceServiceRows(
  tx: Tx,
  collectivityId: string,
  procedures: readonly string[],
  at: Date,
): Promise<void> {
  await tx.sql('delete from open311.service where collectivity_id = $1 and procedure <> all($2::text[])', [
    collectivityId,
    procedures,
  ])
  await tx.sql(
    `insert into open311.service (collectivity_id, procedure, opened_at)
    select $1, procedure, $3 from unnest($2::text[]) procedure on conflict do nothing`,
    [collectivityId, procedures, at],
  )
}

export interface RequestRow {
  readonly dossierId: string
  readonly number: string
  readonly service: string
  readonly address: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly requestedAt: Date
}

export async function insertRequestRow(tx: Tx, collectivityId: string, row: RequestRow): Promise<void> {
  const { dossierId, number, service, address, latitude, longitude, requestedAt } = row
  await tx.sql(
    `insert into open311.request (collectivity_id, dossier_id, number, service, address, latitude, longitude, requested_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [collectivityId, dossierId, number, service, address, latitude, longitude, requestedAt],
  )
}

/** The last first. */
export const listRequestRows = (
  tx: Tx,
  collectivityId: string,
  { numbers, services, from, to }: RequestFilter,
  limit: number,
): Promise<RequestRow[]> =>
  tx.sql<RequestRow>(
    `select dossier_id as "dossierId", number, service, address, latitude, longitude, requested_at as "requestedAt"
    from open311.request where collectivity_id = $1 and ($2::text[] is null or number = any($2))
      and ($3::text[] is null or service = any($3)) and ($4::timestamptz is null or requested_at >= $4)
      and ($5::timestamptz is null or requested_at <= $5)
    order by requested_at desc, dossier_id limit $6`,
    [collectivityId, numbers ?? null, services ?? null, from ?? null, to ?? null, limit],
  )

/** Where a request was that names nobody any more is not told. */
export async function deleteRequestRow(tx: Tx, collectivityId: string, dossierId: string): Promise<void> {
  await tx.sql('delete from open311.request where collectivity_id = $1 and dossier_id = $2', [
    collectivityId,
    dossierId,
  ])
}
