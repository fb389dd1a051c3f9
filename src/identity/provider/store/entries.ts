import { statement, type Tx } from '#platform/db'

/** An application entered in a session. */
export interface Entry {
  readonly sessionId: string
  readonly clientId: string
  readonly accountId: string
  readonly enteredAt: Date
  /** When the session ends at the latest. */
  readonly expiresAt: Date
}

const enter = statement(
  'provider.enter',
  `insert into provider.entry (session_id, client_id, account_id, entered_at, expires_at) values ($1, $2, $3, $4, $5)
   on conflict (session_id, client_id, expires_at) do nothing`,
)

export async function insertEntry(tx: Tx, entry: Entry): Promise<void> {
  await tx.named(enter, [entry.sessionId, entry.clientId, entry.accountId, entry.enteredAt, entry.expiresAt])
}

const ofSessions = statement(
  'provider.entries_of_sessions',
  `select session_id as "sessionId", client_id as "clientId", account_id as "accountId" from provider.entry
   where session_id = any ($1)`,
)

/** What was entered in these sessions. */
export const listEntries = (
  tx: Tx,
  sessionIds: readonly string[],
): Promise<Pick<Entry, 'sessionId' | 'clientId' | 'accountId'>[]> => tx.named(ofSessions, [sessionIds])
