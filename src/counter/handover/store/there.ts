import { statement, type Tx } from '#platform/db'
import type { HandoverKey, PartnerKey } from '../schema.ts'

/** A request given to a server of Open311. */
export interface There {
  readonly collectivityId: string
  readonly handoverId: string
  readonly partnerId: string
  readonly attemptedAt: Date | null
  readonly tries: number
  readonly nextAt: Date
  readonly lastError: string | null
  readonly diedAt: Date | null
  readonly serviceRequestId: string | null
  readonly token: string | null
  readonly seen: string | null
}

const columns = `t.collectivity_id as "collectivityId", t.handover_id as "handoverId", t.partner_id as "partnerId",
  t.attempted_at as "attemptedAt", t.tries, t.next_at as "nextAt", t.last_error as "lastError", t.died_at as "diedAt",
  t.service_request_id as "serviceRequestId", t.token, t.seen`

export async function insertThereRow(
  tx: Tx,
  { collectivityId, handoverId, partnerId }: HandoverKey & PartnerKey,
  at: Date,
): Promise<void> {
  await tx.sql(
    `insert into handover.request_there (collectivity_id, handover_id, partner_id, next_at) values ($1, $2, $3, $4)
    on conflict do nothing`,
    [collectivityId, handoverId, partnerId, at],
  )
}

const claim = statement(
  'handover.claim_there',
  `update handover.request_there t set claimed_until = $5 where (collectivity_id, handover_id) in (
    select collectivity_id, handover_id from handover.request_there
    where collectivity_id = $1 and partner_id = $2 and ended_at is null and died_at is null and next_at <= $3
      and (claimed_until is null or claimed_until < $3)
    order by next_at limit $4 for update skip locked)
  returning ${columns}`,
)

/** What is due, held until a moment: another process leaves it. */
export const claimThereRows = (
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  { now, limit, until }: { readonly now: Date; readonly limit: number; readonly until: Date },
): Promise<There[]> => tx.named<There>(claim, [collectivityId, partnerId, now, limit, until])

/** When something is next due: what is held counts for when it is let go. */
export const nextThereAt = async (tx: Tx, { collectivityId, partnerId }: PartnerKey): Promise<Date | undefined> =>
  (
    await tx.sql<{ at: Date | null }>(
      `select min(greatest(next_at, coalesce(claimed_until, next_at))) as at from handover.request_there
      where collectivity_id = $1 and partner_id = $2 and ended_at is null and died_at is null`,
      [collectivityId, partnerId],
    )
  )[0]?.at ?? undefined

export interface ThereChange {
  readonly attemptedAt?: Date
  readonly tries?: number
  readonly nextAt?: Date
  readonly lastError?: string | null
  readonly diedAt?: Date | null
  readonly endedAt?: Date
  readonly serviceRequestId?: string
  readonly token?: string
  readonly seen?: string
  /** Still held by who changes it. */
  readonly isHeld?: boolean
}

/** Changes what is given, keeps the rest. */
export async function updateThereRow(
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
  change: ThereChange,
): Promise<void> {
  const { attemptedAt, tries, nextAt, lastError, diedAt, endedAt, serviceRequestId, token, seen, isHeld } = change
  await tx.sql(
    `update handover.request_there set attempted_at = coalesce($3, attempted_at), tries = coalesce($4, tries),
      next_at = coalesce($5, next_at), last_error = case when $6 then $7 else last_error end,
      died_at = case when $8 then $9::timestamptz else died_at end, ended_at = coalesce($10, ended_at),
      service_request_id = coalesce($11, service_request_id), token = coalesce($12, token), seen = coalesce($13, seen),
      claimed_until = case when $14 then claimed_until end
    where collectivity_id = $1 and handover_id = $2`,
    [
      collectivityId,
      handoverId,
      attemptedAt ?? null,
      tries ?? null,
      nextAt ?? null,
      lastError !== undefined,
      lastError ?? null,
      diedAt !== undefined,
      diedAt ?? null,
      endedAt ?? null,
      serviceRequestId ?? null,
      token ?? null,
      seen ?? null,
      isHeld === true,
    ],
  )
}

/** Whether another request of ours has this number there already: a server that gives one twice lies. */
export const isNumberTaken = async (
  tx: Tx,
  { collectivityId, partnerId, handoverId }: HandoverKey & PartnerKey,
  serviceRequestId: string,
): Promise<boolean> =>
  (
    await tx.sql(
      `select 1 from handover.request_there where collectivity_id = $1 and partner_id = $2 and service_request_id = $3
        and handover_id <> $4`,
      [collectivityId, partnerId, serviceRequestId, handoverId],
    )
  ).length > 0

/** Those that were given up, the last first. */
export const listDeadRows = (tx: Tx, { collectivityId, partnerId }: PartnerKey): Promise<There[]> =>
  tx.sql<There>(
    `select ${columns} from handover.request_there t where t.collectivity_id = $1 and t.partner_id = $2
      and t.died_at is not null and t.ended_at is null order by t.died_at desc limit 100`,
    [collectivityId, partnerId],
  )

/** Sends again what was given up, and asks at once for news of the rest. @returns how many were given up. */
export async function reviveRows(tx: Tx, { collectivityId, partnerId }: PartnerKey, now: Date): Promise<number> {
  const revived = await tx.sql(
    `update handover.request_there set died_at = null, tries = 0, next_at = $3
    where collectivity_id = $1 and partner_id = $2 and died_at is not null and ended_at is null returning handover_id`,
    [collectivityId, partnerId, now],
  )
  await tx.sql(
    `update handover.request_there set next_at = least(next_at, $3) where collectivity_id = $1 and partner_id = $2
      and died_at is null and ended_at is null`,
    [collectivityId, partnerId, now],
  )
  return revived.length
}
