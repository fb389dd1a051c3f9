import { standAt } from '../domain/clock.ts'
import type { Dossier } from '../schema.ts'
import { type Act, type Decision, promiseCalendarOf } from './progress.ts'

/** What an act does to the clock of the promise: where it stands then, and the line that tells it. */
export type ClockTurned = Pick<Decision, 'events'> & { readonly state: Partial<Dossier> }

const unchanged: ClockTurned = { state: {}, events: [] }

/**
 * Stops the clocks of a case while an answer that an agent asked is awaited, or lets them go on. A request filed before promises
 * were kept with their rules is left to its circuit.
 */
export async function turnAskedClock(acting: Act, isAskedPaused: boolean): Promise<ClockTurned> {
  const { dossier, now } = acting
  const { promise, status, phase, closedAt } = dossier
  if (promise === null || closedAt !== null || (promise.isAskedPaused === true) === isAskedPaused) return unchanged
  const { isOutsideAwaited, isCircuitPaused } = promise
  const isApplicantAwaited = phase === 'waiting_applicant'
  const standing = { status, isApplicantAwaited, isOutsideAwaited, isCircuitPaused, isAskedPaused }
  const moved = standAt(dossier, standing, { now, calendar: await promiseCalendarOf(acting) })
  const { dueOn, clockPausedAt, promise: promised } = moved.clock
  const state = { dueOn, clockPausedAt, promise: promised }
  if (moved.change === undefined) return { state, events: [] }
  const { pausedDays } = moved
  return {
    state,
    events: [
      moved.change === 'paused'
        ? { kind: 'clock.paused', payload: { dueOn } }
        : { kind: 'clock.resumed', payload: { pausedDays, from: dossier.dueOn, dueOn } },
    ],
  }
}
