import { handleJob, type JobHandler } from '#platform/jobs'
import type { Context } from '#platform/context'
import { listCollectivities } from '#territory/collectivities'
import { expirePayment, lookAtAttempt, reconcilePayments } from '../jobs.ts'
import { listForgottenAttempts } from '../store/attempts.ts'
import { listOverduePayments, lockPaymentRow } from '../store/payments.ts'
import { look } from './look.ts'
import { lookLater, redraw } from './settle.ts'
import type { PaymentTools } from './tools.ts'

type Base = Omit<Context, 'actor'>

/** The work of the house in the background. */
export const paymentHandlers = (base: Base, tools: PaymentTools): JobHandler[] => [
  handleJob(lookAtAttempt, (key) => look(base, tools, key)),
  handleJob(expirePayment, ({ collectivityId, paymentId }) => expire(base, collectivityId, paymentId)),
  handleJob(reconcilePayments, () => reconcile(base)),
]

/** Somebody who is paying at that moment is waited for: her attempt settles the payment when it ends. */
const expire = ({ db, clock }: Base, collectivityId: string, paymentId: string): Promise<void> =>
  db.withCollectivity(collectivityId, async (tx) => {
    const payment = await lockPaymentRow(tx, collectivityId, paymentId)
    if (payment) await redraw(tx, payment, clock.now())
  })

const hour = 3_600_000
const atOnce = 500

async function reconcile(base: Base): Promise<void> {
  const { db, clock } = base
  const now = clock.now()
  const before = new Date(now.getTime() - hour)
  for (const { id: collectivityId } of await listCollectivities(db)) {
    const overdue = await db.withCollectivity(collectivityId, async (tx) => {
      for (const attempt of await listForgottenAttempts(tx, { collectivityId, before, limit: atOnce }))
        await lookLater(tx, collectivityId, attempt)
      return listOverduePayments(tx, { collectivityId, now, limit: atOnce })
    })
    for (const { id } of overdue) await expire(base, collectivityId, id)
  }
}
