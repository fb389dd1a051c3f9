import type { Route } from '#platform/http'
import type { App } from '../../app.ts'
import { groupRoutes } from './groups.routes.ts'
import { guestRoutes } from './guests.routes.ts'
import { inviteRoutes } from './invite.routes.ts'
import { peopleListRoutes } from './list.routes.ts'
import { operatorRuleRoutes } from './operators.routes.ts'
import { personRoutes } from './person.routes.ts'
import { rulesRoutes } from './rules.routes.ts'

/** Who works for a collectivity, was elected or is invited there, and what each may do. */
export const peopleRoutes = (app: App): Route[] => [
  ...peopleListRoutes(app),
  ...inviteRoutes(app),
  ...personRoutes(app),
  ...guestRoutes(app),
  ...groupRoutes(app),
  ...rulesRoutes(app),
  ...operatorRuleRoutes(app),
]
