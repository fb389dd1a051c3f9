import type { Context } from '#platform/context'
import type { Outbound } from '#platform/outbound'
import type { Secrets } from '#platform/crypto'
import type { ProviderPorts } from '../ports.ts'
import type { Register } from './register.ts'

/** What the provider is built on. */
export interface ProviderTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly secrets: Secrets
  /** `<publicUrl>/oidc`, without trailing slash. */
  readonly issuer: string
  readonly outbound: Outbound
  readonly ports: ProviderPorts
}

export interface EngineTools extends ProviderTools {
  readonly register: Register
}

/** The platform acting for itself, towards ports. */
export const platformOf = ({ db, clock, log }: ProviderTools): Context => ({
  db,
  clock,
  log,
  actor: { kind: 'system', name: 'provider' },
})
