import type { Config } from '#platform/config'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { createOutbound } from '#platform/outbound'
import { createWebhooks, type Webhooks } from '#platform/webhooks'

interface Base extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly config: Config
  readonly secrets: Secrets
}

/** Receivers answer within 15 seconds and 64 kB, or have not answered. */
export function composeWebhooks({ config, ...base }: Base): Webhooks {
  const { privatePartners: allowPrivate } = config
  const outbound = createOutbound({ allowPrivate, timeout: 15_000, maxBytes: 64_000 })
  return createWebhooks({ ...base, outbound, allowPrivate })
}
