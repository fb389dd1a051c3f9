import type { Tx } from '#platform/db'
import type { Provider, TestOutcome } from '../schema.ts'

export interface AccessRow {
  readonly provider: Provider
  readonly tokenSealed: string | null
  readonly recipient: string
  readonly acceptsTyped: boolean
  readonly testedAt: Date | null
  readonly testedOutcome: TestOutcome | null
}

export async function findAccessRow(
  tx: Tx,
  collectivityId: string,
  provider: Provider,
): Promise<AccessRow | undefined> {
  const [row] = await tx.sql<AccessRow>(
    `select provider, token_sealed as "tokenSealed", recipient, accepts_typed as "acceptsTyped", tested_at as "testedAt",
       tested_outcome as "testedOutcome" from connectors.access where collectivity_id = $1 and provider = $2`,
    [collectivityId, provider],
  )
  return row
}

export interface SavedAccess {
  readonly collectivityId: string
  readonly provider: Provider
  readonly tokenSealed: string | null
  readonly recipient: string
  readonly acceptsTyped: boolean
  readonly setBy: string | null
  readonly at: Date
}

/** A new key has not been tested yet. */
export async function saveAccessRow(tx: Tx, row: SavedAccess): Promise<void> {
  await tx.sql(
    `insert into connectors.access (collectivity_id, provider, token_sealed, recipient, accepts_typed, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (collectivity_id, provider) do update set token_sealed = excluded.token_sealed,
       recipient = excluded.recipient, accepts_typed = excluded.accepts_typed, set_by = excluded.set_by,
       set_at = excluded.set_at, tested_at = null, tested_outcome = null`,
    [row.collectivityId, row.provider, row.tokenSealed, row.recipient, row.acceptsTyped, row.setBy, row.at],
  )
}

export interface Tested {
  readonly collectivityId: string
  readonly provider: Provider
  readonly at: Date
  readonly outcome: string
}

export async function noteTest(tx: Tx, { collectivityId, provider, at, outcome }: Tested): Promise<void> {
  await tx.sql(
    `update connectors.access set tested_at = $3, tested_outcome = $4 where collectivity_id = $1 and provider = $2`,
    [collectivityId, provider, at, outcome],
  )
}

export interface Pause {
  readonly failures: number
  readonly until: Date | null
}

export async function findPause(tx: Tx, collectivityId: string, provider: Provider): Promise<Pause> {
  const [row] = await tx.sql<Pause>(
    'select failures, until from connectors.pause where collectivity_id = $1 and provider = $2',
    [collectivityId, provider],
  )
  return row ?? { failures: 0, until: null }
}

export async function savePause(tx: Tx, collectivityId: string, provider: Provider, pause: Pause): Promise<void> {
  await tx.sql(
    `insert into connectors.pause (collectivity_id, provider, failures, until) values ($1, $2, $3, $4)
     on conflict (collectivity_id, provider) do update set failures = excluded.failures, until = excluded.until`,
    [collectivityId, provider, pause.failures, pause.until],
  )
}
