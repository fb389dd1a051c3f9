import type { WorkingCalendar } from '#kernel/calendar'
import type { Effect, Transition } from '#counter/workflows'
import type { EventKind, EventPayload, JournalEvent } from '../events.ts'
import type { Dossier } from '../schema.ts'
import { pauseClock, type PromiseClock, resumeClock } from './clock.ts'

/** The part of a dossier that its circuit moves. */
export type CircuitState = Pick<
  Dossier,
  | 'status'
  | 'phase'
  | 'outcome'
  | 'serviceId'
  | 'assignedFunction'
  | 'holderAccountId'
  | 'holderName'
  | 'dueOn'
  | 'clockPausedAt'
  | 'closedAt'
>

/** Which service of the commune does each function of the circuit. */
export type Bindings = { readonly [functionId: string]: string }

export interface Surroundings {
  readonly now: Date
  readonly calendar: WorkingCalendar
  readonly bindings: Bindings
}

export interface Consequence<K extends EventKind = EventKind> {
  readonly kind: K
  readonly payload: EventPayload<K>
}

type NotifyEffect = Extract<Effect, { kind: 'notify' }>

export interface Carried {
  readonly state: CircuitState
  /** What the journal tells of the effects, in order. */
  readonly consequences: readonly Consequence[]
  /** In the order of the `applicant.notified` lines. */
  readonly notifications: readonly NotifyEffect[]
}

/** What a move of the circuit makes of a dossier: where it waits, whose turn it is, its clock, its end. */
export function carryOut(before: CircuitState, transition: Transition, around: Surroundings): Carried {
  let state: CircuitState = { ...before, status: transition.status, phase: transition.phase }
  const consequences: Consequence[] = []
  const notifications: NotifyEffect[] = []
  for (const effect of transition.effects) {
    if (effect.kind === 'notify') {
      notifications.push(effect)
      consequences.push({ kind: 'applicant.notified', payload: { subject: effect.subject } })
      continue
    }
    const step = applyEffect(state, effect, around)
    state = step.state
    if (step.consequence) consequences.push(step.consequence)
  }
  return { state, consequences, notifications }
}

interface Step {
  readonly state: CircuitState
  readonly consequence?: Consequence
}

function applyEffect(state: CircuitState, effect: Exclude<Effect, NotifyEffect>, around: Surroundings): Step {
  if (effect.kind === 'assign') return assign(state, effect.function, around.bindings)
  if (effect.kind === 'clock') return effect.command === 'pause' ? pause(state, around) : resume(state, around)
  // Nobody is late on a closed dossier, and its clock does not run.
  if (effect.kind === 'close')
    return { state: { ...state, outcome: effect.outcome, closedAt: around.now, clockPausedAt: null } }
  return { state }
}

/** Whoever holds the dossier keeps it as long as it stays with her function and her service. */
function assign(state: CircuitState, function_: string, bindings: Bindings): Step {
  const bound = Object.hasOwn(bindings, function_) ? bindings[function_] : undefined
  // The same turn again: a dossier that was transferred by hand stays where it was taken.
  if (function_ === state.assignedFunction) return { state }
  const serviceId = bound ?? state.serviceId
  return {
    state: { ...state, assignedFunction: function_, serviceId, holderAccountId: null, holderName: null },
    consequence: { kind: 'dossier.assigned', payload: { function: function_, serviceId } },
  }
}

const clockOf = (state: CircuitState): PromiseClock => ({ dueOn: state.dueOn, pausedAt: state.clockPausedAt })

function pause(state: CircuitState, { now }: Surroundings): Step {
  if (state.clockPausedAt) return { state }
  const { pausedAt } = pauseClock(clockOf(state), now)
  return {
    state: { ...state, clockPausedAt: pausedAt },
    consequence: { kind: 'clock.paused', payload: { dueOn: state.dueOn } },
  }
}

function resume(state: CircuitState, { now, calendar }: Surroundings): Step {
  if (!state.clockPausedAt) return { state }
  const { clock, pausedDays } = resumeClock(clockOf(state), now, calendar)
  return {
    state: { ...state, dueOn: clock.dueOn, clockPausedAt: null },
    consequence: { kind: 'clock.resumed', payload: { pausedDays, from: state.dueOn, dueOn: clock.dueOn } },
  }
}

/** How a move ends the dossier, or null when it goes on. */
export const outcomeOf = (effects: readonly Effect[]): string | null =>
  effects.find((effect) => effect.kind === 'close')?.outcome ?? null

const telling = /\{(?:reason|message)\}/

/** Whether a mail of this move repeats what the agent wrote: until then a reason is a proposal. */
export const tellsReason = (effects: readonly Effect[]): boolean =>
  effects.some((effect) => effect.kind === 'notify' && telling.test(`${effect.subject.fr} ${effect.body.fr}`))

/** A mail that the circuit asks for, and the line of the journal it follows from. */
export interface Notice {
  readonly eventId: string
  readonly template: Pick<NotifyEffect, 'subject' | 'body'>
}

export function noticesOf(lines: readonly JournalEvent[], notifications: readonly NotifyEffect[]): readonly Notice[] {
  const notified = lines.filter(({ kind }) => kind === 'applicant.notified')
  return notified.flatMap(({ id }, index) => {
    const effect = notifications[index]
    return effect ? [{ eventId: id, template: { subject: effect.subject, body: effect.body } }] : []
  })
}
