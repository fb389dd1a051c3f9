import type { Clock } from './count.ts'
import type { StoredClock } from '../schema.ts'

/** A clock as it was kept, ready to be counted. */
export const clockOf = ({ startedAt, pauses, ...rest }: StoredClock): Clock => ({
  ...rest,
  startedAt: new Date(startedAt),
  pauses: pauses.map(({ from, to, why }) => ({ from: new Date(from), to: to === null ? null : new Date(to), why })),
})

export const storedClock = ({ startedAt, pauses, ...rest }: Clock): StoredClock => ({
  ...rest,
  startedAt: startedAt.toISOString(),
  pauses: pauses.map(({ from, to, why }) => ({
    from: from.toISOString(),
    to: to === null ? null : to.toISOString(),
    why,
  })),
})
