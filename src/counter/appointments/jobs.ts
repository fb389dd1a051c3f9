import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

const Id = Type.String({ format: 'uuid' })

/**
 * Reminds somebody. Asked for under a key of the appointment and of the days: a move replaces what waits, and one that comes
 * for another time than the appointment’s, or for a cancelled one, says nothing.
 */
export const remind = defineJob(
  'appointments.remind',
  Type.Object({ collectivityId: Id, appointmentId: Id, sequence: Type.Integer(), days: Type.Integer() }),
)

/** Writes to somebody whom a circuit asks to choose a time. */
export const inviteToChoose = defineJob('appointments.invite', Type.Object({ collectivityId: Id, requestId: Id }))

/** Forgets holds that are over, people who came long ago, and questions that nobody answered. Each night. */
export const sweepAppointments = defineJob('appointments.sweep', Type.Object({}))

/** The request names nobody any more, and its last appointment has taken place. */
export const forgetOfDossier = defineJob('appointments.forget', Type.Object({ collectivityId: Id, dossierId: Id }))
