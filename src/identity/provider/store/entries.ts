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

const actingIn = statement(
  'provider.acting_in',
  `select acting from provider.entry where session_id = $1 and client_id = $2 and acting is not null limit 1`,
)

/** For whom the person said that she acts, in this session and this application. */
export const findActing = async (tx: Tx, sessionId: string, clientId: string): Promise<{ key: string } | undefined> =>
  (await tx.named<{ acting: { key: string } }>(actingIn, [sessionId, clientId]))[0]?.acting

const actFor = statement(
  'provider.act_for',
  `insert into provider.entry (session_id, client_id, account_id, entered_at, expires_at, acting)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (session_id, client_id, expires_at) do update set acting = excluded.acting`,
)

/** Notes it, for this session and this application alone. */
export async function saveActing(tx: Tx, entry: Entry, acting: { readonly key: string }): Promise<void> {
  await tx.named(actFor, [
    entry.sessionId,
    entry.clientId,
    entry.accountId,
    entry.enteredAt,
    entry.expiresAt,
    JSON.stringify(acting),
  ])
}

/** Forgets which applications an account entered. */
export async function deleteEntriesOf(tx: Tx, accountId: string): Promise<void> {
  await tx.sql('delete from provider.entry where account_id = $1', [accountId])
}
