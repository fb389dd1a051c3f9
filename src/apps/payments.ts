import { createPayFip, createPayments, type Payments } from '#counter/payments'
import type { Config } from '#platform/config'
import type { Secrets } from '#platform/crypto'
import type { Database } from '#platform/db'
import { createOutbound } from '#platform/outbound'
import { getSite } from '#territory/collectivities'

interface Surroundings {
  readonly config: Pick<Config, 'payFipUrl' | 'publicUrl'>
  readonly db: Database
  readonly secrets: Secrets
}

/** The house of payments on PayFiP, which sends people back to the guichet of their commune. */
export function composePayments({ config, db, secrets }: Surroundings): Payments {
  const isLocal = ['localhost', '127.0.0.1'].includes(new URL(config.payFipUrl).hostname)
  const { fetch } = createOutbound({ allowPrivate: isLocal, timeout: 8000, maxBytes: 200_000 })
  return createPayments({
    secrets,
    provider: createPayFip({ url: config.payFipUrl, reach: fetch }),
    siteUrl: async (id) => `${config.publicUrl}/${(await getSite(db, { id })).slug}`,
  })
}
