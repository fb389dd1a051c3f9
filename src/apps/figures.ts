import { zonesOf } from '#counter/dispatch'
import { listPositions } from '#counter/dossiers'
import type { CountingTools } from '#counter/figures'
import { marksOf } from '#counter/satisfaction'
import { systemContext } from '#platform/context'
import type { App } from './app.ts'

/** What figures are counted with: what the other houses know of requests. */
export const countingTools = (app: App): CountingTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  areasOf: async (tx, collectivityId, dossierIds) => {
    const positions = await listPositions(systemContext(app, 'Chiffres'), tx, { collectivityId, dossierIds })
    return zonesOf(tx, collectivityId, positions)
  },
  marksOf,
})
