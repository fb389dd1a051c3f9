import { statement, type Tx } from '#platform/db'
import { lastEnd } from './pieces.ts'

export interface Ticket {
  readonly idHash: Buffer
  readonly loginId: string
  readonly applicationId: string
  readonly accountId: string
  readonly service: string
  /** She proved who she is for this very ticket. */
  readonly isFresh: boolean
  readonly provedAt: Date
  readonly expiresAt: Date
}

const insert = statement(
  'federation.insert_ticket',
  `insert into federation.ticket
     (id_hash, login_id, application_id, account_id, service, is_fresh, proved_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)

export async function insertTicket(tx: Tx, ticket: Ticket): Promise<void> {
  const { idHash, loginId, applicationId, accountId, service, isFresh, provedAt, expiresAt } = ticket
  await tx.named(insert, [idHash, loginId, applicationId, accountId, service, isFresh, provedAt, expiresAt])
}

const take = statement(
  'federation.take_ticket',
  `update federation.ticket t set used_at = $2 from federation.login l
   where t.id_hash = $1 and t.used_at is null and t.expires_at > $2 and t.expires_at < $3 and l.id = t.login_id and l.ended_at is null
   returning t.login_id as "loginId", t.application_id as "applicationId", t.account_id as "accountId", t.service,
     t.is_fresh as "isFresh", t.proved_at as "provedAt", t.expires_at as "expiresAt", t.id_hash as "idHash"`,
)

/** Uses a ticket up, whatever comes of it then; nothing when it was used, too old, or its owner left. */
export const takeTicket = async (tx: Tx, idHash: Buffer, at: Date): Promise<Ticket | undefined> =>
  (await tx.named<Ticket>(take, [idHash, at, lastEnd(at)]))[0]
