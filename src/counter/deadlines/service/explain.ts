import type { WorkingCalendar } from '#kernel/calendar'
import { calendarAt } from '#territory/calendars'
import type { Database, Tx } from '#platform/db'
import { explain, type Explanation } from '../domain/explain.ts'
import { clockOf } from '../domain/stored.ts'
import type { Promised, PromisedSilence } from '../schema.ts'

/** Why a day was promised, with the name and the revision of the calendar that it was counted on. */
export interface PromiseExplained extends Explanation {
  readonly calendar: { readonly name: string; readonly number: number }
  /** Revision of the rules; null: the delay of the offer. */
  readonly rules: number | null
  readonly isReopened: boolean
  /** Which authority it reached first. */
  readonly transmitted: { readonly by: string; readonly at: Date } | undefined
  readonly silence: SilenceExplained | undefined
}

/** On which day a silence decides, and how that was counted. */
export interface SilenceExplained extends Pick<Explanation, 'steps' | 'day' | 'isPaused'> {
  readonly meaning: PromisedSilence['meaning']
  readonly source: string
  readonly since: Date
}

export async function explainPromise(
  db: Database,
  tx: Tx,
  { collectivityId, promise }: { readonly collectivityId: string; readonly promise: Promised },
): Promise<PromiseExplained> {
  const { clock, rules, silence, transmitted, isReopened } = promise
  const { name, ref, calendar } = await calendarAt(db, tx, { collectivityId, ref: promise.calendar })
  return {
    ...explain(clockOf(clock), calendar),
    calendar: { name, number: ref.number },
    rules,
    isReopened: isReopened === true,
    transmitted: transmitted && { by: transmitted.by, at: new Date(transmitted.receivedAt) },
    silence: silence && explainSilence(silence, calendar),
  }
}

function explainSilence({ meaning, source, clock }: PromisedSilence, calendar: WorkingCalendar) {
  if (!clock) return undefined
  const { steps, day, isPaused } = explain(clockOf(clock), calendar)
  return { meaning, source, since: new Date(clock.startedAt), steps, day, isPaused }
}
