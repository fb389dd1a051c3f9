import { newId } from '#kernel/ids'
import { query, statement, type Tx } from '#platform/db'
import type { Actor } from '#kernel/actor'
import type { Link } from '../schema.ts'

const links = () =>
  query
    .selectFrom('organisations.link')
    .select(['id', 'relation', 'role', 'since'])
    .select(['organisation_id as organisationId', 'account_id as accountId', 'known_by as knownBy'])
    .select(['ended_at as endedAt', 'doubted_at as doubtedAt', 'checked_at as checkedAt'])

const running = () => links().where('ended_at', 'is', null)

export const lockLinkRow = async (tx: Tx, id: string): Promise<Link | undefined> =>
  (await tx.first(links().where('id', '=', id).forUpdate())) as Link | undefined

export const listLinksOf = async (tx: Tx, accountId: string): Promise<Link[]> =>
  (await tx.all(running().where('account_id', '=', accountId).orderBy('since').orderBy('id'))) as Link[]

const linked = statement(
  'organisations.is_linked',
  'select exists (select from organisations.link where account_id = $1 and ended_at is null) as "isLinked"',
)

/** Whether somebody is linked to any organisation: most people are to none, and are asked about at each of their sign-ins. */
export const isLinked = async (tx: Tx, accountId: string): Promise<boolean> =>
  (await tx.named<{ isLinked: boolean }>(linked, [accountId]))[0]?.isLinked === true

export const listLinksBetween = async (tx: Tx, accountId: string, organisationId: string): Promise<Link[]> =>
  (await tx.all(
    running().where('account_id', '=', accountId).where('organisation_id', '=', organisationId).orderBy('since'),
  )) as Link[]

/** Everybody of an organisation. */
export const listPeopleRows = async (tx: Tx, organisationId: string): Promise<Link[]> =>
  (await tx.all(running().where('organisation_id', '=', organisationId).orderBy('since').orderBy('id'))) as Link[]

/** Directors whom the register certified and whom nobody checked again since. */
export const listToCheck = async (tx: Tx, before: Date, limit: number): Promise<Link[]> =>
  (await tx.all(
    running().where('known_by', '=', 'register').where('checked_at', '<', before).orderBy('checked_at').limit(limit),
  )) as Link[]

/** @returns false when the same link is held already: nothing is written. */
export async function insertLinkRow(tx: Tx, link: Omit<Link, 'endedAt' | 'doubtedAt'>): Promise<boolean> {
  const inserted = await tx.run(
    query
      .insertInto('organisations.link')
      .values({
        id: link.id,
        organisation_id: link.organisationId,
        account_id: link.accountId,
        relation: link.relation,
        known_by: link.knownBy,
        role: link.role,
        since: link.since,
        checked_at: link.checkedAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return inserted === 1
}

export const updateLinkRow = (
  tx: Tx,
  id: string,
  set: Partial<Pick<Link, 'endedAt' | 'doubtedAt' | 'checkedAt' | 'role'>>,
): Promise<number> =>
  tx.run(
    query
      .updateTable('organisations.link')
      .set({
        ...(set.endedAt !== undefined && { ended_at: set.endedAt }),
        ...(set.doubtedAt !== undefined && { doubted_at: set.doubtedAt }),
        ...(set.checkedAt !== undefined && { checked_at: set.checkedAt }),
        ...(set.role !== undefined && { role: set.role }),
      })
      .where('id', '=', id),
  )

export interface NewLinkEvent {
  readonly link: Pick<Link, 'id' | 'organisationId' | 'accountId'>
  readonly kind: string
  readonly at: Date
  readonly actor: Actor
  readonly detail?: Readonly<Record<string, unknown>>
}

export async function insertLinkEvent(tx: Tx, { link, kind, at, actor, detail = {} }: NewLinkEvent): Promise<void> {
  await tx.run(
    query.insertInto('organisations.link_event').values({
      id: newId(),
      link_id: link.id,
      organisation_id: link.organisationId,
      account_id: link.accountId,
      kind,
      at,
      actor_kind: actor.kind,
      actor_account_id: 'accountId' in actor ? actor.accountId : null,
      detail: JSON.stringify(detail),
    }),
  )
}
