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
  /** SIRET, for a collectivity that goes by the territory's key. */
  readonly recipient: string | null
  readonly outcome: string
}

/** Nothing is written for a collectivity that has neither settings nor a SIRET. */
export async function noteTest(tx: Tx, { collectivityId, provider, at, outcome, recipient }: Tested): Promise<void> {
  await tx.sql(
    `insert into connectors.access (collectivity_id, provider, recipient, set_at, tested_at, tested_outcome)
     select $1, $2, coalesce((select recipient from connectors.access where collectivity_id = $1 and provider = $2), $5), $3, $3, $4
     where $5::text is not null or exists (select from connectors.access where collectivity_id = $1 and provider = $2)
     on conflict (collectivity_id, provider) do update set tested_at = excluded.tested_at,
       tested_outcome = excluded.tested_outcome`,
    [collectivityId, provider, at, outcome, recipient],
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
