import { newId } from '#kernel/ids'
import { calendarAt, type CalendarBook, type CalendarRef } from '#territory/calendars'
import type { Database, Tx } from '#platform/db'
import { firstClocks, followed, type Happened, stepClocks } from '../domain/case-clocks.ts'
import { momentsOf } from '../domain/moments.ts'
import { clockOf } from '../domain/stored.ts'
import type { CaseClock, Goal, Moment, Promised } from '../schema.ts'
import { listClockRows, replaceMoments, saveClockRows } from '../store/clocks.ts'
import { findRulesRevision } from '../store/rules.ts'

/** A case whose clocks are followed. */
export interface FollowedCase {
  readonly db: Database
  readonly tx: Tx
  readonly collectivityId: string
  readonly dossierId: string
  readonly procedureId: string
  readonly serviceId: string | null
  readonly promise: Promised
  readonly calendars: CalendarBook
}

/** The clocks of a case, begun and met, the first one first. */
export const listClocks = (
  tx: Tx,
  of: { readonly collectivityId: string; readonly dossierId: string },
): Promise<readonly CaseClock[]> => listClockRows(tx, of)

const calendarFor =
  ({ calendars, procedureId, serviceId }: FollowedCase) =>
  (goal: Goal | undefined) =>
    goal?.calendarId === undefined ? calendars.of({ procedureId, serviceId }) : calendars.byId(goal.calendarId)

/** Begins what a case that has just been filed is counted by; asked again, it changes nothing. */
export async function beginClocks(
  of: FollowedCase,
  { startedAt, happened }: { readonly startedAt: Date; readonly happened: Happened },
): Promise<void> {
  const { tx, promise } = of
  if (promise.rules === null || (await listClockRows(tx, of)).length > 0) return
  const rules = await findRulesRevision(tx, of, promise.rules)
  if (!rules) return
  const key = { collectivityId: of.collectivityId, dossierId: of.dossierId }
  const silentSince = promise.silence?.clock && new Date(promise.silence.clock.startedAt)
  const clocks = firstClocks({ of: key, rules, startedAt, silentSince, calendarOf: calendarFor(of) }, happened.entered)
  await keep(of, await Promise.all(clocks.map((row) => follow(of, row, { ...happened, entered: null }))), happened)
}

/** Brings the clocks of a case to where it stands now, in the transaction that moved it. */
export async function followClocks(of: FollowedCase, happened: Happened): Promise<void> {
  const { tx, promise } = of
  if (promise.rules === null) return
  const before = await listClockRows(tx, of)
  const rules = happened.entered ? await findRulesRevision(tx, of, promise.rules) : undefined
  const key = { collectivityId: of.collectivityId, dossierId: of.dossierId }
  const begun =
    rules && !happened.isClosed
      ? stepClocks({ of: key, rules, startedAt: happened.at, calendarOf: calendarFor(of) }, happened.entered)
      : []
  const after = await Promise.all(before.map((row) => follow(of, row, happened)))
  const stopped = await Promise.all(begun.map((row) => follow(of, row, { ...happened, entered: null })))
  await keep(of, [...after, ...stopped], happened)
}

const calendarOf = async ({ db, tx, collectivityId }: FollowedCase, ref: CalendarRef) =>
  (await calendarAt(db, tx, { collectivityId, ref })).calendar

const follow = async (of: FollowedCase, row: CaseClock, happened: Happened): Promise<CaseClock> =>
  followed(row, happened, await calendarOf(of, row.calendar))

async function keep(of: FollowedCase, rows: readonly CaseClock[], { isClosed, at }: Happened): Promise<void> {
  await saveClockRows(of.tx, of, rows)
  await replaceMoments(of.tx, of, isClosed ? [] : await momentsAfter(of, rows, at))
}

async function momentsAfter(of: FollowedCase, rows: readonly CaseClock[], now: Date): Promise<Moment[]> {
  const promised = { ...of.promise, key: 'promise' }
  const open = [promised, ...rows.filter(({ metAt }) => metAt === null)]
  const moments = await Promise.all(
    open.map(async ({ key, clock, warnings, calendar }) =>
      momentsOf({ key, clock: clockOf(clock), warnings }, await calendarOf(of, calendar), { now, newId }),
    ),
  )
  return moments.flat()
}
