import type { Clock, PauseCause } from './count.ts'

/** Which waits stop a clock. The pauses of a circuit stop each one that does not say otherwise. */
export interface PauseRule {
  /** While the person must answer. */
  readonly applicant: boolean
  /** While an expert or another authority must. */
  readonly outside: boolean
  /** In these statuses of the circuit. */
  readonly statuses: readonly string[]
  /** False: neither the circuit nor an agent who asks an opinion stops it. */
  readonly circuit?: boolean
}

/** Where a case stands, as clocks see it. */
export interface Standing {
  readonly status: string
  readonly isApplicantAwaited: boolean
  readonly isOutsideAwaited: boolean
  readonly isCircuitPaused: boolean
  /** An agent asked an opinion or a signature, and chose that clocks wait for it. */
  readonly isAskedPaused?: boolean
}

/** Why a clock does not run where the case stands; the first reason is told. */
export function causesOf(rule: PauseRule, standing: Standing): readonly PauseCause[] {
  // What neither a circuit nor an agent may stop, the law alone does.
  const isAgents = rule.circuit !== false
  const held: readonly (readonly [PauseCause, boolean])[] = [
    ['circuit', isAgents && standing.isCircuitPaused],
    ['applicant', rule.applicant && standing.isApplicantAwaited],
    ['outside', (isAgents && standing.isAskedPaused === true) || (rule.outside && standing.isOutsideAwaited)],
    ['status', rule.statuses.includes(standing.status)],
  ]
  return held.flatMap(([cause, holds]) => (holds ? [cause] : []))
}

/** The clock once the case stands there: a pause begins, lasts or ends. */
export function follow<C extends Pick<Clock, 'pauses'>>(clock: C, causes: readonly PauseCause[], at: Date): C {
  const last = clock.pauses.at(-1)
  const isPaused = last !== undefined && last.to === null
  const [why] = causes
  if (why !== undefined && !isPaused) return { ...clock, pauses: [...clock.pauses, { from: at, to: null, why }] }
  if (why === undefined && isPaused) return { ...clock, pauses: [...clock.pauses.slice(0, -1), { ...last, to: at }] }
  return clock
}
