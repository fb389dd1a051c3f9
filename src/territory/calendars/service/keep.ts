import { plainDefinition } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { slugify } from '#kernel/normalise'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { applyChange } from '../domain/change.ts'
import { mayKeepCalendars } from '../policy.ts'
import type { Calendar, CalendarChange, CalendarFault, Choice } from '../schema.ts'
import {
  chooseRow,
  insertCalendarRow,
  insertRevisionRow,
  listCalendarRows,
  lockCalendarRow,
  updateCalendarRow,
} from '../store.ts'
import { forgetZone } from './clocks.ts'
import { calendarsOf, forgetCalendars } from './counted.ts'

const gone = (id: string) => notFound('calendars.no_calendar', id)

const nameOf = ({ actor }: Context): string => ('name' in actor ? actor.name : 'Traboule')

export type CalendarRefusal =
  | { readonly reason: 'faulty'; readonly faults: readonly CalendarFault[] }
  /** Somebody changed it since the page was shown. */
  | { readonly reason: 'changed_meanwhile' }

/**
 * Changes one thing of a calendar: it has a revision more, and what was promised on the one before stays as it was.
 * @throws AppError `not_found calendars.no_calendar`.
 */
export async function changeCalendar(
  ctx: Context,
  input: {
    readonly collectivityId: string
    readonly id: string
    /** The revision that the page was showing. */
    readonly seen: number
    readonly change: CalendarChange
  },
): Promise<Outcome<Calendar, CalendarRefusal>> {
  const { collectivityId, id, seen, change } = input
  if (!mayKeepCalendars(ctx.actor, collectivityId)) throw gone(id)
  const changed = await ctx.db.withCollectivity(
    collectivityId,
    async (tx): Promise<Outcome<Calendar, CalendarRefusal>> => {
      const before = await lockCalendarRow(tx, collectivityId, id)
      if (!before) throw gone(id)
      if (before.revision !== seen) return refused({ reason: 'changed_meanwhile' })
      const judged = applyChange(before.definition, change)
      if (!judged.ok) return judged
      const at = ctx.clock.now()
      const after = {
        ...before,
        name: change.what === 'describe' ? change.name.trim() : before.name,
        definition: judged.value,
        revision: before.revision + 1,
        isDerived: false,
      }
      const line = { collectivityId, calendarId: id, number: after.revision, byName: nameOf(ctx), at }
      await insertRevisionRow(tx, { ...line, definition: after.definition, isDerived: false })
      await updateCalendarRow(tx, { ...after, at })
      return accepted(after)
    },
  )
  forgetCalendars(ctx.db, collectivityId)
  forgetZone(ctx.db, collectivityId)
  return changed
}

/** Adds a calendar: office hours, under the law of the default one. */
export async function createCalendar(
  ctx: Context,
  { collectivityId, name }: { readonly collectivityId: string; readonly name: string },
): Promise<Outcome<string, 'name' | 'taken'>> {
  if (!mayKeepCalendars(ctx.actor, collectivityId)) throw gone(name)
  const written = name.trim()
  const slug = slugify(written)
  if (slug === '' || written.length > 80) return refused('name')
  const { calendars } = await calendarsOf(ctx.db, collectivityId)
  const model = calendars.find(({ isDefault }) => isDefault)?.definition ?? plainDefinition
  const id = newId()
  const at = ctx.clock.now()
  const isNew = await ctx.db.withCollectivity(collectivityId, async (tx) => {
    if (!(await insertCalendarRow(tx, { collectivityId, id, slug, name: written, isDefault: false, at }))) return false
    const definition = { ...plainDefinition, zone: model.zone, holidays: model.holidays }
    const line = { collectivityId, calendarId: id, number: 1, byName: nameOf(ctx), isDerived: false, at }
    await insertRevisionRow(tx, { ...line, definition })
    return true
  })
  forgetCalendars(ctx.db, collectivityId)
  return isNew ? accepted(id) : refused('taken')
}

/**
 * Says which calendar a service or a procedure counts on; null gives it back the default one.
 * @throws AppError `not_found calendars.no_calendar`.
 */
export async function chooseCalendar(
  ctx: Context,
  input: { readonly collectivityId: string; readonly calendarId: string | null } & Omit<Choice, 'calendarId'>,
): Promise<void> {
  const { collectivityId, calendarId, ...choice } = input
  if (!mayKeepCalendars(ctx.actor, collectivityId)) throw gone(`${calendarId}`)
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const known = await listCalendarRows(tx, collectivityId)
    if (calendarId !== null && !known.some(({ id }) => id === calendarId)) throw gone(calendarId)
    await chooseRow(tx, collectivityId, { ...choice, calendarId }, ctx.clock.now())
  })
  forgetCalendars(ctx.db, collectivityId)
}
