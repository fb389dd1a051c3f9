import { isId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import type { Payment, PaymentState } from '../schema.ts'

const columns = `collectivity_id as "collectivityId", id, request_id as "requestId", dossier_id as "dossierId", purpose, amount,
  reference, regie_id as "regieId", state, payer_email as "payerEmail", created_at as "createdAt",
  expires_at as "expiresAt", settled_at as "settledAt"`

/** Reserves the next number of the year. */
export async function takeReferenceNumber(tx: Tx, collectivityId: string, year: number): Promise<number> {
  const [row] = await tx.sql<{ last: number }>(
    `insert into payments.reference_number as n (collectivity_id, year, last) values ($1, $2, 1)
     on conflict (collectivity_id, year) do update set last = n.last + 1 returning last`,
    [collectivityId, year],
  )
  return row?.last ?? 0
}

export const insertPayment = (tx: Tx, payment: Payment): Promise<unknown> =>
  tx.sql(
    `insert into payments.payment (collectivity_id, id, request_id, dossier_id, purpose, amount, reference, regie_id, state,
       payer_email, created_at, expires_at, settled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      payment.collectivityId,
      payment.id,
      payment.requestId,
      payment.dossierId,
      payment.purpose,
      payment.amount,
      payment.reference,
      payment.regieId,
      payment.state,
      payment.payerEmail,
      payment.createdAt,
      payment.expiresAt,
      payment.settledAt,
    ],
  )

/** Two requests of one name, one after the other. Held until the transaction ends. */
export const lockRequest = async (tx: Tx, collectivityId: string, requestId: string): Promise<void> => {
  await tx.sql(`select pg_advisory_xact_lock(hashtextextended('payments ' || $1 || $2, 0))`, [
    collectivityId,
    requestId,
  ])
}

export async function findPaymentByRequest(
  tx: Tx,
  collectivityId: string,
  requestId: string,
): Promise<Payment | undefined> {
  const [row] = await tx.sql<Payment>(
    `select ${columns} from payments.payment where collectivity_id = $1 and request_id = $2`,
    [collectivityId, requestId],
  )
  return row
}

export async function findPaymentRow(tx: Tx, collectivityId: string, id: string): Promise<Payment | undefined> {
  if (!isId(id)) return undefined
  const [row] = await tx.sql<Payment>(
    `select ${columns} from payments.payment where collectivity_id = $1 and id = $2`,
    [collectivityId, id],
  )
  return row
}

/** The same, kept from others until the end of the transaction. */
export async function lockPaymentRow(tx: Tx, collectivityId: string, id: string): Promise<Payment | undefined> {
  const [row] = await tx.sql<Payment>(
    `select ${columns} from payments.payment where collectivity_id = $1 and id = $2 for no key update`,
    [collectivityId, id],
  )
  return row
}

export const listPaymentRowsOfDossier = (tx: Tx, collectivityId: string, dossierId: string): Promise<Payment[]> =>
  tx.sql(
    `select ${columns} from payments.payment where collectivity_id = $1 and dossier_id = $2 order by created_at, id`,
    [collectivityId, dossierId],
  )

export interface PaymentChange {
  readonly state: PaymentState
  readonly settledAt: Date | null
  readonly payerEmail: string | null
}

export const updatePaymentRow = (
  tx: Tx,
  { collectivityId, id }: Pick<Payment, 'collectivityId' | 'id'>,
  change: PaymentChange,
): Promise<unknown> =>
  tx.sql(
    `update payments.payment set state = $3, settled_at = $4, payer_email = $5 where collectivity_id = $1 and id = $2`,
    [collectivityId, id, change.state, change.settledAt, change.payerEmail],
  )

/** Who paid is forgotten, and what the words of it said of her. */
export const forgetPayerRow = (
  tx: Tx,
  { collectivityId, id }: Pick<Payment, 'collectivityId' | 'id'>,
  purpose: string,
): Promise<unknown> =>
  tx.sql('update payments.payment set payer_email = null, purpose = $3 where collectivity_id = $1 and id = $2', [
    collectivityId,
    id,
    purpose,
  ])

/** Those whose day is over and that nothing settled. */
export const listOverduePayments = (
  tx: Tx,
  { collectivityId, now, limit }: { readonly collectivityId: string; readonly now: Date; readonly limit: number },
): Promise<{ readonly id: string }[]> =>
  tx.sql(
    `select id from payments.payment
     where collectivity_id = $1 and expires_at <= $2 and state in ('created', 'pending', 'refused', 'abandoned')
     order by expires_at limit $3`,
    [collectivityId, now, limit],
  )

/** The same for several requests, the latest first; 50 at most. */
export const listPaymentRowsOfDossiers = (
  tx: Tx,
  collectivityId: string,
  dossierIds: readonly string[],
): Promise<Payment[]> =>
  tx.sql<Payment>(
    `select ${columns} from payments.payment where collectivity_id = $1 and dossier_id = any ($2::uuid[])
     order by created_at desc, id limit 50`,
    [collectivityId, dossierIds],
  )
