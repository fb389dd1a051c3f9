import { query, type Tx } from '#platform/db'
import type { MergeRef } from '#identity/accounts'

export interface OwnLink {
  readonly organisation: string
  readonly knownBy: string
  readonly role: string | null
  readonly since: Date
  readonly endedAt: Date | null
}

/** Every link that an account ever had. */
export const listOwnLinks = (tx: Tx, accountId: string): Promise<OwnLink[]> =>
  tx.sql(
    `select o.name as organisation, l.known_by as "knownBy", l.role, l.since, l.ended_at as "endedAt"
     from organisations.link l join organisations.organisation o on o.id = l.organisation_id
     where l.account_id = $1 order by l.since, l.id`,
    [accountId],
  )

/** Links that the other account does not have yet go to it, and are written down; the others stay where they are. */
export async function moveLinks(tx: Tx, { mergeId, from, to }: MergeRef): Promise<void> {
  await tx.sql(
    `with moved as (
       update organisations.link l set account_id = $2 where l.account_id = $1 and l.ended_at is null
         and not exists (select 1 from organisations.link other where other.account_id = $2
           and other.organisation_id = l.organisation_id and other.known_by = l.known_by and other.ended_at is null)
       returning l.id)
     insert into organisations.moved (merge_id, link_id) select $3, id from moved on conflict do nothing`,
    [from, to, mergeId],
  )
}

export async function moveLinksBack(tx: Tx, { mergeId, from }: MergeRef): Promise<void> {
  await tx.sql(
    `update organisations.link set account_id = $1
     where id in (select link_id from organisations.moved where merge_id = $2)`,
    [from, mergeId],
  )
  await tx.run(query.deleteFrom('organisations.moved').where('merge_id', '=', mergeId))
}
