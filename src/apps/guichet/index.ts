import type { Route } from '#platform/http'
import type { App } from '../app.ts'
import { bookRoutes } from './appointments/book.routes.ts'
import { chooseRoutes } from './appointments/choose.routes.ts'
import { mineRoutes } from './appointments/mine.routes.ts'
import { discardRoute } from './dossiers/discard.routes.ts'
import { claimRoutes } from './dossiers/follow/claim.routes.ts'
import { followRoutes } from './dossiers/follow/routes.ts'
import { choicesRoutes } from './dossiers/form/choices.routes.ts'
import { finishRoutes } from './dossiers/form/finish.routes.ts'
import { formRoutes } from './dossiers/form/routes.ts'
import { askRoutes } from './dossiers/form/state-data/ask.routes.ts'
export { failurePageFor } from './failures/answer.ts'
import { publicFigureRoutes } from './figures/routes.ts'
import { languageRoutes } from './language/routes.ts'
import { opinionRoutes } from './opinions/routes.ts'
import { paymentRoutes } from './payments/routes.ts'
import { procedureRoutes } from './procedures/routes.ts'
import { satisfactionRoutes } from './satisfaction/routes.ts'
import { siteRoutes } from './sites/site.routes.ts'
import { staticRoutes } from './sites/static.routes.ts'
import { territoryRoutes } from './sites/territory.routes.ts'

export { summaryFormatter } from './dossiers/formatter.ts'
export { receiptDocument } from './dossiers/receipt-document.ts'
export { publisherOf } from './appointments/publisher.ts'
export { siteName, themeColour } from './frame/index.ts'

/** Everything that residents, professionals and associations see. */
export function guichetRoutes(app: App): Route[] {
  const tools = { app, dossiers: app.dossiers }
  return [
    ...territoryRoutes(app),
    ...languageRoutes(app),
    ...staticRoutes(app),
    ...siteRoutes(app),
    ...publicFigureRoutes(app),
    ...satisfactionRoutes(app),
    ...procedureRoutes(app),
    ...chooseRoutes(app),
    ...bookRoutes(app),
    ...mineRoutes(app),
    ...paymentRoutes(app),
    ...opinionRoutes(app),
    ...claimRoutes(app),
    ...followRoutes(tools),
    discardRoute(app),
    ...finishRoutes(tools),
    ...choicesRoutes(tools),
    ...askRoutes(tools),
    ...formRoutes(tools),
  ]
}
