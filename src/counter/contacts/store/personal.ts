import type { MergeRef } from '#identity/accounts'
import { statement, type Tx } from '#platform/db'

export interface OwnContactRow {
  readonly collectivityId: string
  readonly contactId: string
}

const own = statement(
  'contacts.list_own_contacts',
  'select collectivity_id as "collectivityId", id as "contactId" from contacts.contact where account_id = $1',
)

/** What collectivities know under an account: to be read through a door. */
export const listOwnContactRows = (tx: Tx, accountId: string): Promise<OwnContactRow[]> =>
  tx.named<OwnContactRow>(own, [accountId])

const places = statement(
  'contacts.list_merge_places',
  'select distinct collectivity_id as id from contacts.contact where merge_id = $1',
)

export const listMergePlaces = async (tx: Tx, mergeId: string): Promise<string[]> =>
  (await tx.named<{ id: string }>(places, [mergeId])).map(({ id }) => id)

const move = statement(
  'contacts.move_account',
  'update contacts.contact set account_id = $3, merge_id = $4, merged_from = $2 where collectivity_id = $1 and account_id = $2',
)

type There = MergeRef & { readonly collectivityId: string }

export async function moveRows(tx: Tx, { collectivityId, mergeId, from, to }: There): Promise<void> {
  await tx.named(move, [collectivityId, from, to, mergeId])
}

const back = statement(
  'contacts.move_account_back',
  `update contacts.contact set account_id = merged_from, merge_id = null, merged_from = null
  where collectivity_id = $1 and merge_id = $2 and account_id is not null`,
)

export async function moveRowsBack(tx: Tx, { collectivityId, mergeId }: There): Promise<void> {
  await tx.named(back, [collectivityId, mergeId])
}

const untie = statement(
  'contacts.untie_account',
  `update contacts.contact set account_id = null, linked_how = null, linked_at = null, merge_id = null, merged_from = null
  where collectivity_id = $1 and account_id = $2`,
)

export async function untieRows(tx: Tx, collectivityId: string, accountId: string): Promise<void> {
  await tx.named(untie, [collectivityId, accountId])
}
