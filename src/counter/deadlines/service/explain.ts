import { calendarAt } from '#territory/calendars'
import type { Database, Tx } from '#platform/db'
import { explain, type Explanation } from '../domain/explain.ts'
import { clockOf } from '../domain/stored.ts'
import type { Promised } from '../schema.ts'

/** Why a day was promised, with the name and the revision of the calendar that it was counted on. */
export interface PromiseExplained extends Explanation {
  readonly calendar: { readonly name: string; readonly number: number }
  /** Revision of the rules; null: the delay of the offer. */
  readonly rules: number | null
}

export async function explainPromise(
  db: Database,
  tx: Tx,
  { collectivityId, promise }: { readonly collectivityId: string; readonly promise: Promised },
): Promise<PromiseExplained> {
  const { name, ref, calendar } = await calendarAt(db, tx, { collectivityId, ref: promise.calendar })
  return {
    ...explain(clockOf(promise.clock), calendar),
    calendar: { name, number: ref.number },
    rules: promise.rules,
  }
}
