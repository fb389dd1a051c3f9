import type { Tx } from '#platform/db'
import type { Failure } from '../schema.ts'

export interface ConsentRow {
  readonly id: string
  readonly collectivityId: string
  readonly subjectId: string
  readonly datum: string
  readonly fields: readonly string[]
  readonly text: string
  readonly textHash: Buffer
  readonly locale: string
  readonly accountId: string | null
  readonly givenAt: Date
}

export async function insertConsent(tx: Tx, row: ConsentRow): Promise<void> {
  await tx.sql(
    `insert into connectors.consent (collectivity_id, id, subject_id, datum, fields, text, text_hash, locale, account_id, given_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.collectivityId,
      row.id,
      row.subjectId,
      row.datum,
      row.fields,
      row.text,
      row.textHash,
      row.locale,
      row.accountId,
      row.givenAt,
    ],
  )
}

/** Which datum of which request. */
export interface FetchKey {
  readonly collectivityId: string
  /** The draft. */
  readonly subjectId: string
  readonly datum: string
}

export async function findConsent(tx: Tx, key: FetchKey, id: string): Promise<ConsentRow | undefined> {
  const [row] = await tx.sql<ConsentRow>(
    `select id, collectivity_id as "collectivityId", subject_id as "subjectId", datum, fields, text, text_hash as "textHash",
       locale, account_id as "accountId", given_at as "givenAt" from connectors.consent
     where collectivity_id = $1 and id = $2 and subject_id = $3 and datum = $4 and revoked_at is null`,
    [key.collectivityId, id, key.subjectId, key.datum],
  )
  return row
}

/** @returns how many were in force. */
export async function revokeConsents(tx: Tx, key: FetchKey, at: Date): Promise<number> {
  const rows = await tx.sql(
    `update connectors.consent set revoked_at = $4
     where collectivity_id = $1 and subject_id = $2 and datum = $3 and revoked_at is null returning id`,
    [key.collectivityId, key.subjectId, key.datum, at],
  )
  return rows.length
}

export interface FetchRow extends FetchKey {
  readonly consentId: string
  readonly state: 'waiting' | 'fetched' | 'failed'
  readonly askedSealed: string | null
  readonly valuesSealed: string | null
  readonly failure: Failure | null
  readonly attempts: number
  readonly purpose: string
  readonly askedAt: Date
  readonly settledAt: Date | null
  readonly nextTryAt: Date | null
  readonly expiresAt: Date
}

const columns = `collectivity_id as "collectivityId", subject_id as "subjectId", datum, consent_id as "consentId", state,
  asked_sealed as "askedSealed", values_sealed as "valuesSealed", failure, attempts, purpose, asked_at as "askedAt",
  settled_at as "settledAt", next_try_at as "nextTryAt", expires_at as "expiresAt"`

export const listFetchRows = (tx: Tx, collectivityId: string, subjectId: string): Promise<FetchRow[]> =>
  tx.sql<FetchRow>(`select ${columns} from connectors.fetch where collectivity_id = $1 and subject_id = $2`, [
    collectivityId,
    subjectId,
  ])

export async function findFetchRow(tx: Tx, key: FetchKey, lock = false): Promise<FetchRow | undefined> {
  const [row] = await tx.sql<FetchRow>(
    `select ${columns} from connectors.fetch where collectivity_id = $1 and subject_id = $2 and datum = $3
     ${lock ? 'for update' : ''}`,
    [key.collectivityId, key.subjectId, key.datum],
  )
  return row
}

export async function saveFetchRow(tx: Tx, row: FetchRow): Promise<void> {
  await tx.sql(
    `insert into connectors.fetch (collectivity_id, subject_id, datum, consent_id, state, asked_sealed, values_sealed, failure,
       attempts, purpose, asked_at, settled_at, next_try_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (collectivity_id, subject_id, datum) do update set consent_id = excluded.consent_id, state = excluded.state,
       asked_sealed = excluded.asked_sealed, values_sealed = excluded.values_sealed, failure = excluded.failure,
       attempts = excluded.attempts, purpose = excluded.purpose, asked_at = excluded.asked_at,
       settled_at = excluded.settled_at, next_try_at = excluded.next_try_at, expires_at = excluded.expires_at`,
    [
      row.collectivityId,
      row.subjectId,
      row.datum,
      row.consentId,
      row.state,
      row.askedSealed,
      row.valuesSealed,
      row.failure,
      row.attempts,
      row.purpose,
      row.askedAt,
      row.settledAt,
      row.nextTryAt,
      row.expiresAt,
    ],
  )
}

export async function deleteFetchRow(tx: Tx, key: FetchKey): Promise<void> {
  await tx.sql('delete from connectors.fetch where collectivity_id = $1 and subject_id = $2 and datum = $3', [
    key.collectivityId,
    key.subjectId,
    key.datum,
  ])
}

/** @returns how many answers went, their time being over. */
export async function deleteExpiredRows(tx: Tx, collectivityId: string, now: Date): Promise<number> {
  const rows = await tx.sql(
    'delete from connectors.fetch where collectivity_id = $1 and expires_at <= $2 returning subject_id',
    [collectivityId, now],
  )
  return rows.length
}

export interface CallRow extends FetchKey {
  readonly id: string
  readonly accountId: string | null
  readonly fields: readonly string[]
  readonly purpose: string
  readonly outcome: string
  readonly status: number | null
  readonly tookMs: number
  readonly at: Date
}

export async function insertCall(tx: Tx, row: CallRow): Promise<void> {
  await tx.sql(
    `insert into connectors.call (collectivity_id, id, subject_id, account_id, datum, fields, purpose, outcome, status, took_ms, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      row.collectivityId,
      row.id,
      row.subjectId,
      row.accountId,
      row.datum,
      row.fields,
      row.purpose,
      row.outcome,
      row.status,
      row.tookMs,
      row.at,
    ],
  )
}
