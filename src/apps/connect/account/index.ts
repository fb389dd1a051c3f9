import type { Route } from '#platform/http'
import type { App } from '../../app.ts'
import { closeRoutes } from './close.routes.ts'
import { dataRoutes } from './data.routes.ts'
import { emailRoutes } from './email.routes.ts'
import { documentRoutes } from './documents.routes.ts'
import { rightsRoutes } from './rights.routes.ts'
import { lookupsRoutes } from './lookups.routes.ts'
import { mergeRoutes } from './merge.routes.ts'
import { profileRoutes } from './profile.routes.ts'
import { recordRoutes } from './records.routes.ts'
import { sharedRoutes } from './shared.routes.ts'

/** What one does with one's own account: its details, its data, its end. */
export const ownAccountRoutes = (app: App): Route[] => [
  ...profileRoutes(app),
  ...emailRoutes(app),
  ...mergeRoutes(app),
  ...documentRoutes(app),
  ...sharedRoutes(app),
  ...lookupsRoutes(app),
  ...recordRoutes(app),
  ...dataRoutes(app),
  ...closeRoutes(app),
  ...rightsRoutes(app),
]
