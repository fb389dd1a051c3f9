import type { Route } from '#platform/http'
import type { App } from '../app.ts'
import { languageRoutes } from './language/routes.ts'
import { procedureRoutes } from './procedures/routes.ts'
import { siteRoutes } from './sites/site.routes.ts'
import { staticRoutes } from './sites/static.routes.ts'
import { territoryRoutes } from './sites/territory.routes.ts'

/** Everything that residents, professionals and associations see. */
export const guichetRoutes = (app: App): Route[] => [
  ...territoryRoutes(app),
  ...languageRoutes(app),
  ...staticRoutes(app),
  ...siteRoutes(app),
  ...procedureRoutes(app),
]
