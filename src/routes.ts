import type { Route } from '#platform/http'
import { circuitRoutes } from './apps/api/circuits.ts'
import { smsRoutes } from './apps/api/sms.ts'
import { handoverRoutes } from './apps/api/handover.ts'
import { open311Routes } from './apps/api/open311.ts'
import { healthRoutes } from './apps/api/health.ts'
import { programRoutes } from './apps/api/v1/index.ts'
import type { App } from './apps/app.ts'
import { assetRoutes } from './apps/assets.ts'
import { bureauRoutes, installationRoutes } from './apps/bureau/index.ts'
import { connectRoutes } from './apps/connect/index.ts'
import { guichetRoutes } from './apps/guichet/index.ts'

/** Every address of the platform. Tests read this list: each has a guard and a schema. */
export const everyRoute = (app: App): Route[] => [
  ...healthRoutes(app),
  ...circuitRoutes(app),
  ...programRoutes(app),
  ...smsRoutes(app),
  ...handoverRoutes(app),
  ...open311Routes(app),
  ...assetRoutes(app),
  ...connectRoutes(app),
  ...bureauRoutes(app),
  ...installationRoutes(app),
  ...guichetRoutes(app),
]
