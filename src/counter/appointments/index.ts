export type { AgendaChange, AgendaDescription, SettingsFault } from './domain/settings.ts'
export { appointmentBooked, appointmentCancelled, appointmentMoved } from './events.ts'
export { sweepAppointments } from './jobs.ts'
export { agendaCalendar, type MailSurroundings, personalCalendar } from './mails.ts'
export { mayArrange, mayKeep } from './policy.ts'
export type {
  Agenda,
  Appointment,
  AppointmentEvent,
  Exception,
  FreeTime,
  Kind,
  Opening,
  Person,
  Plan,
  Resource,
  ShownAppointment,
} from './schema.ts'
export { bookAppointment, type Booked, bookHeld, type BookInput } from './service/book.ts'
export {
  type AgendaDay,
  listAgendas,
  listOpenAgendas,
  readAgendaDays,
  readForDesk,
  type DeskAppointment,
} from './service/desk.ts'
export { forgetAppointments } from './service/forget.ts'
export { type AppointmentHandlerTools, appointmentJobHandlers, tellPerson } from './service/handlers.ts'
export { type Held, type HoldInput, holdTime, releaseHold, renewHold } from './service/hold.ts'
export { type Appointments, createAppointments } from './service/index.ts'
export { type OfferInput, offerAppointment, takenOrWithdrawn, withdrawInvitations } from './service/invitations.ts'
export { appointmentsOfDossier, appointmentsOfDossiers, findAppointment, myAppointments } from './service/of-dossier.ts'
export { appointmentData, appointmentsHere } from './service/personal-data.ts'
export { freeSlots, type FreeSlots, type FreeSlotsRange } from './service/plan.ts'
export { listNamedAgendas, type NamedAgenda } from './store/plan.ts'
export { changeAgenda, createAgenda, readSettings, type SettingsRefusal } from './service/settings.ts'
