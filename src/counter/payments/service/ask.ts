import { dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { type AmountFault, isPayerEmail, readAmount, readPurpose, referenceOf } from '../domain/reference.ts'
import { paymentSettled } from '../events.ts'
import { expirePayment } from '../jobs.ts'
import { mayAskPayment } from '../policy.ts'
import type { Payment, Regie } from '../schema.ts'
import { findPaymentByRequest, insertPayment, lockRequest, takeReferenceNumber } from '../store/payments.ts'
import { listRegieRows } from '../store/regies.ts'

export interface PaymentRequest {
  readonly collectivityId: string
  /** Of who asks: asking again under the same one gives the same payment. */
  readonly requestId: string
  readonly dossierId?: string | undefined
  /** Cents of euro. */
  readonly amount: number
  readonly purpose: string
  /** Typed in advance in the form; the person may change it. */
  readonly payerEmail?: string | undefined
  /** A month unless said. */
  readonly expiresAt?: Date | undefined
  /** Name or number of the régie that takes the money; the first one that is open unless said. */
  readonly regie?: string | undefined
}

export type AskRefusal =
  | { readonly reason: 'amount'; readonly fault: AmountFault }
  | { readonly reason: 'unknown_regie' }

const day = 86_400_000

/**
 * Asks somebody for a sum. Nothing to pay is paid at once. Asking again, as a job that runs twice does, changes nothing.
 * @throws AppError `forbidden payments.ask` for anybody but the platform.
 */
export async function requestPayment(ctx: Context, input: PaymentRequest): Promise<Outcome<Payment, AskRefusal>> {
  if (!mayAskPayment(ctx.actor)) throw new AppError('forbidden', 'payments.ask')
  const amount = readAmount(input.amount)
  if (!amount.ok) return refused({ reason: 'amount' as const, fault: amount.refusal })
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    await lockRequest(tx, input.collectivityId, input.requestId)
    const known = await findPaymentByRequest(tx, input.collectivityId, input.requestId)
    if (known) return accepted(known)
    const regie = await namedRegie(tx, input)
    if (regie === 'unknown') return refused({ reason: 'unknown_regie' as const })
    const payment = await newPayment(tx, input, { now: ctx.clock.now(), regieId: regie?.id ?? null })
    await insertPayment(tx, payment)
    await (payment.state === 'paid' ? tellPaid(tx, payment) : expireLater(tx, payment))
    return accepted(payment)
  })
}

/** The régie that is named; nothing when none is, so that it is chosen at the moment when somebody pays. */
async function namedRegie(tx: Tx, { collectivityId, regie }: PaymentRequest): Promise<Regie | 'unknown' | undefined> {
  const name = regie?.trim().toLowerCase()
  if (!name) return undefined
  const all = await listRegieRows(tx, collectivityId)
  return all.find((each) => each.clientNumber === name || each.name.toLowerCase() === name) ?? 'unknown'
}

async function newPayment(
  tx: Tx,
  input: PaymentRequest,
  { now, regieId }: { readonly now: Date; readonly regieId: string | null },
): Promise<Payment> {
  const { collectivityId, requestId, dossierId, amount, payerEmail } = input
  const year = Number(dayOf(now).slice(0, 4))
  const isFree = amount === 0
  return {
    collectivityId,
    id: newId(),
    requestId,
    dossierId: dossierId ?? null,
    purpose: readPurpose(input.purpose),
    amount,
    reference: referenceOf(year, await takeReferenceNumber(tx, collectivityId, year)),
    regieId,
    state: isFree ? 'paid' : 'created',
    payerEmail: !isFree && payerEmail !== undefined && isPayerEmail(payerEmail) ? payerEmail : null,
    createdAt: now,
    expiresAt: input.expiresAt ?? new Date(now.getTime() + 30 * day),
    settledAt: isFree ? now : null,
  }
}

const tellPaid = (tx: Tx, { collectivityId, id, requestId }: Payment): Promise<void> =>
  publish(tx, paymentSettled, { collectivityId, paymentId: id, requestId, outcome: 'paid' })

const expireLater = (tx: Tx, { collectivityId, id, expiresAt }: Payment): Promise<void> =>
  enqueue(tx, expirePayment, { collectivityId, paymentId: id }, { key: `payments.expire:${id}`, runAt: expiresAt })
