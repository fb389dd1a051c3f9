import type { Route } from '#platform/http'
import { circuitRoutes } from './apps/api/circuits.ts'
import { healthRoutes } from './apps/api/health.ts'
import type { App } from './apps/app.ts'
import { assetRoutes } from './apps/assets.ts'
import { bureauRoutes, installationRoutes } from './apps/bureau/index.ts'
import { connectRoutes } from './apps/connect/index.ts'
import { guichetRoutes } from './apps/guichet/index.ts'

/** Every address of the platform. Tests read this list: each has a guard and a schema. */
export const everyRoute = (app: App): Route[] => [
  ...healthRoutes(app),
  ...circuitRoutes(app),
  ...assetRoutes(app),
  ...connectRoutes(app),
  ...bureauRoutes(app),
  ...installationRoutes(app),
  ...guichetRoutes(app),
]
