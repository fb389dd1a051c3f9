import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/** Asks the provider what became of an attempt, and asks for itself again until no answer can change. */
export const lookAtAttempt = defineJob('payments.look_at_attempt', Type.Object({ collectivityId: Id, attemptId: Id }))

/** Says that a payment whose day is over will not come. */
export const expirePayment = defineJob('payments.expire', Type.Object({ collectivityId: Id, paymentId: Id }))

/** Takes up what lost its job: attempts that nobody looked at, payments whose day passed. Each night. */
export const reconcilePayments = defineJob('payments.reconcile', Type.Object({}))
