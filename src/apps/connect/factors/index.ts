import type { Route } from '#platform/http'
import type { App } from '../../app.ts'
import { codesRoutes } from './codes.routes.ts'
import { historyRoutes } from './history.routes.ts'
import { linkRoutes } from './link.routes.ts'
import { passkeyRoutes } from './passkey.routes.ts'
import { proveRoutes } from './prove.routes.ts'
import { secondStepRoutes } from './second-step.routes.ts'
import { securityRoutes } from './security.routes.ts'
import { totpRoutes } from './totp.routes.ts'

/** Everything that proves who somebody is besides her password. */
export const factorRoutes = (app: App): Route[] => [
  ...secondStepRoutes(app),
  ...linkRoutes(app),
  ...proveRoutes(app),
  ...securityRoutes(app),
  ...totpRoutes(app),
  ...passkeyRoutes(app),
  ...codesRoutes(app),
  ...historyRoutes(app),
]
