import { query, type Tx } from '#platform/db'
import type { ProviderName } from '../schema.ts'

/** A request to a provider that waits for its answer. */
export interface StoredRequest {
  readonly stateHash: Buffer
  readonly browserHash: Buffer
  readonly provider: ProviderName
  /** Where the person stood: scheme and host. */
  readonly origin: string
  readonly returnTo: string | null
  readonly isToLink: boolean
  readonly askedLevel: string | null
  readonly expiresAt: Date
}

export async function insertRequest(tx: Tx, row: StoredRequest): Promise<void> {
  await tx.run(
    query.insertInto('state.sign_in_request').values({
      state_hash: row.stateHash,
      browser_hash: row.browserHash,
      provider: row.provider,
      origin: row.origin,
      return_to: row.returnTo,
      is_to_link: row.isToLink,
      asked_level: row.askedLevel,
      expires_at: row.expiresAt,
    }),
  )
}

/** Where a request began, while it lives. */
export const findOrigin = async (tx: Tx, stateHash: Buffer, now: Date): Promise<string | undefined> =>
  (
    await tx.first(
      query
        .selectFrom('state.sign_in_request')
        .select('origin')
        .where('state_hash', '=', stateHash)
        .where('expires_at', '>', now),
    )
  )?.origin

const columns = `state_hash as "stateHash", browser_hash as "browserHash", provider, origin, return_to as "returnTo",
  is_to_link as "isToLink", asked_level as "askedLevel", expires_at as "expiresAt"`

/** Takes a request: whoever comes second, or from another browser, finds none. */
export const takeRequest = async (
  tx: Tx,
  key: { stateHash: Buffer; browserHash: Buffer; provider: ProviderName },
  now: Date,
): Promise<StoredRequest | undefined> =>
  (
    await tx.sql<StoredRequest>(
      `delete from state.sign_in_request where state_hash = $1 and browser_hash = $2 and provider = $3 and expires_at > $4
       returning ${columns}`,
      [key.stateHash, key.browserHash, key.provider, now],
    )
  )[0]

export const deleteOldRequests = (tx: Tx, now: Date): Promise<number> =>
  tx.run(query.deleteFrom('state.sign_in_request').where('expires_at', '<', now))
