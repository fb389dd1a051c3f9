import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/**
 * What became of a sum: it was paid, or it will not be. Paid may follow expired: a provider spoke late, and money that was
 * taken is always told.
 */
export const paymentSettled = defineEvent(
  'payments.settled',
  Type.Object({
    collectivityId: Id,
    /** Null when the sum could not be asked for at all. */
    paymentId: Type.Union([Id, Type.Null()]),
    /** Of who asked. */
    requestId: Id,
    outcome: Type.Union([Type.Literal('paid'), Type.Literal('expired'), Type.Literal('impossible')]),
  }),
)
