import { isId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import type { Attempt } from '../schema.ts'

const columns = `a.id, a.payment_id as "paymentId", a.number, a.reference, a.regie_id as "regieId",
  a.client_number as "clientNumber", a.mode, a.amount, a.state, a.operation_id as "operationId", a.opened_at as "openedAt",
  a.looked_at as "lookedAt", a.looks, a.next_look_at as "nextLookAt", a.means, a.authorisation,
  a.transacted_at as "transactedAt", a.mismatch`

export const insertAttempt = (tx: Tx, collectivityId: string, attempt: Attempt): Promise<unknown> =>
  tx.sql(
    `insert into payments.attempt (collectivity_id, id, payment_id, number, reference, regie_id, client_number, mode, amount,
       state, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      collectivityId,
      attempt.id,
      attempt.paymentId,
      attempt.number,
      attempt.reference,
      attempt.regieId,
      attempt.clientNumber,
      attempt.mode,
      attempt.amount,
      attempt.state,
      attempt.openedAt,
    ],
  )

export const listAttemptRows = (tx: Tx, collectivityId: string, paymentId: string): Promise<Attempt[]> =>
  tx.sql(
    `select ${columns} from payments.attempt a where a.collectivity_id = $1 and a.payment_id = $2 order by a.number`,
    [collectivityId, paymentId],
  )

export async function findAttemptRow(tx: Tx, collectivityId: string, id: string): Promise<Attempt | undefined> {
  if (!isId(id)) return undefined
  const [row] = await tx.sql<Attempt>(
    `select ${columns} from payments.attempt a where a.collectivity_id = $1 and a.id = $2`,
    [collectivityId, id],
  )
  return row
}

export async function findAttemptByOperation(
  tx: Tx,
  collectivityId: string,
  operationId: string,
): Promise<Attempt | undefined> {
  const [row] = await tx.sql<Attempt>(
    `select ${columns} from payments.attempt a where a.collectivity_id = $1 and a.operation_id = $2`,
    [collectivityId, operationId],
  )
  return row
}

/** What the provider calls it. Of two calls for one attempt, the first answer counts: the other is shown to nobody. */
export const openAttemptRow = (
  tx: Tx,
  collectivityId: string,
  attempt: Pick<Attempt, 'id' | 'operationId' | 'openedAt' | 'nextLookAt'>,
): Promise<{ readonly id: string }[]> =>
  tx.sql(
    `update payments.attempt set state = 'open', operation_id = $3, opened_at = $4, next_look_at = $5
     where collectivity_id = $1 and id = $2 and state = 'asked' returning id`,
    [collectivityId, attempt.id, attempt.operationId, attempt.openedAt, attempt.nextLookAt],
  )

export const updateAttemptRow = (tx: Tx, collectivityId: string, attempt: Attempt): Promise<unknown> =>
  tx.sql(
    `update payments.attempt set state = $3, looked_at = $4, looks = $5, next_look_at = $6, means = $7, authorisation = $8,
       transacted_at = $9, mismatch = $10
     where collectivity_id = $1 and id = $2`,
    [
      collectivityId,
      attempt.id,
      attempt.state,
      attempt.lookedAt,
      attempt.looks,
      attempt.nextLookAt,
      attempt.means,
      attempt.authorisation,
      attempt.transactedAt,
      attempt.mismatch,
    ],
  )

/** Those that should have been looked at: their job was lost, or the worker was away. */
export const listForgottenAttempts = (
  tx: Tx,
  { collectivityId, before, limit }: { readonly collectivityId: string; readonly before: Date; readonly limit: number },
): Promise<{ readonly id: string }[]> =>
  tx.sql(
    `select id from payments.attempt where collectivity_id = $1 and next_look_at <= $2 order by next_look_at limit $3`,
    [collectivityId, before, limit],
  )

/** A sum that was collected, with what the accountant needs to find it. */
export interface CollectedRow extends Pick<
  Attempt,
  'number' | 'reference' | 'clientNumber' | 'mode' | 'amount' | 'operationId' | 'means' | 'authorisation'
> {
  readonly attemptId: string
  readonly paymentId: string
  readonly dossierId: string | null
  readonly regieId: string
  readonly regieName: string
  readonly purpose: string
  readonly at: Date
  /** Another attempt of the same payment was collected before: this one is to be given back. */
  readonly isSurplus: boolean
}

/** Everything collected between two moments (`to` excluded), in order. */
export const listCollectedRows = (
  tx: Tx,
  { collectivityId, from, to }: { readonly collectivityId: string; readonly from: Date; readonly to: Date },
): Promise<CollectedRow[]> =>
  tx.sql(
    `select a.id as "attemptId", a.payment_id as "paymentId", p.dossier_id as "dossierId", a.number, a.reference,
       a.regie_id as "regieId", r.name as "regieName", a.client_number as "clientNumber", a.mode, a.amount,
       a.operation_id as "operationId", a.means, a.authorisation, p.purpose, a.transacted_at as "at",
       exists (select from payments.attempt b where b.collectivity_id = a.collectivity_id and b.payment_id = a.payment_id
         and b.state = 'paid' and (b.transacted_at, b.id) < (a.transacted_at, a.id)) as "isSurplus"
     from payments.attempt a
     join payments.payment p on p.collectivity_id = a.collectivity_id and p.id = a.payment_id
     join payments.regie r on r.collectivity_id = a.collectivity_id and r.id = a.regie_id
     where a.collectivity_id = $1 and a.state = 'paid' and a.transacted_at >= $2 and a.transacted_at < $3
     order by a.transacted_at, a.reference`,
    [collectivityId, from, to],
  )

/** Operations whose answer does not agree with what was asked: somebody has to look. */
export const listMismatchRows = (
  tx: Tx,
  collectivityId: string,
): Promise<Pick<Attempt, 'reference' | 'mismatch' | 'operationId' | 'lookedAt'>[]> =>
  tx.sql(
    `select reference, mismatch, operation_id as "operationId", looked_at as "lookedAt" from payments.attempt
     where collectivity_id = $1 and mismatch is not null order by looked_at desc limit 50`,
    [collectivityId],
  )
