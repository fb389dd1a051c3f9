import type { Context } from '#platform/context'
import { publish } from '#platform/events'
import { paymentSettled } from '../events.ts'
import { type PaymentRequest, requestPayment } from './ask.ts'

/** A sum that a circuit asks for, with what it worked out. */
export interface AskedByCircuit {
  readonly collectivityId: string
  readonly requestId: string
  readonly dossierId: string
  /** `amount` in cents; `purpose`, `email`, `regie`, `days` if the circuit says them. */
  readonly parameters: Readonly<Record<string, unknown>>
}

const day = 86_400_000
const longestWait = 3650

/** Asks for it. A sum that cannot be asked for is told at once to who asked: the request does not wait for nothing. */
export async function requestForCircuit(ctx: Context, asked: AskedByCircuit, usualPurpose: string): Promise<void> {
  const said = await requestPayment(ctx, requestOf(asked, { now: ctx.clock.now(), usualPurpose }))
  if (said.ok) return
  const { collectivityId, requestId } = asked
  ctx.log.error({ requestId, ...said.refusal }, 'payment cannot be asked for')
  await ctx.db.withCollectivity(collectivityId, (tx) =>
    publish(tx, paymentSettled, { collectivityId, paymentId: null, requestId, outcome: 'impossible' }),
  )
}

function requestOf(
  { collectivityId, requestId, dossierId, parameters }: AskedByCircuit,
  { now, usualPurpose }: { readonly now: Date; readonly usualPurpose: string },
): PaymentRequest {
  const { amount, days } = parameters
  const textOf = (name: string): string | undefined => {
    const value = parameters[name]
    return typeof value === 'string' && value.trim() !== '' ? value : undefined
  }
  const isDelay = typeof days === 'number' && days >= 1 && days <= longestWait
  return {
    collectivityId,
    requestId,
    dossierId,
    // What is no number at all is no amount either, and is refused as such.
    amount: typeof amount === 'number' ? amount : Number.NaN,
    purpose: textOf('purpose') ?? usualPurpose,
    payerEmail: textOf('email'),
    regie: textOf('regie'),
    expiresAt: isDelay ? new Date(now.getTime() + days * day) : undefined,
  }
}
