import type { Route } from '#platform/http'
import type { App } from '../../app.ts'
import { casRoutes } from './cas.routes.ts'
import { departureRoutes } from './departure.routes.ts'
import { samlRoutes } from './saml.routes.ts'

/** Applications that enter by SAML 2.0 or CAS 3. */
export const federationRoutes = (app: App): Route[] => [...samlRoutes(app), ...departureRoutes(app), ...casRoutes(app)]
