import type { Locale } from '#kernel/localized'
import { query, type Tx } from '#platform/db'
import type { ProviderName } from '../schema.ts'

export interface StoredPending {
  readonly id: string
  readonly browserHash: Buffer
  readonly provider: ProviderName
  readonly sealed: string
  readonly returnTo: string | null
  readonly email: string | null
  readonly locale: Locale
  readonly mailsSent: number
  readonly expiresAt: Date
}

const columns = `id, browser_hash as "browserHash", provider, sealed, return_to as "returnTo", email, locale,
  mails_sent as "mailsSent", expires_at as "expiresAt"`

/** What waits for a browser; a newer identity takes the place of the older. */
export async function keepPending(tx: Tx, row: Omit<StoredPending, 'email' | 'locale' | 'mailsSent'>): Promise<void> {
  await tx.run(query.deleteFrom('state.pending_identity').where('browser_hash', '=', row.browserHash))
  await tx.run(
    query.insertInto('state.pending_identity').values({
      id: row.id,
      browser_hash: row.browserHash,
      provider: row.provider,
      sealed: row.sealed,
      return_to: row.returnTo,
      expires_at: row.expiresAt,
    }),
  )
}

export const findPendingOf = async (tx: Tx, browserHash: Buffer, now: Date): Promise<StoredPending | undefined> =>
  (
    await tx.sql<StoredPending>(
      `select ${columns} from state.pending_identity where browser_hash = $1 and expires_at > $2`,
      [browserHash, now],
    )
  )[0]

/** By its own name, for the mail and for the link that it carries. */
export const findPending = async (tx: Tx, id: string, now: Date): Promise<StoredPending | undefined> =>
  (
    await tx.sql<StoredPending>(`select ${columns} from state.pending_identity where id = $1 and expires_at > $2`, [
      id,
      now,
    ])
  )[0]

/** The same, held until the transaction ends: two clicks use it once. */
export const holdPending = async (tx: Tx, id: string, now: Date): Promise<StoredPending | undefined> =>
  (
    await tx.sql<StoredPending>(
      `select ${columns} from state.pending_identity where id = $1 and expires_at > $2 for update`,
      [id, now],
    )
  )[0]

/** Writes the address that was typed, unless as many mails as allowed have left. */
export const askAddress = async (
  tx: Tx,
  id: string,
  asked: { email: string; locale: Locale; atMost: number; expiresAt: Date },
): Promise<boolean> =>
  (await tx.run(
    query
      .updateTable('state.pending_identity')
      .set((column) => ({
        email: asked.email,
        locale: asked.locale,
        expires_at: asked.expiresAt,
        mails_sent: column('mails_sent', '+', 1),
      }))
      .where('id', '=', id)
      .where('mails_sent', '<', asked.atMost),
  )) === 1

export const deletePending = (tx: Tx, id: string): Promise<number> =>
  tx.run(query.deleteFrom('state.pending_identity').where('id', '=', id))

export const deleteOldPending = (tx: Tx, now: Date): Promise<number> =>
  tx.run(query.deleteFrom('state.pending_identity').where('expires_at', '<', now))
