import type { Silence } from '../schema.ts'
import type { PauseRule } from './clock.ts'
import type { Clock } from './count.ts'

/** The delay at the end of which the silence of an authority decides (CRPA, art. L231-1 and following). */

/** When a request reached who answers it, and before that who was not competent and handed it on. */
export interface Reception {
  readonly at: Date
  readonly transmitted?: { readonly by: string; readonly at: Date } | undefined
}

/** An incomplete request stops it, and nothing else: not even a circuit. */
export const silencePauses: PauseRule = { applicant: true, outside: false, statuses: [], circuit: false }

/**
 * From when it runs: an acceptance from its reception by the competent authority, a rejection from its reception by the one
 * that was asked first (CRPA, art. L114-3).
 */
export const silentSince = ({ meaning }: Pick<Silence, 'meaning'>, { at, transmitted }: Reception): Date =>
  meaning === 'reject' && transmitted && transmitted.at < at ? transmitted.at : at

/** An incomplete request suspends a rejection, and an acceptance counts from the day it is complete (CRPA, art. L114-5). */
export const silenceClock = ({ target, meaning }: Silence, startedAt: Date): Clock => ({
  target,
  startedAt,
  pauses: [],
  // A decision is born on its day, worked or not.
  isCarried: false,
  endsAt: 'midnight',
  onResume: meaning === 'accept' ? 'restart' : 'resume',
})
