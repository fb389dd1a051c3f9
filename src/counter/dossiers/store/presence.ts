import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'

/** What somebody does with a request that she has open. */
export type Doing = 'reads' | 'writes'

export interface Present {
  readonly accountId: string
  readonly name: string
  readonly doing: Doing
}

const beat = statement(
  'dossiers.beat_presence',
  `insert into dossiers.presence (collectivity_id, dossier_id, account_id, name, doing, seen_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (collectivity_id, dossier_id, account_id) do update set name = excluded.name, doing = excluded.doing,
    seen_at = excluded.seen_at`,
)
const sweep = statement(
  'dossiers.sweep_presence',
  'delete from dossiers.presence where collectivity_id = $1 and seen_at < $2',
)
const leave = statement(
  'dossiers.leave_presence',
  'delete from dossiers.presence where collectivity_id = $1 and dossier_id = $2 and account_id = $3',
)
const others = statement(
  'dossiers.list_present',
  `select p.account_id as "accountId", p.name, p.doing from dossiers.presence p
  where p.collectivity_id = $1 and p.dossier_id = $2 and p.account_id <> $3 and p.seen_at >= $4 order by p.name limit 10`,
)

export async function beatPresence(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  who: Present & { readonly at: Date; readonly oldest: Date },
): Promise<void> {
  await Promise.all([
    tx.named(sweep, [collectivityId, who.oldest]),
    tx.named(beat, [collectivityId, dossierId, who.accountId, who.name, who.doing, who.at]),
  ])
}

export async function leavePresence(tx: Tx, key: DossierKey, accountId: string): Promise<void> {
  await tx.named(leave, [key.collectivityId, key.dossierId, accountId])
}

/** Who else has it open, since a moment; ten at most. */
export const listPresentRows = (
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  besides: { readonly accountId: string; readonly since: Date },
): Promise<Present[]> => tx.named<Present>(others, [collectivityId, dossierId, besides.accountId, besides.since])
