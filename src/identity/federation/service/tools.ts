import type { Secrets } from '#platform/crypto'
import type { Addresses } from '../domain/saml/our-metadata.ts'
import type { Applications, SigningKeys } from '../ports.ts'

/** What the use cases need besides their context. */
export interface Tools {
  readonly secrets: Secrets
  readonly keys: SigningKeys
  readonly applications: Applications
  readonly addresses: Addresses
}
