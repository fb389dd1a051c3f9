import { isId } from '#kernel/ids'
import { query, statement, type Tx } from '#platform/db'
import type { MergeSide } from '../domain/merges.ts'
import type { IdentityCertifier, Merge } from '../schema.ts'

const columns = `m.id, m.kept_account as "keptId", m.other_account as "otherId", m.other_email as "otherEmail",
  m.other_email_key as "otherEmailKey", m.state, m.keeps_address as "keepsAddress", m.asked_at as "askedAt",
  m.expires_at as "expiresAt", m.merged_at as "mergedAt", m.final_at as "finalAt", m.undone_at as "undoneAt",
  m.undo_reason as "undoReason", m.second_step_at as "secondStepAt"`

const find = statement('accounts.find_merge', `select ${columns} from accounts.merge m where m.id = $1`)
const lock = statement('accounts.lock_merge', `select ${columns} from accounts.merge m where m.id = $1 for update`)

/** An id comes from an address of a page: what is none names no merge. */
export const findMerge = async (tx: Tx, id: string): Promise<Merge | undefined> =>
  isId(id) ? (await tx.named<Merge>(find, [id]))[0] : undefined

/** The same, kept from others until the end of the transaction. */
export const lockMerge = async (tx: Tx, id: string): Promise<Merge | undefined> =>
  isId(id) ? (await tx.named<Merge>(lock, [id]))[0] : undefined

export interface NewMerge {
  readonly id: string
  readonly keptId: string
  readonly otherEmail: string
  readonly otherEmailKey: string
  readonly askedAt: Date
  readonly expiresAt: Date
}

/** One question at a time: the one before is forgotten. */
export async function insertMerge(tx: Tx, row: NewMerge): Promise<void> {
  await tx.run(
    query.deleteFrom('accounts.merge').where('kept_account', '=', row.keptId).where('state', 'in', ['asked', 'proved']),
  )
  await tx.run(
    query.insertInto('accounts.merge').values({
      id: row.id,
      kept_account: row.keptId,
      other_email: row.otherEmail,
      other_email_key: row.otherEmailKey,
      state: 'asked',
      asked_at: row.askedAt,
      expires_at: row.expiresAt,
    }),
  )
}

export const setProved = (tx: Tx, proof: { id: string; otherId: string; at: Date; expiresAt: Date }): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.merge')
      .set({
        state: 'proved',
        other_account: proof.otherId,
        proved_at: proof.at,
        expires_at: proof.expiresAt,
        second_step_at: null,
      })
      .where('id', '=', proof.id)
      .where('state', 'in', ['asked', 'proved']),
  )

export const setSecondStep = (tx: Tx, id: string, at: Date): Promise<number> =>
  tx.run(
    query.updateTable('accounts.merge').set({ second_step_at: at }).where('id', '=', id).where('state', '=', 'proved'),
  )

/** What the kept account was called. */
export interface FormerNames {
  readonly givenName: string
  readonly familyName: string
  readonly identityCertifiedBy: IdentityCertifier | null
}

export const setMoving = (
  tx: Tx,
  merge: { id: string; keepsAddress: boolean; former: FormerNames | null; at: Date; finalAt: Date },
): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.merge')
      .set({
        state: 'moving',
        keeps_address: merge.keepsAddress,
        former: merge.former && JSON.stringify(merge.former),
        merged_at: merge.at,
        final_at: merge.finalAt,
      })
      .where('id', '=', merge.id),
  )

export const setMoved = (tx: Tx, id: string): Promise<number> =>
  tx.run(query.updateTable('accounts.merge').set({ state: 'done' }).where('id', '=', id).where('state', '=', 'moving'))

export const setUndoing = (tx: Tx, undo: { id: string; by: string; reason: string }): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.merge')
      .set({ state: 'undoing', undone_by: undo.by, undo_reason: undo.reason })
      .where('id', '=', undo.id),
  )

export const setUndone = (tx: Tx, id: string, at: Date): Promise<number> =>
  tx.run(query.updateTable('accounts.merge').set({ state: 'undone', undone_at: at }).where('id', '=', id))

export async function findFormer(tx: Tx, id: string): Promise<FormerNames | undefined> {
  const row = await tx.first(query.selectFrom('accounts.merge').select('former').where('id', '=', id))
  return (row?.former ?? undefined) as FormerNames | undefined
}

const sides = statement(
  'accounts.merge_sides',
  `select a.id, a.given_name as "givenName", a.family_name as "familyName",
     a.identity_certified_by as "identityCertifiedBy", a.closing_at is not null as "isClosing",
     a.suspended_at is not null as "isSuspended",
     exists (select 1 from accounts.operator o where o.account_id = a.id) as "isOperator",
     exists (select 1 from accounts.merge m where m.kept_account = a.id
       and (m.state in ('moving', 'undoing') or (m.state = 'done' and m.final_at > $2))) as "isMergedLately"
   from accounts.account a where a.id = any ($1::uuid[]) and a.closed_at is null order by a.id for no key update of a`,
)

/** Two open accounts as a merge judges them, held in the order of their ids; roles are asked elsewhere. */
export const lockSides = (tx: Tx, ids: readonly string[], now: Date): Promise<Omit<MergeSide, 'isAgent'>[]> =>
  tx.named<Omit<MergeSide, 'isAgent'>>(sides, [ids, now])

const working = statement(
  'accounts.working_accounts',
  `select account_id as id from accounts.agent_role
   where account_id = any ($1::uuid[]) and (ends_at is null or ends_at > $2)
   union select account_id from accounts.group_member
   where account_id = any ($1::uuid[]) and (ends_at is null or ends_at > $2)
   union select account_id from accounts.guest where account_id = any ($1::uuid[]) and ends_at > $2
   union select account_id from accounts.suspension where account_id = any ($1::uuid[]) and resumed_at is null`,
)

/** Which of these accounts have a role, a group or a stay somewhere, now or later, or are suspended there. Across collectivities: to be asked through a door. */
export async function listWorkingAmong(tx: Tx, ids: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  const rows = await tx.named<{ id: string }>(working, [ids, now])
  return new Set(rows.map(({ id }) => id))
}

export const setNames = (tx: Tx, accountId: string, names: FormerNames): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({
        given_name: names.givenName,
        family_name: names.familyName,
        identity_certified_by: names.identityCertifiedBy,
      })
      .where('id', '=', accountId),
  )

/** Whom the other account was linked to, or acts for, comes to the kept one. */
export const takeCapacities = (tx: Tx, { keptId, otherId }: { keptId: string; otherId: string }): Promise<unknown> =>
  tx.sql(
    `update accounts.account set acts_for_others = true
     where id = $1 and exists (select from accounts.account where id = $2 and acts_for_others)`,
    [keptId, otherId],
  )

/** The account that disappears: nothing opens it, its address is free for the kept one. */
export const closeMerged = (tx: Tx, accountId: string, at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({ closed_at: at, closed_because: 'merged', cut_at: at })
      .where('id', '=', accountId)
      .where('closed_at', 'is', null),
  )

export const reopenMerged = (tx: Tx, accountId: string): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({ closed_at: null, closed_because: null })
      .where('id', '=', accountId)
      .where('closed_because', '=', 'merged')
      .where('erased_at', 'is', null),
  )

/** An account as support sees it in the list of merges, closed ones included. */
export interface MergeParty {
  readonly id: string
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly locale: 'fr' | 'en'
}

export const findParties = async (tx: Tx, ids: readonly string[]): Promise<MergeParty[]> =>
  ids.length === 0
    ? []
    : ((await tx.all(
        query
          .selectFrom('accounts.account')
          .select(['id', 'email', 'locale', 'given_name as givenName', 'family_name as familyName'])
          .where('id', 'in', [...ids]),
      )) as MergeParty[])

const lately = statement(
  'accounts.list_merges',
  `select ${columns} from accounts.merge m where m.merged_at is not null and m.merged_at > $1
   order by m.merged_at desc, m.id desc limit $2`,
)

export const listMergeRows = (tx: Tx, since: Date, limit: number): Promise<Merge[]> =>
  tx.named<Merge>(lately, [since, limit])

const ofAccount = statement(
  'accounts.merges_of',
  `select ${columns} from accounts.merge m where (m.kept_account = $1 or m.other_account = $1)
     and m.state not in ('asked', 'proved') order by m.merged_at`,
)

export const listMergesOf = (tx: Tx, accountId: string): Promise<Merge[]> => tx.named<Merge>(ofAccount, [accountId])

const unfinished = statement(
  'accounts.unfinished_merges',
  `select ${columns} from accounts.merge m where m.state in ('moving', 'undoing') order by m.id limit 100`,
)

export const listUnfinished = (tx: Tx): Promise<Merge[]> => tx.named<Merge>(unfinished)

export const deleteStaleMerges = (tx: Tx, before: Date): Promise<number> =>
  tx.run(query.deleteFrom('accounts.merge').where('state', 'in', ['asked', 'proved']).where('expires_at', '<', before))
