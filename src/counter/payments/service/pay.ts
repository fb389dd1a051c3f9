import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { nextLook } from '../domain/attempt.ts'
import { nextStep } from '../domain/payment.ts'
import { attemptReference, isPayerEmail } from '../domain/reference.ts'
import type { Order } from '../ports.ts'
import type { Attempt, Payment, Regie } from '../schema.ts'
import { findAttemptRow, insertAttempt, listAttemptRows, openAttemptRow } from '../store/attempts.ts'
import { lockPaymentRow, updatePaymentRow } from '../store/payments.ts'
import { listRegieRows } from '../store/regies.ts'
import { readLink } from './link.ts'
import { lookLater, redraw } from './settle.ts'
import type { PaymentTools } from './tools.ts'

export interface PayInput {
  readonly collectivityId: string
  readonly link: string
  readonly email: string
}

export type PayRefusal =
  | 'email'
  /** Paid already, or its day is over. */
  | 'settled'
  /** The end of an operation is not known yet. */
  | 'being_checked'
  /** The collectivity takes no payment online at this moment. */
  | 'no_regie'
  /** The provider does not want it: somebody of the collectivity has to see to it. */
  | 'refused'
  | 'unavailable'

type Pay = Promise<Outcome<{ readonly payAt: string }, PayRefusal>>

/**
 * Sends somebody to pay. Pressed twice, or again after a process died between the provider's answer and ours, it leads to
 * one operation: the row is written first, and of two answers for it the first counts. The other was shown to nobody.
 */
export async function beginPayment(ctx: Context, tools: PaymentTools, input: PayInput): Pay {
  const email = input.email.trim()
  if (!isPayerEmail(email)) return refused('email')
  const prepared = await prepare(ctx, tools, { ...input, email })
  if (!prepared.ok) return prepared
  const { attempt, payment } = prepared.value
  if (attempt.operationId !== null) return accepted({ payAt: tools.provider.payAt(attempt.operationId) })
  const opened = await tools.provider.open(await orderOf(tools, { attempt, payment, ...input, email, ctx }))
  if (!opened.ok) {
    ctx.log.warn({ reference: attempt.reference, ...opened.refusal }, 'payment not opened')
    return refused(opened.refusal.reason)
  }
  const operationId = await keepOperation(ctx, { payment, attempt, operationId: opened.value.operationId })
  return accepted({ payAt: tools.provider.payAt(operationId) })
}

interface Prepared {
  readonly payment: Payment
  readonly attempt: Attempt
}

async function prepare(ctx: Context, tools: PaymentTools, input: PayInput): Promise<Outcome<Prepared, PayRefusal>> {
  const { collectivityId, link } = input
  const id = readLink(tools.secrets, collectivityId, link)
  if (id === undefined) throw notFound('payments.not_found')
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const payment = await lockPaymentRow(tx, collectivityId, id)
    if (!payment) throw notFound('payments.not_found')
    const now = ctx.clock.now()
    const step = nextStep(payment, await listAttemptRows(tx, collectivityId, id), now)
    if (typeof step === 'string') return refused(step)
    await updatePaymentRow(tx, payment, { ...payment, payerEmail: input.email })
    if (step.kind !== 'open') return accepted({ payment, attempt: step.attempt })
    const regie = await regieFor(tx, payment)
    if (!regie) return refused('no_regie')
    const attempt = newAttempt({ payment, regie, number: step.number, now })
    await insertAttempt(tx, collectivityId, attempt)
    return accepted({ payment, attempt })
  })
}

/** The one that was asked for, or else the first of those that are open. */
async function regieFor(tx: Tx, { collectivityId, regieId }: Payment): Promise<Regie | undefined> {
  const open = (await listRegieRows(tx, collectivityId)).filter(({ isOpen }) => isOpen)
  return regieId === null ? open[0] : open.find(({ id }) => id === regieId)
}

interface Beginning {
  readonly payment: Payment
  readonly regie: Regie
  readonly number: number
  readonly now: Date
}

const newAttempt = ({ payment, regie, number, now }: Beginning): Attempt => ({
  id: newId(),
  paymentId: payment.id,
  number,
  reference: attemptReference(payment.reference, number),
  regieId: regie.id,
  clientNumber: regie.clientNumber,
  mode: regie.mode,
  amount: payment.amount,
  state: 'asked',
  operationId: null,
  openedAt: now,
  lookedAt: null,
  looks: 0,
  nextLookAt: null,
  means: null,
  authorisation: null,
  transactedAt: null,
  mismatch: null,
})

async function orderOf(tools: PaymentTools, given: Prepared & PayInput & { readonly ctx: Context }): Promise<Order> {
  const { attempt, payment, collectivityId, link, email, ctx } = given
  const site = await tools.siteUrl(collectivityId)
  const { clientNumber, mode, reference, amount } = attempt
  return {
    clientNumber,
    mode,
    reference,
    amount,
    purpose: payment.purpose,
    year: Number(dayOf(ctx.clock.now()).slice(0, 4)),
    payerEmail: email,
    noticeUrl: `${site}/paiement/notification`,
    returnUrl: `${site}/paiement/${link}/retour`,
  }
}

/** Keeps what the provider calls the operation, unless the same was asked meanwhile and answered first. */
async function keepOperation(ctx: Context, given: Prepared & { readonly operationId: string }): Promise<string> {
  const { payment, attempt, operationId } = given
  const { collectivityId } = payment
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const openedAt = ctx.clock.now()
    const open = { ...attempt, state: 'open' as const, operationId, openedAt }
    const nextLookAt = nextLook(open, { now: openedAt, wasSilent: false }) ?? null
    const locked = await lockPaymentRow(tx, collectivityId, payment.id)
    const [kept] = await openAttemptRow(tx, collectivityId, { ...open, nextLookAt })
    if (!kept || !locked) return (await findAttemptRow(tx, collectivityId, attempt.id))?.operationId ?? operationId
    await redraw(tx, locked, openedAt)
    await lookLater(tx, collectivityId, attempt, nextLookAt ?? openedAt)
    return operationId
  })
}
