import type { Route } from '#platform/http'
import type { App } from '../app.ts'
import { absenceRoutes } from './absences/routes.ts'
import { applicationRoutes } from './applications/routes.ts'
import { askedRoutes } from './asked/routes.ts'
import { archiveRoutes } from './archives/routes.ts'
import { authorityRoutes } from './authorities/routes.ts'
import { exportRoutes } from './exports/routes.ts'
import { everyKeyRoutes } from './keys/every.routes.ts'
import { apiKeyRoutes } from './keys/routes.ts'
import { stateDataRoutes } from './state-data/routes.ts'
import { batchRoutes } from './batches/routes.ts'
import { agendaDayRoutes } from './appointments/days.routes.ts'
import { oneAppointmentRoutes } from './appointments/one.routes.ts'
import { agendaSettingsRoutes } from './appointments/settings.routes.ts'
import { privacyRoutes } from './privacy/routes.ts'
import { retentionRoutes } from './retention/routes.ts'
import { delayRoutes } from './delays/routes.ts'
import { calendarRoutes } from './calendars/routes.ts'
import { supportRoutes } from './accounts/routes.ts'
import { relateRoutes } from './contacts/relate.routes.ts'
import { contactRoutes } from './contacts/routes.ts'
import { caseRoutes } from './dossiers/case/routes.ts'
import { listRoutes } from './dossiers/list/routes.ts'
import { partnerRoutes } from './handover/routes.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { dispatchAgainRoute } from './dispatch/again.routes.ts'
import { conditionRoutes } from './dispatch/condition.routes.ts'
import { dispatchRoutes } from './dispatch/rules.routes.ts'
import { trialRoute } from './dispatch/trial.routes.ts'
import { zoneRoutes } from './dispatch/zones.routes.ts'
import { figureRoutes } from './figures/routes.ts'
import { hubeeRoutes } from './hubee/routes.ts'
import { federationDeskRoutes } from './federation/routes.ts'
import { listDeskRoutes } from './lists/routes.ts'
import { libraryRoutes } from './library/routes.ts'
import { letterRoutes } from './letters/routes.ts'
import { boxRoutes } from './mailbox/boxes.routes.ts'
import { trayRoutes } from './mailbox/tray.routes.ts'
import { mailRoutes } from './mails/routes.ts'
import { mailItemRoutes } from './mailroom/item.routes.ts'
import { mailroomRoutes } from './mailroom/routes.ts'
import { mentionRoutes } from './mentions/routes.ts'
import { mergesRoutes } from './merges/routes.ts'
import { operationsRoutes } from './operations/routes.ts'
import { moderationRoutes } from './organisations/routes.ts'
import { paymentDeskRoutes } from './payments/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { placeRoutes } from './places/routes.ts'
import { entryRoutes } from './reception/entry.routes.ts'
import { deskReceiptRoutes } from './reception/receipt.routes.ts'
import { findRoutes } from './reception/find.routes.ts'
import { postingRoutes } from './posting/routes.ts'
import { procedureDeskRoutes } from './procedures/routes.ts'
import { marksRoutes } from './satisfaction/routes.ts'
import { replyRoutes } from './replies/routes.ts'
import { studioRoutes } from './studio/index.ts'
import { viewRoutes } from './views/routes.ts'

export { installationCodeOf } from './installation/code.ts'
export { installationRoutes } from './installation/routes.ts'

/** What agents and the operator see: the cases of their services, and the machine. */
export const bureauRoutes = (app: App): Route[] => [
  ...placeRoutes(app),
  ...listRoutes(app),
  ...caseRoutes(app),
  ...mailroomRoutes(app),
  ...mailItemRoutes(app),
  ...contactRoutes(app),
  ...relateRoutes(app),
  ...findRoutes(app),
  ...deskReceiptRoutes(app),
  ...entryRoutes(app),
  ...agendaDayRoutes(app),
  ...oneAppointmentRoutes(app),
  ...agendaSettingsRoutes(app),
  ...calendarRoutes(app),
  ...delayRoutes(app),
  ...retentionRoutes(app),
  ...privacyRoutes(app),
  ...archiveRoutes(app),
  ...moderationRoutes(app),
  ...procedureDeskRoutes(app),
  ...libraryRoutes(app),
  ...listDeskRoutes(app),
  ...letterRoutes(app),
  ...replyRoutes(app),
  ...mentionRoutes(app),
  ...askedRoutes(app),
  ...postingRoutes(app),
  ...viewRoutes(app),
  ...trayRoutes(app),
  ...boxRoutes(app),
  ...hubeeRoutes(app),
  ...absenceRoutes(app),
  ...dispatchRoutes(app),
  dispatchAgainRoute(app),
  ...conditionRoutes(app),
  ...zoneRoutes(app),
  ...batchRoutes(app),
  trialRoute(app),
  ...stateDataRoutes(app),
  ...authorityRoutes(app),
  ...partnerRoutes(app),
  ...deliveryRoutes(app),
  ...apiKeyRoutes(app),
  ...everyKeyRoutes(app),
  ...exportRoutes(app),
  ...paymentDeskRoutes(app),
  ...figureRoutes(app),
  ...marksRoutes(app),
  ...studioRoutes(app),
  ...peopleRoutes(app),
  ...mailRoutes(app),
  ...mergesRoutes(app),
  ...operationsRoutes(app),
  ...applicationRoutes(app),
  ...federationDeskRoutes(app),
  ...supportRoutes(app),
]
