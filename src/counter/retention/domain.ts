import { addDays, addMonths, type Day, dayOf, daysBetween, endOfDay } from '#kernel/calendar'
import type { FieldRule, OutcomeRule, Rules } from './schema.ts'

/** When what is closed goes: whole days in Paris, counted from the one when it was closed. */

interface Closed {
  readonly closedAt: Date
  /** When its person was told of this end. */
  readonly toldAt: Date | undefined
}

/** The last day on which it is kept; undefined: for good. A month later is the same day, or the last one of a shorter month. */
export const lastDayOf = (closedAt: Date, months: number | null): Day | undefined =>
  months === null ? undefined : addMonths(dayOf(closedAt), months)

export type Due = 'wait' | 'tell' | 'end'

/**
 * What is to be done today of a request that is closed and that nobody keeps: told first, ended once its time has passed and
 * its person has had the whole notice, even when she was told late.
 */
export function dueOf(
  { closedAt, toldAt }: Closed,
  { months }: Pick<OutcomeRule, 'months'>,
  { now, noticeDays }: { readonly now: Date; readonly noticeDays: number },
): Due {
  const last = lastDayOf(closedAt, months)
  if (last === undefined) return 'wait'
  const today = dayOf(now)
  if (toldAt === undefined) return last <= addDays(today, noticeDays) ? 'tell' : 'wait'
  return today > last && daysBetween(dayOf(toldAt), today) >= noticeDays ? 'end' : 'wait'
}

/** The day from which it goes: a day after the last, or once the notice is over. */
export function firstDayWithout(
  closedAt: Date,
  months: number,
  { toldAt, noticeDays }: { readonly toldAt: Date; readonly noticeDays: number },
): Day {
  const byTime = addDays(addMonths(dayOf(closedAt), months), 1)
  const byNotice = addDays(dayOf(toldAt), noticeDays)
  return byTime > byNotice ? byTime : byNotice
}

/** The last moment at which what is kept no longer than a day was closed: its own last day is that one, or before. */
export function closedThrough(months: number, day: Day): Date {
  // Months that are shorter than others move a day by three at the most.
  let closing = addDays(addMonths(day, -months), 3)
  while (addMonths(closing, months) > day) closing = addDays(closing, -1)
  return endOfDay(closing)
}

/** The answers whose own time has passed. */
export const fieldsDue = (closedAt: Date, rules: readonly FieldRule[], now: Date): readonly FieldRule[] =>
  rules.filter(({ months }) => dayOf(now) > addMonths(dayOf(closedAt), months))

export type RuleFault =
  | 'no_months'
  | 'no_ground'
  /** Destroying asks for a visa. */
  | 'no_visa'
  /** An answer that goes after the whole, or is named twice. */
  | 'field_later'
  | 'field_twice'

export interface PartFault {
  /** `accepted`, `iban`. */
  readonly part: string
  readonly fault: RuleFault
}

/** What is wrong with rules, by the part that says it. */
export function faultsOf({ outcomes, fields }: Rules): readonly PartFault[] {
  const whole = Object.entries(outcomes).flatMap(([part, rule]): PartFault[] => {
    const fault = faultOf(rule)
    return fault ? [{ part, fault }] : []
  })
  const longest = Math.max(...Object.values(outcomes).map(({ act, months }) => (act === 'keep' ? 9999 : (months ?? 0))))
  const single = fields.flatMap(({ field, months, ground }, at): PartFault[] => {
    if (ground.trim() === '') return [{ part: field, fault: 'no_ground' }]
    if (fields.findIndex((each) => each.field === field) !== at) return [{ part: field, fault: 'field_twice' }]
    return months >= longest ? [{ part: field, fault: 'field_later' }] : []
  })
  return [...whole, ...single]
}

function faultOf({ act, months, ground, visa = '' }: OutcomeRule): RuleFault | undefined {
  if (act !== 'keep' && months === null) return 'no_months'
  if (ground.trim() === '') return 'no_ground'
  return act === 'delete' && visa.trim() === '' ? 'no_visa' : undefined
}
