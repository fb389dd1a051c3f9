import { newId } from '#kernel/ids'
import type { Agenda, Exception, Kind, Opening, Plan, Resource } from '../schema.ts'

/** A small agenda for the tests of pure rooms. */

export const agendaOf = (more: Partial<Agenda> = {}): Agenda => ({
  collectivityId: newId(),
  id: newId(),
  slug: 'titres',
  title: { fr: 'Titres d’identité' },
  serviceId: null,
  place: 'Hôtel de ville d’essai',
  whenFull: { fr: 'Appelez-nous.' },
  noticeHours: 0,
  horizonDays: 400,
  closedOnHolidays: true,
  isOpen: true,
  feedNumber: 1,
  version: 1,
  ...more,
})

export const resourceOf = (name: string): Resource => ({ id: newId(), name, nature: 'desk', isOpen: true })

export const kindOf = (more: Partial<Kind> = {}): Kind => ({
  id: newId(),
  slug: 'remise',
  title: { fr: 'Remise d’un titre' },
  minutes: 30,
  everyMinutes: 30,
  capacity: 1,
  bufferBefore: 0,
  bufferAfter: 0,
  isOpen: true,
  ...more,
})

export const openingOf = (more: Partial<Opening> = {}): Opening => ({
  id: newId(),
  resourceId: null,
  weekdays: [1, 2, 3, 4, 5],
  from: 540,
  to: 720,
  validFrom: null,
  validTo: null,
  ...more,
})

export const exceptionOf = (more: Partial<Exception> = {}): Exception => ({
  id: newId(),
  resourceId: null,
  nature: 'closed',
  firstDay: '2026-12-24',
  lastDay: '2026-12-31',
  hours: null,
  label: 'Fêtes',
  ...more,
})

export const planOf = (more: Partial<Plan> = {}): Plan => ({
  agenda: agendaOf(),
  resources: [resourceOf('Guichet 1')],
  kinds: [kindOf()],
  openings: [openingOf()],
  exceptions: [],
  ...more,
})
