import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })
const Key = Type.Object({ collectivityId: Id, handoverId: Id })

/** Carries out what the other side said, in order. */
export const hearPartner = defineJob('handover.hear', Key)

/** Gives a server of Open311 what waits for it, and asks it for news. */
export const workOpen311 = defineJob('handover.open311', Type.Object({ collectivityId: Id, partnerId: Id }))

/** Compares the lists of both sides, tells who is late. Each night. */
export const reconcileHandovers = defineJob('handover.reconcile', Type.Object({}))
