import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { attemptAfter, type News } from '../domain/attempt.ts'
import type { Attempt } from '../schema.ts'
import { findAttemptByOperation, findAttemptRow, listAttemptRows, updateAttemptRow } from '../store/attempts.ts'
import { lockPaymentRow } from '../store/payments.ts'
import { readLink } from './link.ts'
import { lookLater, redraw } from './settle.ts'
import type { PaymentTools } from './tools.ts'

type Base = Omit<Context, 'actor'>

/** Asks the provider what became of an attempt, and keeps it. The provider is asked outside of any transaction. */
export async function look(
  base: Base,
  tools: PaymentTools,
  { collectivityId, attemptId }: { readonly collectivityId: string; readonly attemptId: string },
): Promise<void> {
  const attempt = await base.db.readCollectivity(collectivityId, (tx) => findAttemptRow(tx, collectivityId, attemptId))
  if (!attempt || attempt.operationId === null || attempt.state === 'paid') return
  const said = await tools.provider.look(attempt.operationId)
  if (!said.ok) base.log.warn({ reference: attempt.reference, ...said.refusal }, 'payment not looked at')
  await hear(base, { collectivityId, attempt, news: said.ok ? said.value : 'silence' })
}

interface Heard {
  readonly collectivityId: string
  readonly attempt: Attempt
  readonly news: News | 'silence'
}

const hear = ({ db, clock, log }: Base, { collectivityId, attempt: { id, paymentId }, news }: Heard): Promise<void> =>
  db.withCollectivity(collectivityId, async (tx) => {
    const payment = await lockPaymentRow(tx, collectivityId, paymentId)
    // Read again under the lock: somebody else may have heard more since.
    const attempt = await findAttemptRow(tx, collectivityId, id)
    if (!payment || !attempt) return
    const after = attemptAfter(attempt, news, clock.now())
    if (after.mismatch !== null)
      log.error({ reference: after.reference, mismatch: after.mismatch }, 'payment does not agree')
    await updateAttemptRow(tx, collectivityId, after)
    await redraw(tx, payment, clock.now())
    if (after.nextLookAt !== null) await lookLater(tx, collectivityId, after, after.nextLookAt)
  })

/**
 * Somebody came back from the provider, or wants to know: the last operation is looked at while she waits. It may just have
 * been: she has paid since. How often one address may ask is its route's to say.
 */
export async function lookForPayer(
  ctx: Context,
  tools: PaymentTools,
  { collectivityId, link }: { readonly collectivityId: string; readonly link: string },
): Promise<void> {
  const paymentId = readLink(tools.secrets, collectivityId, link)
  if (paymentId === undefined) throw notFound('payments.not_found')
  const attempts = await ctx.db.readCollectivity(collectivityId, (tx) => listAttemptRows(tx, collectivityId, paymentId))
  const last = attempts.findLast(({ operationId }) => operationId !== null)
  if (!last || last.state === 'paid') return
  await look(ctx, tools, { collectivityId, attemptId: last.id })
}

/**
 * A program says that something happened to an operation. It proves nothing: the provider is asked, by a job, and only about
 * an operation of this collectivity that is not settled. Said twice, it makes one look.
 */
export async function receiveNotice(
  ctx: Context,
  { collectivityId, operationId }: { readonly collectivityId: string; readonly operationId: string },
): Promise<void> {
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const attempt = await findAttemptByOperation(tx, collectivityId, operationId)
    if (attempt && attempt.state !== 'paid') await lookLater(tx, collectivityId, attempt)
  })
}
