import { Type } from 'typebox'
import { defineEvent } from '#platform/events'

const Id = Type.String({ format: 'uuid' })
const OrNone = Type.Union([Id, Type.Null()])

/** Which appointment, for whom it answers a question of a circuit, and its how manieth change this is. */
const Change = Type.Object({
  collectivityId: Id,
  appointmentId: Id,
  dossierId: OrNone,
  requestId: OrNone,
  sequence: Type.Integer(),
})

export const appointmentBooked = defineEvent('appointments.booked', Change)
export const appointmentMoved = defineEvent('appointments.moved', Change)
export const appointmentCancelled = defineEvent('appointments.cancelled', Change)
