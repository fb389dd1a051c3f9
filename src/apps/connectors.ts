import { type Connectors, createConnectors } from '#counter/connectors'
import type { Register } from '#identity/organisations'
import type { Config } from '#platform/config'
import type { Secrets } from '#platform/crypto'
import { createOutbound } from '#platform/outbound'

interface Surroundings {
  readonly config: Pick<Config, 'particulier'>
  readonly secrets: Secrets
  readonly register: Register
}

/** The house that asks the State. It answers in seconds or a job asks again: nobody waits longer in front of a page. */
export function composeConnectors({ config, secrets, register }: Surroundings): Connectors {
  const { url, token } = config.particulier
  const isLocal = ['localhost', '127.0.0.1'].includes(new URL(url).hostname)
  const { fetch: reach } = createOutbound({ allowPrivate: isLocal, timeout: 6000, maxBytes: 500_000 })
  return createConnectors({ secrets, register, particulier: { url, token, reach } })
}
