import { statement, type Tx } from '#platform/db'
import type { KeptDecision } from '../schema.ts'

export interface DossierKey {
  readonly collectivityId: string
  readonly dossierId: string
}

const insert = statement(
  'dispatch.insert_decision',
  `insert into dispatch.decision (collectivity_id, dossier_id, id, at, revision, trace)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
)

export async function insertDecisionRow(tx: Tx, key: DossierKey, kept: KeptDecision): Promise<void> {
  await tx.named(insert, [
    key.collectivityId,
    key.dossierId,
    kept.id,
    kept.at,
    kept.revision,
    JSON.stringify(kept.trace),
  ])
}

const list = statement(
  'dispatch.list_decisions',
  `select id, at, revision, trace from dispatch.decision
   where collectivity_id = $1 and dossier_id = $2 order by at desc, id desc limit 20`,
)

/** The last one first. */
export const listDecisionRows = (tx: Tx, key: DossierKey): Promise<KeptDecision[]> =>
  tx.named<KeptDecision>(list, [key.collectivityId, key.dossierId])

export async function eraseDecisionRows(tx: Tx, key: DossierKey): Promise<void> {
  await tx.sql('delete from dispatch.decision where collectivity_id = $1 and dossier_id = $2', [
    key.collectivityId,
    key.dossierId,
  ])
}

const turns = statement(
  'dispatch.list_turns',
  'select account_id as "accountId", given_at as "givenAt" from dispatch.turn where collectivity_id = $1',
)

export const listTurnRows = (tx: Tx, collectivityId: string): Promise<{ accountId: string; givenAt: Date }[]> =>
  tx.named(turns, [collectivityId])

/** Only one decision at a time shares out the requests of a collectivity: the next one sees what this one gave. */
export async function lockTurns(tx: Tx, collectivityId: string): Promise<void> {
  await tx.sql(`select pg_advisory_xact_lock(hashtextextended('dispatch:' || $1::text, 0))`, [collectivityId])
}

const give = statement(
  'dispatch.note_turn',
  `insert into dispatch.turn (collectivity_id, account_id, given_at) values ($1, $2, $3)
   on conflict (collectivity_id, account_id) do update set given_at = greatest(dispatch.turn.given_at, excluded.given_at)`,
)

export async function noteTurnRow(tx: Tx, collectivityId: string, accountId: string, at: Date): Promise<void> {
  await tx.named(give, [collectivityId, accountId, at])
}
