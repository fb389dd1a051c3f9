import { statement, type Tx } from '#platform/db'
import type { WaitingDemand } from '../schema.ts'

export interface WaitingRequest {
  readonly id: string
  readonly applicationId: string
  readonly messageId: string
  readonly demand: WaitingDemand
  readonly receivedAt: Date
  readonly expiresAt: Date
}

const keep = statement(
  'federation.keep_request',
  `insert into federation.request (id, application_id, message_id, demand, received_at, expires_at)
   values ($1, $2, $3, $4, $5, $6) on conflict (application_id, message_id) do nothing returning 1 as kept`,
)

/** Gives false when this message was received already. */
export async function keepRequest(tx: Tx, request: WaitingRequest): Promise<boolean> {
  const { id, applicationId, messageId, demand, receivedAt, expiresAt } = request
  const kept = await tx.named(keep, [id, applicationId, messageId, JSON.stringify(demand), receivedAt, expiresAt])
  return kept.length > 0
}

const waiting = statement(
  'federation.waiting_request',
  `select id, application_id as "applicationId", message_id as "messageId", demand, received_at as "receivedAt",
     expires_at as "expiresAt"
   from federation.request where id = $1 and expires_at > $2 and answered_at is null`,
)

export const findWaiting = async (tx: Tx, id: string, now: Date): Promise<WaitingRequest | undefined> =>
  (await tx.named<WaitingRequest>(waiting, [id, now]))[0]

const answer = statement(
  'federation.answer_request',
  `update federation.request set answered_at = $2
   where id = $1 and answered_at is null and expires_at > $2 returning 1 as answered`,
)

/** Takes a request to answer it; gives false to whoever comes second. */
export const takeRequest = async (tx: Tx, id: string, at: Date): Promise<boolean> =>
  (await tx.named(answer, [id, at])).length > 0
