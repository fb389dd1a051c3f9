import { query, type Tx } from '#platform/db'
import type { Verification, VerificationMethod, VerificationState } from '../schema.ts'

const verifications = () =>
  query
    .selectFrom('organisations.verification')
    .select(['id', 'method', 'state', 'reason', 'file'])
    .select(['collectivity_id as collectivityId', 'organisation_id as organisationId', 'asked_by as askedBy'])
    .select(['link_id as linkId', 'asked_at as askedAt', 'sent_at as sentAt'])
    .select(['expires_at as expiresAt', 'decided_at as decidedAt'])

const inPlace = (collectivityId: string) => verifications().where('collectivity_id', '=', collectivityId)

/** What a moderator still has to do, the oldest first. */
export const listOpenRows = async (tx: Tx, collectivityId: string): Promise<Verification[]> =>
  (await tx.all(
    inPlace(collectivityId)
      .where('state', 'in', ['waiting', 'sent'])
      .where('method', '<>', 'official_contact')
      .orderBy('asked_at')
      .orderBy('id')
      .limit(200),
  )) as Verification[]

export const listDecidedRows = async (tx: Tx, collectivityId: string): Promise<Verification[]> =>
  (await tx.all(
    inPlace(collectivityId)
      .where('state', 'in', ['accepted', 'refused', 'expired'])
      .where('method', '<>', 'official_contact')
      .orderBy('decided_at', 'desc')
      .limit(50),
  )) as Verification[]

export const lockVerification = async (tx: Tx, collectivityId: string, id: string): Promise<Verification | undefined> =>
  (await tx.first(inPlace(collectivityId).where('id', '=', id).forUpdate())) as Verification | undefined

export const findVerification = async (tx: Tx, collectivityId: string, id: string): Promise<Verification | undefined> =>
  (await tx.first(inPlace(collectivityId).where('id', '=', id))) as Verification | undefined

/** What is asked for an organisation and not settled: by anybody, or what one person asked and how it ended. */
export const listOfOrganisation = async (
  tx: Tx,
  collectivityId: string,
  organisationId: string,
): Promise<Verification[]> =>
  (await tx.all(
    inPlace(collectivityId).where('organisation_id', '=', organisationId).orderBy('asked_at', 'desc').limit(50),
  )) as Verification[]

/** Codes on their way to an organisation, held: two who type at once count two attempts. */
export const lockSent = (
  tx: Tx,
  collectivityId: string,
  organisationId: string,
): Promise<(Verification & { codeHash: Buffer | null })[]> =>
  tx.all(
    inPlace(collectivityId)
      .select('code_hash as codeHash')
      .where('organisation_id', '=', organisationId)
      .where('method', 'in', ['post', 'official_contact'])
      .where('state', '=', 'sent')
      .orderBy('id')
      .forUpdate(),
  ) as Promise<(Verification & { codeHash: Buffer | null })[]>

export interface NewVerification {
  readonly collectivityId: string
  readonly id: string
  readonly organisationId: string
  readonly askedBy: string
  readonly method: VerificationMethod
  readonly state: VerificationState
  readonly file?: Verification['file']
  readonly linkId?: string | null
  readonly askedAt: Date
  readonly sentAt?: Date
  readonly codeHash?: Buffer
  readonly expiresAt?: Date
}

/** @returns false when the same thing is asked already: nothing is written. */
export async function insertVerification(tx: Tx, row: NewVerification): Promise<boolean> {
  const inserted = await tx.run(
    query
      .insertInto('organisations.verification')
      .values({
        collectivity_id: row.collectivityId,
        id: row.id,
        organisation_id: row.organisationId,
        asked_by: row.askedBy,
        method: row.method,
        state: row.state,
        file: row.file ? JSON.stringify(row.file) : null,
        link_id: row.linkId ?? null,
        asked_at: row.askedAt,
        sent_at: row.sentAt ?? null,
        code_hash: row.codeHash ?? null,
        expires_at: row.expiresAt ?? null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return inserted === 1
}

interface Change {
  readonly state?: VerificationState
  readonly reason?: string | null
  readonly codeHash?: Buffer | null
  readonly sentAt?: Date
  readonly expiresAt?: Date
  readonly decidedAt?: Date
  readonly decidedBy?: string | null
}

const columns: Readonly<Record<keyof Change, string>> = {
  state: 'state',
  reason: 'reason',
  codeHash: 'code_hash',
  sentAt: 'sent_at',
  expiresAt: 'expires_at',
  decidedAt: 'decided_at',
  decidedBy: 'decided_by',
}

export async function changeVerification(
  tx: Tx,
  { collectivityId, id }: Pick<Verification, 'collectivityId' | 'id'>,
  change: Change,
): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).map(([key, value]) => [columns[key as keyof Change], value]))
  await tx.run(
    query
      .updateTable('organisations.verification')
      .set(set)
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', id),
  )
}

/** Which of these contents are proofs that a collectivity was sent; through a door, over all of them. */
export const findProofDigests = async (tx: Tx, digests: readonly string[]): Promise<string[]> =>
  (
    await tx.sql<{ digest: string }>(
      `select distinct file ->> 'digest' as digest from organisations.verification where file ->> 'digest' = any ($1)`,
      [digests],
    )
  ).map(({ digest }) => digest)
