import type { Route } from '#platform/http'
import type { App } from '../app.ts'
import { federationRoutes } from './federation/index.ts'
import { ownAccountRoutes } from './account/index.ts'
import { accountRoutes } from './accounts/account.routes.ts'
import { confirmRoutes } from './accounts/confirm.routes.ts'
import { passwordRoutes } from './accounts/password.routes.ts'
import { signInRoutes } from './accounts/sign-in.routes.ts'
import { signOutRoutes } from './accounts/sign-out.routes.ts'
import { signUpRoutes } from './accounts/sign-up.routes.ts'
import { mandateRoutes } from './mandates/routes.ts'
import { organisationRoutes } from './organisations/routes.ts'
import { stateRoutes } from './state/index.ts'
import { applicationRoutes } from './provider/applications.routes.ts'
import { interactionRoutes } from './provider/interaction.routes.ts'
import { oidcRoutes } from './provider/oidc.routes.ts'
import { factorRoutes } from './factors/index.ts'

export { describeDevice } from './accounts/device.ts'

/** Signing in and out, making an account, its password, its page: the same addresses on every host name. */
export const connectRoutes = (app: App): Route[] => [
  ...signInRoutes(app),
  ...signOutRoutes(app),
  ...signUpRoutes(app),
  ...confirmRoutes(app),
  ...passwordRoutes(app),
  ...accountRoutes(app),
  ...organisationRoutes(app),
  ...federationRoutes(app),
  ...mandateRoutes(app),
  ...ownAccountRoutes(app),
  ...stateRoutes(app),
  ...oidcRoutes(app),
  ...interactionRoutes(app),
  ...applicationRoutes(app),
  ...factorRoutes(app),
]
