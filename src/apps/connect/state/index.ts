import type { Route } from '#platform/http'
import type { App } from '../../app.ts'
import { confirmIdentityRoutes } from './confirm.routes.ts'
import { failureRoutes } from './failure.routes.ts'
import { identityRoutes } from './identity.routes.ts'
import { leavingRoutes } from './leaving.routes.ts'
import { linkingRoutes } from './linking.routes.ts'
import { visitRoutes } from './visit.routes.ts'

/** FranceConnect and ProConnect: going there, coming back, what an identity opens, leaving. */
export const stateRoutes = (app: App): Route[] => [
  ...visitRoutes(app),
  ...failureRoutes(app),
  ...identityRoutes(app),
  ...confirmIdentityRoutes(app),
  ...linkingRoutes(app),
  ...leavingRoutes(app),
]
