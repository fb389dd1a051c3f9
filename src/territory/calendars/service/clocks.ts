import type { TimeZone } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import type { Database } from '#platform/db'
import { goByZone, inZone } from '#platform/i18n'
import { calendarsOf } from './counted.ts'

/** By how many zones one process is asked at most before it asks again: more than there are collectivities in a territory. */
const zonesKept = 5000

/** A collectivity moves to no other clocks: what changes all the same is seen within a minute. */
const memorySeconds = 60

/** One memory per database, so that tests do not share theirs. */
const memories = new WeakMap<Database, Map<string, { readonly until: number; readonly zone: TimeZone }>>()

async function zoneOf(db: Database, collectivityId: string): Promise<TimeZone> {
  const memory = memories.get(db) ?? new Map()
  memories.set(db, memory)
  const known = memory.get(collectivityId)
  if (known && known.until > performance.now()) return known.zone
  const { zone } = (await calendarsOf(db, collectivityId)).of({}).calendar
  if (memory.size >= zonesKept) memory.clear()
  memory.set(collectivityId, { until: performance.now() + memorySeconds * 1000, zone })
  return zone
}

/**
 * From here on, this request goes by the clocks of that collectivity, those of its default calendar: what it reads and writes of
 * days and hours is of there. Not to be asked inside of a transaction.
 */
export const goBy = async (db: Database, collectivityId: string): Promise<void> =>
  goByZone(await zoneOf(db, collectivityId))

/** Does something by the clocks of a collectivity; by those of Paris for one that is gone. */
export const byClocksOf = async <T>(db: Database, collectivityId: string, doing: () => Promise<T>): Promise<T> =>
  inZone(await zoneOf(db, collectivityId).catch(parisWhenGone), doing)

function parisWhenGone(error: unknown): TimeZone {
  if (error instanceof AppError && error.kind === 'not_found') return 'Europe/Paris'
  throw error
}

/** After a change made here: this process goes by it at once. */
export const forgetZone = (db: Database, collectivityId: string): void => {
  memories.get(db)?.delete(collectivityId)
}
