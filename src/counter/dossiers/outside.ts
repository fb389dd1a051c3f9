import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })

/**
 * An answer is asked of somebody outside a circuit: a payment, a signature, an appointment, an expert, another
 * authority. Who serves it is told so, and tells its answer through `answerOutside`.
 */
export const outsideAsked = defineEvent(
  'outside.asked',
  Type.Object({
    collectivityId: Id,
    requestId: Id,
    dossierId: Id,
    service: Type.Union([
      Type.Literal('payment'),
      Type.Literal('signature'),
      Type.Literal('appointment'),
      Type.Literal('expert'),
      Type.Literal('authority'),
      Type.Literal('form'),
      Type.Literal('colleague'),
      Type.Literal('visa'),
    ]),
    /** As the step of the circuit works them out: texts, numbers, booleans, lists. */
    parameters: Type.Record(Type.String(), Type.Unsafe<import('#kernel/expression').Value>({})),
  }),
)
