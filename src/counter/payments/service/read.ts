import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { nextStep } from '../domain/payment.ts'
import type { Attempt, Payment } from '../schema.ts'
import { listAttemptRows } from '../store/attempts.ts'
import { findPaymentRow, listPaymentRowsOfDossier } from '../store/payments.ts'
import { listRegieRows } from '../store/regies.ts'
import { linkOf, readLink } from './link.ts'
import type { PaymentTools } from './tools.ts'

/** A payment as the person who pays sees it. */
export interface PaymentInView {
  readonly payment: Payment
  readonly link: string
  /** The one that was paid, or else the last that was sent to the provider. */
  readonly attempt: Attempt | undefined
  /** What the button does: go to pay, go back to an operation begun, wait for the provider's answer, or nothing. */
  readonly can: 'pay' | 'resume' | 'wait' | 'nothing'
  /** False cards: nobody's account is touched. */
  readonly isTest: boolean
  /** Whether the collectivity takes payments online at this moment. */
  readonly isOpen: boolean
}

/** @throws AppError `not_found payments.not_found` for a link that was not made here. */
export async function readPayment(
  ctx: Context,
  tools: PaymentTools,
  { collectivityId, link }: { readonly collectivityId: string; readonly link: string },
): Promise<PaymentInView> {
  const id = readLink(tools.secrets, collectivityId, link)
  if (id === undefined) throw notFound('payments.not_found')
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [payment, attempts, regies] = await Promise.all([
      findPaymentRow(tx, collectivityId, id),
      listAttemptRows(tx, collectivityId, id),
      listRegieRows(tx, collectivityId),
    ])
    if (!payment) throw notFound('payments.not_found')
    const step = nextStep(payment, attempts, ctx.clock.now())
    const sent = attempts.filter(({ operationId }) => operationId !== null)
    const attempt = sent.find(({ state }) => state === 'paid') ?? sent.at(-1)
    const open = regies.filter((each) => each.isOpen && (payment.regieId === null || each.id === payment.regieId))
    return {
      payment,
      link,
      attempt,
      can: canOf(step),
      isTest: (payment.state === 'paid' || payment.state === 'pending' ? attempt?.mode : open[0]?.mode) === 'test',
      isOpen: open.length > 0,
    }
  })
}

function canOf(step: ReturnType<typeof nextStep>): PaymentInView['can'] {
  if (step === 'settled') return 'nothing'
  if (step === 'being_checked') return 'wait'
  return step.kind === 'resume' ? 'resume' : 'pay'
}

/** What a dossier asks to pay, with the link that opens each: for who may read the dossier. */
export async function paymentsOfDossier(
  ctx: Context,
  tools: PaymentTools,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
): Promise<readonly (Payment & { readonly link: string })[]> {
  const payments = await ctx.db.readCollectivity(collectivityId, (tx) =>
    listPaymentRowsOfDossier(tx, collectivityId, dossierId),
  )
  return payments.map((payment) => ({ ...payment, link: linkOf(tools.secrets, collectivityId, payment.id) }))
}
