import { type Day, daysBetween, isDay } from '#kernel/calendar'
import { type KeyFaults, type NewKey, type Scope, scopes } from '../schema.ts'

const longestName = 80
const longestPurpose = 500
/** A key that nobody looks at again is the one that leaks: three years, then it is made anew. */
const longestDays = 3 * 366

export const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text)

interface Known {
  readonly today: Day
  /** Ids that the collectivity knows. */
  readonly services: readonly string[]
  readonly procedures: readonly string[]
}

/** What is wrong in a key that is asked for; nothing when it can be made. */
export function faultsOf(asked: NewKey, known: Known): KeyFaults {
  const faults: { -readonly [F in keyof KeyFaults]: KeyFaults[F] } = {}
  for (const [field, text, longest] of [
    ['name', asked.name, longestName],
    ['purpose', asked.purpose, longestPurpose],
  ] as const) {
    if (text.trim() === '') faults[field] = 'missing'
    else if (text.trim().length > longest) faults[field] = 'too_long'
  }
  if (asked.scopes.length === 0) faults.scopes = 'missing'
  else if (!asked.scopes.every(isScope)) faults.scopes = 'unknown'
  for (const field of ['services', 'procedures'] as const) {
    const bound = asked[field]
    if (bound?.length === 0) faults[field] = 'missing'
    else if (bound?.some((id) => !known[field].includes(id)) === true) faults[field] = 'unknown'
  }
  const wrong = dayFault(asked.lastDay, known.today)
  if (wrong) faults.lastDay = wrong
  return faults
}

function dayFault(text: string, today: Day): KeyFaults['lastDay'] {
  if (text.trim() === '') return 'missing'
  if (!isDay(text)) return 'unknown'
  if (text < today) return 'past'
  return daysBetween(today, text) > longestDays ? 'too_far' : undefined
}
