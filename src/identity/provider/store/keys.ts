import { statement, type Tx } from '#platform/db'
import type { Ring } from '../schema.ts'

export type KeyState = 'next' | 'active' | 'retired'

export interface StoredKey {
  readonly id: string
  readonly ring: Ring
  readonly state: KeyState
  readonly publicKey: Record<string, unknown>
  readonly sealed: string
  readonly certificate: string | null
  readonly createdAt: Date
  readonly activatedAt: Date | null
  readonly retiredAt: Date | null
}

const columns = `id, ring, state, public_key as "publicKey", sealed, certificate, created_at as "createdAt",
  activated_at as "activatedAt", retired_at as "retiredAt"`

/** Active first, then next, then retired from the latest. */
export const listKeys = (tx: Tx): Promise<StoredKey[]> =>
  tx.sql(
    `select ${columns} from provider.signing_key
     order by ring, array_position('{active,next,retired}'::text[], state), created_at desc`,
  )

/** Two processes that start, or turn the ring, at once: the second waits here, then sees what the first did. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx.sql(`select pg_advisory_xact_lock(hashtext('provider.signing_key'))`)
}

export async function insertKey(tx: Tx, key: StoredKey): Promise<void> {
  await tx.sql(
    `insert into provider.signing_key (id, ring, state, public_key, sealed, certificate, created_at, activated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      key.id,
      key.ring,
      key.state,
      JSON.stringify(key.publicKey),
      key.sealed,
      key.certificate,
      key.createdAt,
      key.activatedAt,
    ],
  )
}

/** The active key of a ring retires, and the next takes its place. */
export async function turnRing(tx: Tx, ring: Ring, at: Date): Promise<void> {
  await tx.sql(
    `update provider.signing_key set state = 'retired', retired_at = $2 where ring = $1 and state = 'active'`,
    [ring, at],
  )
  await tx.sql(
    `update provider.signing_key set state = 'active', activated_at = $2 where ring = $1 and state = 'next'`,
    [ring, at],
  )
}

/** @returns how many were forgotten. */
export const deleteRetired = async (tx: Tx, before: Date): Promise<number> =>
  (await tx.sql(`delete from provider.signing_key where state = 'retired' and retired_at < $1 returning 1`, [before]))
    .length

export type Subject = 'clients' | 'keys'

const numbers = statement('provider.revisions', 'select subject, number from provider.revision')

/** How often the register and the keys have changed. */
export async function readRevisions(tx: Tx): Promise<Readonly<Record<Subject, number>>> {
  const rows = await tx.named<{ subject: Subject; number: number }>(numbers)
  return Object.fromEntries(rows.map(({ subject, number }) => [subject, number])) as Record<Subject, number>
}

export async function countChange(tx: Tx, subject: Subject): Promise<void> {
  await tx.sql('update provider.revision set number = number + 1 where subject = $1', [subject])
}
