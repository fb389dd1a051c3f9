import type { Register } from '#identity/organisations'
import type { Secrets } from '#platform/crypto'

/** What the use cases are built on, one per process. */
export interface Tools {
  readonly secrets: Secrets
  readonly register: Register
  /** How API Particulier is reached. */
  readonly particulier: {
    /** `https://particulier.api.gouv.fr`, or a stand-in. */
    readonly url: string
    /** The territory's own key, for collectivities that have none. */
    readonly token: string | undefined
    /** Of `#platform/outbound`. */
    readonly reach: typeof globalThis.fetch
  }
}

/** What the house's sealed texts are sealed for. */
export const sealedFor = { token: 'state-token', asked: 'state-question', values: 'state-answer' } as const
