import type { Secrets } from '#platform/crypto'
import { cancelAppointment, moveAppointment, noteAttendance } from './change.ts'
import { feedKey, readFeed } from './feed.ts'
import { readInvitation } from './invitations.ts'
import { appointmentKey, invitationKey, readAppointment } from './mine.ts'

/** The use cases that need the installation's secrets: whoever knows a link is let in by it. */
export const createAppointments = (secrets: Secrets) => ({
  readAppointment: readAppointment(secrets),
  moveAppointment: moveAppointment(secrets),
  cancelAppointment: cancelAppointment(secrets),
  noteAttendance: noteAttendance(secrets),
  readInvitation: readInvitation(secrets),
  readFeed: readFeed(secrets),
  keyOf: (appointmentId: string) => appointmentKey(secrets, appointmentId),
  invitationKeyOf: (requestId: string) => invitationKey(secrets, requestId),
  feedKeyOf: (agenda: Parameters<typeof feedKey>[1]) => feedKey(secrets, agenda),
})

export type Appointments = ReturnType<typeof createAppointments>
