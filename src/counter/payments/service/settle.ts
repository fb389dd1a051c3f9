import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { settlementOf, stateOf } from '../domain/payment.ts'
import { paymentSettled } from '../events.ts'
import { lookAtAttempt } from '../jobs.ts'
import type { Attempt, Payment } from '../schema.ts'
import { listAttemptRows } from '../store/attempts.ts'
import { updatePaymentRow } from '../store/payments.ts'

/** Draws a payment from its attempts again, and tells who asked when that settles it. The payment's row is locked. */
export async function redraw(tx: Tx, payment: Payment, now: Date): Promise<Payment> {
  const attempts = await listAttemptRows(tx, payment.collectivityId, payment.id)
  const state = stateOf(payment, attempts, now)
  const settlement = settlementOf(payment.state, state)
  const isOver = state === 'paid' || state === 'expired'
  const after: Payment = {
    ...payment,
    state,
    settledAt: isOver ? (settlement === undefined ? payment.settledAt : now) : null,
    payerEmail: isOver ? null : payment.payerEmail,
  }
  await updatePaymentRow(tx, payment, after)
  if (settlement !== undefined) {
    const { collectivityId, id, requestId } = payment
    await publish(tx, paymentSettled, { collectivityId, paymentId: id, requestId, outcome: settlement })
  }
  return after
}

/** One look is waited for at a time: asking for one sooner replaces the one that waits. */
export const lookLater = (tx: Tx, collectivityId: string, attempt: Pick<Attempt, 'id'>, at?: Date): Promise<void> =>
  enqueue(
    tx,
    lookAtAttempt,
    { collectivityId, attemptId: attempt.id },
    { key: `payments.look_at_attempt:${attempt.id}`, ...(at && { runAt: at }) },
  )
