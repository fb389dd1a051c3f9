import type { Context } from '#platform/context'
import { lateSince } from '../domain/backoff.ts'
import { listUnreadBoxRows } from '../store/late.ts'

/** A mailbox that nothing was read from for too long: what is sent there waits. */
export interface LateBox {
  readonly collectivityId: string
  readonly name: string
  readonly since: Date
}

/** Those of every collectivity, for the operator: a hundred at most, and nothing of what they hold. The audit keeps the passage. */
export async function listLateBoxes(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  accountId: string,
): Promise<readonly LateBox[]> {
  const now = clock.now()
  const rows = await db.throughDoor({ name: 'late', accountId, subject: 'mailboxes' }, (tx) =>
    listUnreadBoxRows(tx, now),
  )
  return rows.flatMap(({ collectivityId, name, changedAt, ...reading }) => {
    const since = lateSince(reading, changedAt, now)
    return since === undefined ? [] : [{ collectivityId, name, since }]
  })
}
