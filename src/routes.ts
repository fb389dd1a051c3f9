import type { Route } from '#platform/http'
import { healthRoutes } from './apps/api/health.ts'
import type { App } from './apps/app.ts'
import { assetRoutes } from './apps/assets.ts'
import { guichetRoutes } from './apps/guichet/index.ts'

/** Every address of the platform. Tests read this list: each has a guard and a schema. */
export const everyRoute = (app: App): Route[] => [...healthRoutes(app), ...assetRoutes(app), ...guichetRoutes(app)]
