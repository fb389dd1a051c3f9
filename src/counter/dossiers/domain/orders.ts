import { addDays, type Day, type WorkingCalendar } from '#kernel/calendar'
import type { Value } from '#kernel/expression'
import type { AskOutsideStep, CircuitScope, Effect, Errand, NamedValues } from '#counter/workflows'
import type { Consequence } from './circuit.ts'
import { type KnownAnchor, momentAfter, readDay } from './moments.ts'

/** What a move of the circuit leaves behind it in the database, besides the dossier and its journal. */

export interface Timer {
  readonly id: string
  readonly kind: 'wait' | 'action' | 'outside' | 'retention'
  /** The step, the global action, the request or the outcome. */
  readonly subject: string
  readonly dueAt: Date
}

/** Whom circuits ask; besides, agents ask by hand an opinion of a colleague, or her signature. */
export type OutsideService = AskOutsideStep['service'] | 'colleague' | 'visa'

export interface OutsideRequest {
  readonly id: string
  /** Empty: an agent asked it, apart from the circuit. */
  readonly step: string
  readonly service: OutsideService
  readonly parameters: NamedValues
}

export interface OrderedErrand {
  readonly id: string
  readonly step: string
  readonly intoField: string | null
  readonly errand: Errand
}

/** A field of the agents' own, as it was written. */
export interface FieldSet {
  readonly field: string
  readonly value: Value
  /** The line of the journal that tells it. */
  readonly eventId: string
}

/** A text that the circuit writes: its words are completed when it goes. */
export interface CircuitWriting {
  readonly eventId: string
  readonly effect: Extract<Effect, { kind: 'send' | 'comment' }>
}

export interface Orders {
  readonly timers: readonly Timer[]
  readonly requests: readonly OutsideRequest[]
  readonly errands: readonly OrderedErrand[]
  readonly fields: readonly FieldSet[]
  readonly writings: readonly CircuitWriting[]
}

export const noOrders: Orders = { timers: [], requests: [], errands: [], fields: [], writings: [] }

/** What orders are made from: when, and what delays are counted from. */
export interface OrderSurroundings {
  readonly now: Date
  readonly calendar: WorkingCalendar
  readonly scope: CircuitScope
  readonly submittedAt: Date
  newId(): string
}

/** The dossier's promise, once the effects before have moved it. */
export interface PromiseNow {
  readonly dueOn: Day
  readonly clockPausedAt: Date | null
}

export interface Ordered {
  readonly orders: Partial<Orders>
  readonly consequences?: readonly (Consequence & { readonly id: string })[]
}

type OrderEffect = Exclude<Effect, { kind: 'assign' | 'notify' | 'clock' | 'close' | 'mark' }>

/** The rows and the line of the journal that an effect asks for. */
export function orderOf(effect: OrderEffect, around: OrderSurroundings, promise: PromiseNow): Ordered {
  const id = around.newId()
  switch (effect.kind) {
    case 'timer':
      return orderTimer(effect, around, promise)
    case 'ask':
      return orderRequest(effect, around, promise)
    case 'errand': {
      const ordered = { id, step: effect.step, intoField: effect.into, errand: effect.errand }
      const payload = { errandId: id, step: effect.step, work: effect.errand.work }
      return { orders: { errands: [ordered] }, consequences: [{ id: around.newId(), kind: 'errand.asked', payload }] }
    }
    case 'set': {
      const fields = Object.entries(effect.values).map(([field, value]) => ({ field, value, eventId: id }))
      const payload = { fields: fields.map(({ field }) => field) }
      return { orders: { fields }, consequences: [{ id, kind: 'fields.set', payload }] }
    }
    case 'send':
    case 'comment': {
      const payload = { channel: effect.kind === 'send' ? effect.channel : ('comment' as const) }
      return { orders: { writings: [{ eventId: id, effect }] }, consequences: [{ id, kind: 'circuit.wrote', payload }] }
    }
    case 'anonymise':
    case 'remove': {
      const timer = { id, kind: 'retention' as const, subject: effect.kind, dueAt: around.now }
      return { orders: { timers: [timer] } }
    }
  }
}

function orderTimer(
  effect: Extract<Effect, { kind: 'timer' }>,
  around: OrderSurroundings,
  promise: PromiseNow,
): Ordered {
  // While the clock is stopped nobody knows the promised day; the move that starts it again counts anew.
  if (effect.of === 'action' && effect.from === 'deadline' && promise.clockPausedAt) return { orders: {} }
  const dueAt = momentAfter(anchorOf(effect.from, around, promise), effect.after, around.calendar)
  return { orders: { timers: [{ id: around.newId(), kind: effect.of, subject: effect.step, dueAt }] } }
}

function orderRequest(
  effect: Extract<Effect, { kind: 'ask' }>,
  around: OrderSurroundings,
  promise: PromiseNow,
): Ordered {
  const { step, service, parameters } = effect
  const id = around.newId()
  const dueAt = momentAfter(anchorOf('entered', around, promise), effect.timeout, around.calendar)
  const timer = { id: around.newId(), kind: 'outside' as const, subject: id, dueAt }
  return {
    orders: { requests: [{ id, step, service, parameters }], timers: [timer] },
    consequences: [{ id: around.newId(), kind: 'outside.asked', payload: { requestId: id, step, service } }],
  }
}

/** A date that nobody wrote is counted from now: a case must not wait for ever because a field is empty. */
function anchorOf(
  from: Extract<Effect, { kind: 'timer' }>['from'],
  { now, submittedAt, scope }: OrderSurroundings,
  { dueOn }: PromiseNow,
): KnownAnchor {
  if (from === 'entered') return { at: now }
  if (from === 'submitted') return { at: submittedAt }
  // The promise is kept until the end of its day.
  if (from === 'deadline') return { day: addDays(dueOn, 1) }
  const written = 'internal' in from ? scope.internal?.(from.internal) : scope.answer(from.answer)
  const day = readDay(written)
  return day === undefined ? { at: now } : { day }
}

export const joinOrders = (all: readonly Partial<Orders>[]): Orders => ({
  timers: all.flatMap(({ timers = [] }) => timers),
  requests: all.flatMap(({ requests = [] }) => requests),
  errands: all.flatMap(({ errands = [] }) => errands),
  fields: all.flatMap(({ fields = [] }) => fields),
  writings: all.flatMap(({ writings = [] }) => writings),
})
