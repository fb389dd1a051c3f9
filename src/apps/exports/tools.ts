import { forgetContents } from '#counter/dossiers'
import type { ExportTools } from '#counter/exports'
import type { App } from '../app.ts'
import { exportSource } from './source.ts'

/** What the worker makes exports with. */
export const exportTools = (app: App): ExportTools => ({
  ...app,
  sourceOf: exportSource(app),
  forget: (collectivityId, digests) =>
    app.db.withCollectivity(collectivityId, (tx) => forgetContents(tx, digests, app.clock.now())),
})
