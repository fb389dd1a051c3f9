import { statement, type Tx } from '#platform/db'
import type { Login } from '../schema.ts'

const columns = `id, application_id as "applicationId", application_name as "applicationName", account_id as "accountId", session_id as "sessionId", protocol,
  name_id as "nameId", name_id_format as "nameIdFormat", told, cas_service as "casService", cas_ticket as "casTicket",
  entered_at as "enteredAt", ended_at as "endedAt"`

const insert = statement(
  'federation.insert_login',
  `insert into federation.login
     (id, application_id, application_name, account_id, session_id, protocol, name_id, name_id_format, told, cas_service,
      cas_ticket, entered_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
)

/** Somebody enters an application. */
export async function insertLogin(tx: Tx, login: Omit<Login, 'endedAt'>): Promise<void> {
  const { id, applicationId, accountId, sessionId, protocol, nameId, nameIdFormat, told } = login
  const { casService, casTicket, enteredAt } = login
  await tx.named(insert, [
    id,
    applicationId,
    login.applicationName,
    accountId,
    sessionId,
    protocol,
    nameId,
    nameIdFormat,
    told,
    casService,
    casTicket,
    enteredAt,
  ])
}

const liveOfSession = statement(
  'federation.live_logins',
  `select ${columns} from federation.login where session_id = $1 and ended_at is null order by entered_at`,
)

/** What still hangs on a session. */
export const listLive = (tx: Tx, sessionId: string): Promise<Login[]> => tx.named<Login>(liveOfSession, [sessionId])

/** Those that an application knows by a name, still live, the oldest first. */
export const listNamed = (tx: Tx, applicationId: string, nameId: string): Promise<Login[]> =>
  tx.sql<Login>(
    `select ${columns} from federation.login
     where application_id = $1 and name_id = $2 and ended_at is null order by entered_at`,
    [applicationId, nameId],
  )

const endOfSessions = statement(
  'federation.end_logins',
  `update federation.login set ended_at = $3
   where (account_id = $1 or merged_from = $1) and session_id = any ($2::text[]) and ended_at is null returning ${columns}`,
)

/** Ends what hangs on sessions that ended; gives what ended now. */
export const endOfSession = (
  tx: Tx,
  ended: { readonly accountId: string; readonly sessionIds: readonly string[] },
  at: Date,
): Promise<Login[]> => tx.named<Login>(endOfSessions, [ended.accountId, ended.sessionIds, at])

export const findLogin = async (tx: Tx, id: string): Promise<Login | undefined> =>
  (await tx.sql<Login>(`select ${columns} from federation.login where id = $1`, [id]))[0]

/** Where an account entered, the latest first. */
export const listOfAccount = (tx: Tx, accountId: string, limit: number): Promise<Login[]> =>
  tx.sql<Login>(`select ${columns} from federation.login where account_id = $1 order by entered_at desc limit $2`, [
    accountId,
    limit,
  ])

/** Deletes entries older than that: a history, not a state, read by person, by session and by name for a year. */
export async function deleteEntries(tx: Tx, before: Date): Promise<void> {
  await tx.sql('delete from federation.login where entered_at < $1', [before])
}
