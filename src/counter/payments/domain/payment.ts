import type { Attempt, Payment, PaymentState } from '../schema.ts'
import { isPayable } from './attempt.ts'

/** Where a payment stands: drawn from its attempts, so that nothing can say otherwise. */
export function stateOf(
  payment: Pick<Payment, 'amount' | 'expiresAt'>,
  attempts: readonly Pick<Attempt, 'state' | 'number'>[],
  now: Date,
): PaymentState {
  if (payment.amount === 0 || attempts.some(({ state }) => state === 'paid')) return 'paid'
  // One whose operation never came is known to nobody: nothing can be paid by it.
  const last = lastOf(attempts.filter(({ state }) => state !== 'asked'))
  // Somebody may be typing a card: the day that ends waits for the answer.
  if (last?.state === 'open') return 'pending'
  if (now >= payment.expiresAt) return 'expired'
  if (last === undefined) return 'created'
  return last.state === 'refused' ? 'refused' : 'abandoned'
}

const lastOf = <Each extends Pick<Attempt, 'number'>>(attempts: readonly Each[]): Each | undefined =>
  attempts.toSorted((a, b) => b.number - a.number)[0]

/** What is told to who asked: that it was paid, or that it will not be. */
export type Settlement = 'paid' | 'expired'

/** What a change of state settles: told once each, paid even after it had been given up. */
export function settlementOf(before: PaymentState, after: PaymentState): Settlement | undefined {
  if (before === after || before === 'paid') return undefined
  return after === 'paid' || after === 'expired' ? after : undefined
}

export type NextStep =
  /** The operation that is open serves again. */
  | { readonly kind: 'resume'; readonly attempt: Attempt }
  /** A new operation is asked for. */
  | { readonly kind: 'open'; readonly number: number }
  /** The row of one was written and its call never came back: it is asked for again, under the same reference. */
  | { readonly kind: 'call_again'; readonly attempt: Attempt }

/**
 * What "pay" means now. While the end of an operation is not known, no other is opened beside it: nobody pays twice. There
 * may be nothing to pay any more (`settled`), or one has to wait for the provider's answer (`being_checked`).
 */
export function nextStep(
  payment: Payment,
  attempts: readonly Attempt[],
  now: Date,
): NextStep | 'settled' | 'being_checked' {
  const state = stateOf(payment, attempts, now)
  if (state === 'paid' || state === 'expired') return 'settled'
  const last = lastOf(attempts)
  if (last?.state === 'asked') return { kind: 'call_again', attempt: last }
  if (last?.state === 'open') return isPayable(last, now) ? { kind: 'resume', attempt: last } : 'being_checked'
  return { kind: 'open', number: (last?.number ?? 0) + 1 }
}
