import type { Day, WorkingCalendar } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import type { Effect, Transition } from '#counter/workflows'
import type { EventKind, EventPayload, JournalEvent } from '../events.ts'
import type { Dossier } from '../schema.ts'
import { joinOrders, orderOf, type Orders, type OrderSurroundings } from './orders.ts'
import { type ClockMoved, type PromiseClock, standAt } from './clock.ts'

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
  | 'promise'
  | 'closedAt'
  | 'marks'
>

/** Which service of the commune does each function of the circuit. */
export type Bindings = { readonly [functionId: string]: string }

export interface Surroundings extends OrderSurroundings {
  readonly bindings: Bindings
  /** Of the day when the promise was made. */
  readonly promiseCalendar: WorkingCalendar
}

export interface Consequence<K extends EventKind = EventKind> {
  readonly id?: string
  readonly kind: K
  readonly payload: EventPayload<K>
}

type Template = Pick<Extract<Effect, { kind: 'notify' }>, 'subject' | 'body'>

export interface Carried {
  readonly state: CircuitState
  /** What the journal tells of the effects, in order. */
  readonly consequences: readonly Consequence[]
  /** In the order of the `applicant.notified` lines. */
  readonly notifications: readonly Template[]
  /** What else is kept: moments, requests, errands, fields, texts. */
  readonly orders: Orders
}

/** What a move of the circuit makes of a dossier: where it waits, whose turn it is, its clock, its end, what it asks for. */
export function carryOut(before: CircuitState, transition: Transition, around: Surroundings): Carried {
  let state: CircuitState = { ...before, status: transition.status, phase: transition.phase }
  const consequences: Consequence[] = []
  // Before the effects: what they say of the promised day is true of where the case goes.
  const stood = stand(state, transition, around)
  state = stood.state
  consequences.push(...(stood.consequences ?? []))
  const notifications: Template[] = []
  const orders: Partial<Orders>[] = []
  // A date that an earlier step writes is what a later delay is counted from.
  const written = new Map<string, Value>()
  const scope = { ...around.scope, internal: (id: string) => written.get(id) ?? around.scope.internal?.(id) ?? null }
  for (const effect of transition.effects) {
    const template = mailToApplicant(effect)
    if (template) {
      notifications.push(template)
      consequences.push({ kind: 'applicant.notified', payload: { subject: template.subject } })
      continue
    }
    if (effect.kind === 'set') for (const [id, value] of Object.entries(effect.values)) written.set(id, value)
    const step = applyEffect(state, effect, { ...around, scope })
    state = step.state
    if (step.orders) orders.push(step.orders)
    consequences.push(...(step.consequences ?? []))
  }
  return { state, consequences, notifications, orders: joinOrders(orders) }
}

/** An e-mail to the applicant is the circuit's own mail, whichever step asks for it. */
function mailToApplicant(effect: Effect): Template | undefined {
  if (effect.kind === 'notify') return effect
  if (effect.kind !== 'send' || effect.channel !== 'email' || effect.to.kind !== 'applicant') return undefined
  return effect.subject && { subject: effect.subject, body: effect.body }
}

interface Step {
  readonly state: CircuitState
  readonly orders?: Partial<Orders>
  readonly consequences?: readonly Consequence[]
}

function applyEffect(state: CircuitState, effect: Effect, around: Surroundings): Step {
  if (effect.kind === 'assign') return assign(state, effect.function, around.bindings)
  if (effect.kind === 'clock') return turn(state, effect.command === 'pause', around)
  if (effect.kind === 'mark') return { state: { ...state, marks: { ...state.marks, [effect.mark]: effect.status } } }
  if (effect.kind === 'notify') return { state }
  // Nobody is late on a closed dossier, and its clock does not run.
  if (effect.kind === 'close')
    return { state: { ...state, outcome: effect.outcome, closedAt: around.now, clockPausedAt: null } }
  return { state, ...orderOf(effect, around, state) }
}

/** Whoever holds the dossier keeps it as long as it stays with her function and her service. */
function assign(state: CircuitState, function_: string, bindings: Bindings): Step {
  const bound = Object.hasOwn(bindings, function_) ? bindings[function_] : undefined
  // The same turn again: a dossier that was transferred by hand stays where it was taken.
  if (function_ === state.assignedFunction) return { state }
  const serviceId = bound ?? state.serviceId
  return {
    state: { ...state, assignedFunction: function_, serviceId, holderAccountId: null, holderName: null },
    consequences: [{ kind: 'dossier.assigned', payload: { function: function_, serviceId } }],
  }
}

/** Whom the case waits for where it goes: what was asked there, or what was asked before it stayed. */
const outsiders: ReadonlySet<string> = new Set(['expert', 'authority'])

function stand(state: CircuitState, { path, effects }: Transition, around: Surroundings): Step {
  if (!state.promise) return { state }
  const isAsked = effects.some((effect) => effect.kind === 'ask' && outsiders.has(effect.service))
  const isOutsideAwaited = isAsked || (path.length === 0 && state.promise.isOutsideAwaited)
  return settle(state, { isOutsideAwaited, isCircuitPaused: state.promise.isCircuitPaused }, around)
}

/** A circuit that stops the clock, or starts it again. */
const turn = (state: CircuitState, isCircuitPaused: boolean, around: Surroundings): Step =>
  settle(state, { isOutsideAwaited: state.promise?.isOutsideAwaited === true, isCircuitPaused }, around)

function settle(
  state: CircuitState,
  waits: { readonly isOutsideAwaited: boolean; readonly isCircuitPaused: boolean },
  { now, calendar, promiseCalendar }: Surroundings,
): Step {
  const isAskedPaused = state.promise?.isAskedPaused === true
  const isApplicantAwaited = state.phase === 'waiting_applicant'
  const standing = { status: state.status, isApplicantAwaited, isAskedPaused, ...waits }
  const before: PromiseClock = state
  const counted = before.promise ? promiseCalendar : calendar
  const moved = standAt(before, standing, { now, calendar: counted })
  const { dueOn, clockPausedAt, promise } = moved.clock
  return { state: { ...state, dueOn, clockPausedAt, promise }, consequences: toldOf(moved, state.dueOn) }
}

/** What the journal says of the clocks: that the promise stops or goes on, that a silence decides on another day. */
function toldOf({ clock: { dueOn, promise }, change, pausedDays, silenceMoved }: ClockMoved, from: Day): Consequence[] {
  const told: Consequence[] = []
  if (change === 'paused') told.push({ kind: 'clock.paused', payload: { dueOn } })
  if (change === 'resumed') told.push({ kind: 'clock.resumed', payload: { pausedDays, from, dueOn } })
  const silence = promise?.silence
  if (silence && silenceMoved)
    told.push({ kind: 'silence.moved', payload: { meaning: silence.meaning, source: silence.source, ...silenceMoved } })
  return told
}

/** How a move ends the dossier, or null when it goes on. */
export const outcomeOf = (effects: readonly Effect[]): string | null =>
  effects.find((effect) => effect.kind === 'close')?.outcome ?? null

const telling = /\{(?:reason|message)\}/

/** Whether a mail of this move repeats what the agent wrote: until then a reason is a proposal. */
export const tellsReason = (effects: readonly Effect[]): boolean =>
  effects.map(mailToApplicant).some((mail) => mail !== undefined && telling.test(`${mail.subject.fr} ${mail.body.fr}`))

/** A mail that the circuit asks for, and the line of the journal it follows from. */
export interface Notice {
  readonly eventId: string
  readonly template: Template
}

export function noticesOf(lines: readonly JournalEvent[], notifications: readonly Template[]): readonly Notice[] {
  const notified = lines.filter(({ kind }) => kind === 'applicant.notified')
  return notified.flatMap(({ id }, index) => {
    const effect = notifications[index]
    return effect ? [{ eventId: id, template: { subject: effect.subject, body: effect.body } }] : []
  })
}
