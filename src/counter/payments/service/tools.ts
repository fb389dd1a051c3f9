import type { Secrets } from '#platform/crypto'
import type { PaymentProvider } from '../ports.ts'

/** What the house is given. */
export interface PaymentTools {
  readonly secrets: Secrets
  readonly provider: PaymentProvider
  /** Address of a collectivity's guichet, as visitors and the provider reach it, without a slash at its end. */
  readonly siteUrl: (collectivityId: string) => Promise<string>
}
