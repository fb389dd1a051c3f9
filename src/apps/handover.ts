import { createHandovers, type Handovers } from '#counter/handover'
import type { Dossiers } from '#counter/dossiers'
import type { Config } from '#platform/config'
import type { Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import { createOutbound } from '#platform/outbound'
import type { Webhooks } from '#platform/webhooks'

interface Base extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly config: Config
  readonly secrets: Secrets
  readonly webhooks: Webhooks
  readonly files: FileStore
  readonly dossiers: Dossiers
}

/** Partners' tools give files of 20 MB, and lists, within 30 seconds. */
export function composeHandovers({ config, dossiers, ...base }: Base): Handovers {
  const { privatePartners: allowPrivate, publicUrl } = config
  const outbound = createOutbound({ allowPrivate, timeout: 30_000, maxBytes: 21 * 1024 * 1024 })
  return createHandovers({
    ...base,
    outbound,
    allowPrivate,
    publicUrl,
    fileFor: (ctx, input) => dossiers.fileFor(ctx, input),
  })
}
