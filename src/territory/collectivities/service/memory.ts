import type { Database } from '#platform/db'

/** How long an answer about public facts may be old in another process than the one that changed them. */
const memorySeconds = 5

interface Remembered {
  readonly until: number
  readonly answer: Promise<unknown>
}

/** One memory per database, so that tests do not share theirs. */
const memories = new WeakMap<Database, Map<string, Remembered>>()

/**
 * Asks once for all who ask the same within a few seconds. Neither failures nor "there is none" are kept: the memory
 * holds no more than the territory does, whatever addresses a visitor invents.
 */
export function remembered<T>(db: Database, key: string, ask: () => Promise<T>): Promise<T> {
  const memory = memories.get(db) ?? new Map<string, Remembered>()
  memories.set(db, memory)
  const known = memory.get(key)
  // Each key always carries the same type: the callers are in the file beside.
  if (known && known.until > performance.now()) return known.answer as Promise<T>
  const answer = ask()
  const entry = { until: performance.now() + memorySeconds * 1000, answer }
  memory.set(key, entry)
  const forget = () => memory.get(key) === entry && memory.delete(key)
  answer.then((value) => value === undefined && forget(), forget)
  return answer
}

/** After a change made here: this process shows it at once. */
export const forgetAll = (db: Database): void => {
  memories.delete(db)
}
