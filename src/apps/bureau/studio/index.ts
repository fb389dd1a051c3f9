import type { Route } from '#platform/http'
import type { App } from '../../app.ts'
import { circuitRoutes } from './circuit.routes.ts'
import { composeRoutes } from './compose.routes.ts'
import { designerRoutes } from './designer.routes.ts'
import { importRoutes } from './import.routes.ts'
import { draftListRoutes } from './list.routes.ts'
import { previewRoutes } from './preview.routes.ts'
import { publishRoutes } from './publish.routes.ts'
import { revisionRoutes } from './revisions.routes.ts'
import { ruleRoutes } from './rule/rule.routes.ts'
import { packageSchemaRoutes } from './schema.routes.ts'
import { testRoutes } from './tests.routes.ts'

/** Where administrators write the procedures of their collectivity. */
export const studioRoutes = (app: App): Route[] => [
  ...draftListRoutes(app),
  ...importRoutes(app),
  ...designerRoutes(app),
  ...ruleRoutes(app),
  ...circuitRoutes(app),
  ...previewRoutes(app),
  ...publishRoutes(app),
  ...revisionRoutes(app),
  ...testRoutes(app),
  ...composeRoutes(app),
  ...packageSchemaRoutes(),
]
