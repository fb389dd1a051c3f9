import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import { filterStatement, type ListedDossier, parametersOf, type Selection } from './list.ts'

const follow = statement(
  'dossiers.insert_follower',
  `insert into dossiers.follower (collectivity_id, account_id, dossier_id, since) values ($1, $2, $3, $4)
  on conflict (collectivity_id, account_id, dossier_id) do nothing`,
)
const unfollow = statement(
  'dossiers.delete_follower',
  'delete from dossiers.follower where collectivity_id = $1 and account_id = $2 and dossier_id = $3',
)
const isFollower = statement(
  'dossiers.is_follower',
  'select 1 from dossiers.follower where collectivity_id = $1 and account_id = $2 and dossier_id = $3',
)

export interface Follower extends DossierKey {
  readonly accountId: string
}

export async function insertFollowerRow(tx: Tx, { collectivityId, accountId, dossierId }: Follower, at: Date) {
  await tx.named(follow, [collectivityId, accountId, dossierId, at])
}

export async function deleteFollowerRow(tx: Tx, { collectivityId, accountId, dossierId }: Follower): Promise<void> {
  await tx.named(unfollow, [collectivityId, accountId, dossierId])
}

export const hasFollowerRow = async (tx: Tx, { collectivityId, accountId, dossierId }: Follower): Promise<boolean> =>
  (await tx.named(isFollower, [collectivityId, accountId, dossierId])).length > 0

/** Beyond it the oldest are left out of the list of those that somebody follows. */
const followedLimit = 1000

const followed = (at: number): string => `found as materialized (
    select f.dossier_id, 0 as rank from dossiers.follower f where f.collectivity_id = $1 and f.account_id = $${at}
    order by f.since desc limit ${followedLimit}
  )`

/** Those of a selection that somebody follows, beginning with what she follows: they are few. */
export function followedRows(tx: Tx, followedBy: string, selection: Selection): Promise<ListedDossier[]> {
  const among = { ...selection, followedBy: undefined }
  return tx.named<ListedDossier>(filterStatement(among, 'followed', followed), [...parametersOf(among), followedBy])
}
