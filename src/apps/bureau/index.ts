import type { Route } from '#platform/http'
import type { App } from '../app.ts'
import { applicationRoutes } from './applications/routes.ts'
import { authorityRoutes } from './authorities/routes.ts'
import { stateDataRoutes } from './state-data/routes.ts'
import { agendaDayRoutes } from './appointments/days.routes.ts'
import { oneAppointmentRoutes } from './appointments/one.routes.ts'
import { agendaSettingsRoutes } from './appointments/settings.routes.ts'
import { supportRoutes } from './accounts/routes.ts'
import { caseRoutes } from './dossiers/case/routes.ts'
import { listRoutes } from './dossiers/list/routes.ts'
import { federationDeskRoutes } from './federation/routes.ts'
import { listDeskRoutes } from './lists/routes.ts'
import { libraryRoutes } from './library/routes.ts'
import { letterRoutes } from './letters/routes.ts'
import { mailRoutes } from './mails/routes.ts'
import { mergesRoutes } from './merges/routes.ts'
import { operationsRoutes } from './operations/routes.ts'
import { moderationRoutes } from './organisations/routes.ts'
import { paymentDeskRoutes } from './payments/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { placeRoutes } from './places/routes.ts'
import { postingRoutes } from './posting/routes.ts'
import { procedureDeskRoutes } from './procedures/routes.ts'
import { studioRoutes } from './studio/index.ts'

export { installationCodeOf } from './installation/code.ts'
export { installationRoutes } from './installation/routes.ts'

/** What agents and the operator see: the cases of their services, and the machine. */
export const bureauRoutes = (app: App): Route[] => [
  ...placeRoutes(app),
  ...listRoutes(app),
  ...caseRoutes(app),
  ...agendaDayRoutes(app),
  ...oneAppointmentRoutes(app),
  ...agendaSettingsRoutes(app),
  ...moderationRoutes(app),
  ...procedureDeskRoutes(app),
  ...libraryRoutes(app),
  ...listDeskRoutes(app),
  ...letterRoutes(app),
  ...postingRoutes(app),
  ...stateDataRoutes(app),
  ...authorityRoutes(app),
  ...paymentDeskRoutes(app),
  ...studioRoutes(app),
  ...peopleRoutes(app),
  ...mailRoutes(app),
  ...mergesRoutes(app),
  ...operationsRoutes(app),
  ...applicationRoutes(app),
  ...federationDeskRoutes(app),
  ...supportRoutes(app),
]
