import { query, type Tx } from '#platform/db'

/** What happens to somebody's accesses in a collectivity. */
export type AccessKind =
  | 'invited'
  | 'role_given'
  | 'role_ended'
  | 'group_joined'
  | 'group_left'
  | 'guest_invited'
  | 'guest_renewed'
  | 'guest_ended'
  | 'sponsor_changed'
  | 'suspended'
  | 'resumed'

export interface AccessEventRow {
  readonly collectivityId: string
  readonly accountId: string
  readonly id: string
  readonly kind: AccessKind
  readonly actorId: string | null
  readonly at: Date
  readonly detail: Readonly<Record<string, string | null>>
}

export const insertAccessEvent = (tx: Tx, row: AccessEventRow): Promise<number> =>
  tx.run(
    query.insertInto('accounts.access_event').values({
      collectivity_id: row.collectivityId,
      account_id: row.accountId,
      id: row.id,
      kind: row.kind,
      actor_id: row.actorId,
      at: row.at,
      detail: JSON.stringify(row.detail),
    }),
  )

/** What happened to somebody's accesses in the collectivity, the latest first. */
export const listAccessEvents = async (
  tx: Tx,
  of: { collectivityId: string; accountId: string },
): Promise<AccessEventRow[]> =>
  (await tx.all(
    query
      .selectFrom('accounts.access_event')
      .select(['id', 'kind', 'at', 'detail'])
      .select(['collectivity_id as collectivityId', 'account_id as accountId', 'actor_id as actorId'])
      .where('collectivity_id', '=', of.collectivityId)
      .where('account_id', '=', of.accountId)
      .orderBy('id', 'desc')
      .limit(200),
  )) as AccessEventRow[]
