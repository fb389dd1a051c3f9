import { AsyncLocalStorage } from 'node:async_hooks'
import { readZoneFrom, type TimeZone } from '#kernel/calendar'

/** By which clocks the work at hand goes: each request and each job has its own, in Paris until it says otherwise. */
const work = new AsyncLocalStorage<{ zone: TimeZone }>()

readZoneFrom(() => work.getStore()?.zone ?? 'Europe/Paris')

/** Does something by clocks of its own. */
export const inZone = <T>(zone: TimeZone, doing: () => T): T => work.run({ zone }, doing)

/** From here on, this request or this job goes by these clocks; elsewhere nothing changes. */
export function goByZone(zone: TimeZone): void {
  const mine = work.getStore()
  if (mine) mine.zone = zone
}
