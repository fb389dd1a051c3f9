import { statement, type Tx } from '#platform/db'
import type { WaitingDemand } from '../schema.ts'
import { lastEnd } from './pieces.ts'

export interface WaitingRequest {
  readonly id: string
  readonly applicationId: string
  readonly messageId: string
  readonly demand: WaitingDemand
  readonly receivedAt: Date
  readonly expiresAt: Date
}

const holdMessage = statement(
  'federation.hold_message',
  `select pg_advisory_xact_lock(hashtextextended('federation.request ' || $1 || ' ' || $2, 0))`,
)

const keep = statement(
  'federation.keep_request',
  `insert into federation.request (id, application_id, message_id, demand, received_at, expires_at)
   select $1, $2, $3, $4, $5, $6
   where not exists (
     select from federation.request where application_id = $2 and message_id = $3 and expires_at > $5 and expires_at < $7
   ) returning 1 as kept`,
)

/**
 * Gives false when this message was received already and could still be sent again: a message is too old minutes after it
 * was written, long before what was kept of it expires.
 *
 * A unique index over pieces would have to hold the moment of expiry, which differs each time a message is received. Whoever
 * keeps a message holds a lock on its name until the end of the transaction instead: the second waits, and its own statement,
 * asked after, sees what the first wrote. Two names with the same hash wait for each other, and no more.
 */
export async function keepRequest(tx: Tx, request: WaitingRequest): Promise<boolean> {
  const { id, applicationId, messageId, demand, receivedAt, expiresAt } = request
  const row = [id, applicationId, messageId, JSON.stringify(demand), receivedAt, expiresAt, lastEnd(receivedAt)]
  const [, kept] = await Promise.all([tx.named(holdMessage, [applicationId, messageId]), tx.named(keep, row)])
  return kept.length > 0
}

const waiting = statement(
  'federation.waiting_request',
  `select id, application_id as "applicationId", message_id as "messageId", demand, received_at as "receivedAt",
     expires_at as "expiresAt"
   from federation.request where id = $1 and expires_at > $2 and expires_at < $3 and answered_at is null`,
)

export const findWaiting = async (tx: Tx, id: string, now: Date): Promise<WaitingRequest | undefined> =>
  (await tx.named<WaitingRequest>(waiting, [id, now, lastEnd(now)]))[0]

const answer = statement(
  'federation.answer_request',
  `update federation.request set answered_at = $2
   where id = $1 and answered_at is null and expires_at > $2 and expires_at < $3 returning 1 as answered`,
)

/** Takes a request to answer it; gives false to whoever comes second. */
export const takeRequest = async (tx: Tx, id: string, at: Date): Promise<boolean> =>
  (await tx.named(answer, [id, at, lastEnd(at)])).length > 0
