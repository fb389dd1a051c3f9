import type { Context } from '#platform/context'
import { countStoppedRows } from '../store/late.ts'

/** How many lists of a collectivity were asked for long ago and are not made. */
export interface StoppedExports {
  readonly collectivityId: string
  readonly count: number
  /** When the oldest was asked for. */
  readonly since: Date
}

/** A million requests take a quarter of an hour: what was asked for longer ago no longer moves. */
const stoppedAfter = 3_600_000

/** Those of every collectivity, for the operator; nothing of what they hold. The audit keeps the passage. */
export const listStoppedExports = (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  accountId: string,
): Promise<readonly StoppedExports[]> =>
  db.throughDoor({ name: 'late', accountId, subject: 'exports' }, (tx) =>
    countStoppedRows(tx, new Date(clock.now().getTime() - stoppedAfter)),
  )
