import { workingCalendar } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { getLocalInformation, getSite } from '#territory/collectivities'
import type { Database, Tx } from '#platform/db'
import { derivedDefinition } from '../domain/derive.ts'
import type { Calendar, CalendarRef, Choice, CountedCalendar } from '../schema.ts'
import {
  findRevisionRow,
  insertCalendarRow,
  insertRevisionRow,
  listCalendarRows,
  listChoiceRows,
  lockCalendarRow,
  updateCalendarRow,
} from '../store.ts'

/** The calendars of one authority as they stand, and who counts on which. */
export interface CalendarBook {
  readonly calendars: readonly Calendar[]
  readonly choices: readonly Choice[]
  /** The one that a procedure counts on: its own, else its service’s, else the default one. */
  of(asked: {
    readonly procedureId?: string | undefined
    readonly serviceId?: string | null | undefined
  }): CountedCalendar
  /** One of them by its id; the default one when it is gone. */
  byId(id: string): CountedCalendar
}

/** How long a change may go unseen by another process. */
const memorySeconds = 5

type Memory = Map<string, { readonly until: number; readonly book: Promise<CalendarBook> }>

/** One memory per database, so that tests do not share theirs. */
const memories = new WeakMap<Database, Memory>()

const memoryOf = (db: Database): Memory => {
  const memory: Memory = memories.get(db) ?? new Map()
  memories.set(db, memory)
  return memory
}

/** After a change made here: this process shows it at once. */
export const forgetCalendars = (db: Database, collectivityId: string): void => {
  memoryOf(db).delete(collectivityId)
}

/**
 * The calendars of an authority, remembered a few seconds. One that has written none has the one of the law where it is and of
 * its opening hours, kept from the first time that somebody asks. Not to be asked inside of a transaction.
 */
export async function calendarsOf(db: Database, collectivityId: string): Promise<CalendarBook> {
  const memory = memoryOf(db)
  const known = memory.get(collectivityId)
  if (known && known.until > performance.now()) return known.book
  const book = readBook(db, collectivityId)
  memory.set(collectivityId, { until: performance.now() + memorySeconds * 1000, book })
  book.catch(() => memory.delete(collectivityId))
  return book
}

/** The same, inside a transaction of that authority: what is not remembered is read by it. */
export async function calendarsWithin(db: Database, tx: Tx, collectivityId: string): Promise<CalendarBook> {
  const known = memoryOf(db).get(collectivityId)
  if (known && known.until > performance.now()) return known.book
  const [calendars, choices] = await Promise.all([
    listCalendarRows(tx, collectivityId),
    listChoiceRows(tx, collectivityId),
  ])
  return calendars.some(({ isDefault }) => isDefault) ? bookOf(calendars, choices) : calendarsOf(db, collectivityId)
}

async function readBook(db: Database, collectivityId: string): Promise<CalendarBook> {
  const read = () =>
    db.readCollectivity(collectivityId, (tx) =>
      Promise.all([listCalendarRows(tx, collectivityId), listChoiceRows(tx, collectivityId)]),
    )
  const [calendars, choices] = await read()
  const isKept = await keepDefault(
    db,
    collectivityId,
    calendars.find(({ isDefault }) => isDefault),
  )
  return isKept ? bookOf(calendars, choices) : bookOf(...(await read()))
}

/** @returns false when the default calendar had to be written, or to follow the opening hours. */
async function keepDefault(db: Database, collectivityId: string, known: Calendar | undefined): Promise<boolean> {
  if (known && !known.isDerived) return true
  const now = new Date()
  const [site, { places }] = await Promise.all([
    getSite(db, { id: collectivityId }),
    getLocalInformation(db, collectivityId, now),
  ])
  const { code, postalCodes } = site
  const definition = derivedDefinition({ code, postalCodes, hours: places[0]?.hours })
  if (known && JSON.stringify(known.definition) === JSON.stringify(sorted(known.definition, definition))) return true
  const line = { collectivityId, definition, byName: 'Traboule', isDerived: true, at: now }
  await db.withCollectivity(collectivityId, async (tx) => {
    if (!known) {
      const id = newId()
      const row = { collectivityId, id, slug: 'mairie', name: 'Mairie', isDefault: true, at: now }
      if (await insertCalendarRow(tx, row)) await insertRevisionRow(tx, { ...line, calendarId: id, number: 1 })
      return
    }
    const locked = await lockCalendarRow(tx, collectivityId, known.id)
    if (locked?.revision !== known.revision) return
    const number = known.revision + 1
    await insertRevisionRow(tx, { ...line, calendarId: known.id, number })
    await updateCalendarRow(tx, { ...known, revision: number, at: now })
  })
  return false
}

/** The second with its members in the order of the first: PostgreSQL keeps those of JSON in an order of its own. */
function sorted(model: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each, index) => sorted(Array.isArray(model) ? model[index] : {}, each))
  if (typeof value !== 'object' || value === null) return value
  const theirs: Record<string, unknown> = { ...value }
  const named = typeof model === 'object' && model !== null ? Object.entries(model) : []
  const known = named.filter(([name]) => name in theirs).map(([name, part]) => [name, sorted(part, theirs[name])])
  const isNamed = new Set(known.map(([name]) => name))
  const others = Object.entries(theirs).filter(([name]) => !isNamed.has(name))
  return Object.fromEntries([...known, ...others])
}

function bookOf(calendars: readonly Calendar[], choices: readonly Choice[]): CalendarBook {
  const counted = new Map(
    calendars.map(({ id, revision, name, definition }) => [
      id,
      { ref: { id, number: revision }, name, calendar: workingCalendar(definition) },
    ]),
  )
  const chosen = new Map(choices.map(({ chooser, chooserId, calendarId }) => [`${chooser} ${chooserId}`, calendarId]))
  const fallback = calendars.find(({ isDefault }) => isDefault)?.id ?? ''
  const byId = (id: string): CountedCalendar => {
    const found = counted.get(id) ?? counted.get(fallback)
    if (!found) throw new Error('an authority without a default calendar')
    return found
  }
  return {
    calendars,
    choices,
    byId,
    of: ({ procedureId, serviceId }) =>
      byId(chosen.get(`procedure ${procedureId}`) ?? chosen.get(`service ${serviceId}`) ?? fallback),
  }
}

/** States of calendars never change: those of the last promises are kept. */
const states = new WeakMap<Database, Map<string, CountedCalendar>>()
const statesKept = 500

/**
 * A calendar as it was when a promise was made.
 * @throws AppError `not_found calendars.no_calendar`.
 */
export async function calendarAt(
  db: Database,
  tx: Tx,
  asked: { readonly collectivityId: string; readonly ref: CalendarRef },
): Promise<CountedCalendar> {
  const { collectivityId, ref } = asked
  const known = states.get(db) ?? new Map<string, CountedCalendar>()
  states.set(db, known)
  const key = `${collectivityId} ${ref.id} ${ref.number}`
  const remembered = known.get(key)
  if (remembered) return remembered
  const row = await findRevisionRow(tx, collectivityId, ref)
  if (!row) throw notFound('calendars.no_calendar', key)
  const counted = { ref, name: row.name, calendar: workingCalendar(row.definition) }
  if (known.size >= statesKept) known.clear()
  known.set(key, counted)
  return counted
}
