import type { HubeeTools } from '#counter/hubee'
import { createOutbound } from '#platform/outbound'
import type { App } from './app.ts'

/** Files of 20 MB, within a minute. Its address is the operator's: a stand-in on this machine is reached too. */
const outbound = createOutbound({ allowPrivate: true, timeout: 60_000, maxBytes: 20 * 1024 * 1024 + 1024 })

/** What the house of the State's exchange needs: its addresses, the store of files, the way to file a request. */
export const hubeeTools = (app: App): HubeeTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  secrets: app.secrets,
  files: app.files,
  outbound,
  fileFor: (ctx, input) => app.dossiers.fileFor(ctx, input),
  addresses: app.config.hubee,
})
