import type { Day } from '#kernel/calendar'
import type { Locale, Localized } from '#kernel/localized'

export interface Agenda {
  readonly collectivityId: string
  readonly id: string
  readonly slug: string
  readonly title: Localized
  /** The service whose agents keep it; null: any agent of the collectivity. */
  readonly serviceId: string | null
  /** Where one comes. */
  readonly place: string
  /** What to do when no time is left. */
  readonly whenFull: Localized
  /** An appointment is taken so many hours ahead at least… */
  readonly noticeHours: number
  /** … and so many days ahead at most. */
  readonly horizonDays: number
  readonly closedOnHolidays: boolean
  readonly isOpen: boolean
  readonly feedNumber: number
  readonly version: number
}

export const resourceNatures = ['desk', 'room', 'person'] as const
export type ResourceNature = (typeof resourceNatures)[number]

/** What one session at a time takes up. */
export interface Resource {
  readonly id: string
  readonly name: string
  readonly nature: ResourceNature
  readonly isOpen: boolean
}

/** A reason to come. */
export interface Kind {
  readonly id: string
  readonly slug: string
  readonly title: Localized
  readonly minutes: number
  /** From one beginning to the next, counted from the opening. */
  readonly everyMinutes: number
  /** People received together. */
  readonly capacity: number
  /** Minutes kept free before and after, for the room and the agent. */
  readonly bufferBefore: number
  readonly bufferAfter: number
  readonly isOpen: boolean
}

/** Minutes of Paris's wall clock after midnight. */
export interface MinuteRange {
  readonly from: number
  readonly to: number
}

/** Weekly hours of one resource, or of all. */
export interface Opening extends MinuteRange {
  readonly id: string
  readonly resourceId: string | null
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
  readonly validFrom: Day | null
  readonly validTo: Day | null
}

/** Days that are not as the others: closed, wholly or for some hours, or open though the week says otherwise. */
export interface Exception {
  readonly id: string
  readonly resourceId: string | null
  readonly nature: 'closed' | 'open'
  readonly firstDay: Day
  readonly lastDay: Day
  /** Null: the whole day. */
  readonly hours: MinuteRange | null
  readonly label: string
}

/** All that decides which times an agenda has. */
export interface Plan {
  readonly agenda: Agenda
  readonly resources: readonly Resource[]
  readonly kinds: readonly Kind[]
  readonly openings: readonly Opening[]
  readonly exceptions: readonly Exception[]
}

/** Times that are taken: everybody who comes together, on one resource. */
export interface Session {
  readonly id: string
  readonly resourceId: string
  /** Milliseconds since 1970, buffers included. */
  readonly from: number
  readonly to: number
  /** Places given, from 1. */
  readonly places: readonly number[]
}

/** A time that can be taken. */
export interface FreeTime {
  readonly startsAt: Date
  readonly endsAt: Date
  /** Places left, all resources together. */
  readonly places: number
}

export interface Person {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly locale: Locale
}

export interface Appointment {
  readonly collectivityId: string
  readonly id: string
  readonly agendaId: string
  readonly resourceId: string
  readonly kindId: string
  readonly status: 'held' | 'booked' | 'cancelled'
  readonly startsAt: Date
  readonly endsAt: Date
  /** How often it changed since it was booked, as calendars count. */
  readonly sequence: number
  readonly heldAt: Date
  /** When a hold ends; null once booked. */
  readonly expiresAt: Date | null
  readonly deviceDigest: Buffer | null
  readonly accountId: string | null
  readonly person: Person
  readonly dossierId: string | null
  readonly requestId: string | null
  readonly cancelReason: string | null
  readonly attendance: 'came' | 'absent' | null
}

/** An appointment with the words that say what it is. */
export interface ShownAppointment extends Appointment {
  readonly kindSlug: string
  readonly kindTitle: Localized
  readonly resourceName: string
}

export type AppointmentEventKind = 'booked' | 'moved' | 'cancelled' | 'attended' | 'missed'

/** A line of what happened to an appointment. */
export interface AppointmentEvent {
  readonly kind: AppointmentEventKind
  readonly at: Date
  readonly byKind: string
  readonly byName: string
  readonly detail: { readonly from?: string; readonly to?: string; readonly reason?: string }
}

/** An appointment that a circuit asks somebody to take. */
/** What a circuit asks somebody: to choose a time. */
export interface Invitation {
  readonly collectivityId: string
  readonly requestId: string
  readonly agendaId: string
  readonly kindId: string
  readonly dossierId: string
  readonly name: string
  readonly email: string | null
  readonly locale: Locale
  /** When its circuit stopped waiting: nothing is taken for it any more. */
  readonly withdrawnAt: Date | null
}
