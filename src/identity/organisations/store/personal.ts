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

/** Collectivities that somebody asked for something: to be asked through a door. */
export const listPlacesAsked = async (tx: Tx, accountId: string): Promise<string[]> =>
  (
    await tx.sql<{ id: string }>(
      'select distinct collectivity_id as id from organisations.verification where asked_by = $1 order by 1',
      [accountId],
    )
  ).map(({ id }) => id)

/** Collectivities where a merge moved something: to be asked through a door. */
export const listPlacesMoved = async (tx: Tx, mergeId: string): Promise<string[]> =>
  (
    await tx.sql<{ id: string }>(
      'select distinct collectivity_id as id from organisations.moved_verification where merge_id = $1 order by 1',
      [mergeId],
    )
  ).map(({ id }) => id)

type MovingThere = MergeRef & { readonly collectivityId: string }

/** What one account asked is asked by the other, and written down; what the other asks already stays where it is. */
export async function moveAsked(tx: Tx, { collectivityId, mergeId, from, to }: MovingThere): Promise<void> {
  await tx.sql(
    `with moved as (
       update organisations.verification v set asked_by = $3 where v.collectivity_id = $1 and v.asked_by = $2
         and not (v.state in ('waiting', 'sent') and exists (
           select 1 from organisations.verification other where other.collectivity_id = v.collectivity_id
             and other.asked_by = $3 and other.organisation_id = v.organisation_id and other.method = v.method
             and other.state in ('waiting', 'sent')))
       returning v.id)
     insert into organisations.moved_verification (collectivity_id, merge_id, verification_id)
     select $1, $4, id from moved on conflict do nothing`,
    [collectivityId, from, to, mergeId],
  )
}

export async function moveAskedBack(tx: Tx, { collectivityId, mergeId, from }: MovingThere): Promise<void> {
  await tx.sql(
    `update organisations.verification set asked_by = $3 where collectivity_id = $1 and id in (
       select verification_id from organisations.moved_verification where collectivity_id = $1 and merge_id = $2)`,
    [collectivityId, mergeId, from],
  )
  await tx.run(
    query
      .deleteFrom('organisations.moved_verification')
      .where('collectivity_id', '=', collectivityId)
      .where('merge_id', '=', mergeId),
  )
}
