import { statement, type Tx } from '#platform/db'

/** A mailbox that is open and was not read for some time. */
export interface UnreadBox {
  readonly collectivityId: string
  readonly name: string
  readonly readAt: Date | null
  readonly failingSince: Date | null
  readonly changedAt: Date
}

const unread = statement(
  'mailbox.list_unread',
  `select b.collectivity_id as "collectivityId", b.name, r.read_at as "readAt", r.failing_since as "failingSince",
     b.changed_at as "changedAt"
   from mailbox.box b join mailbox.reading r on r.collectivity_id = b.collectivity_id and r.box_id = b.id
   where b.is_open and coalesce(r.read_at, r.failing_since, b.changed_at) < $1
   order by coalesce(r.read_at, r.failing_since, b.changed_at), b.id limit 100`,
)

/** Of every collectivity, through a door: those that wait longest first. */
export const listUnreadBoxRows = (tx: Tx, before: Date): Promise<UnreadBox[]> => tx.named<UnreadBox>(unread, [before])
