import type { Tx } from '#platform/db'
import type { Passkey } from '../schema.ts'

/** A passkey with what proves its answers. */
export interface StoredPasskey extends Passkey {
  readonly accountId: string
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly userHandle: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
}

const columns = `id, account_id as "accountId", credential_id as "credentialId", public_key as "publicKey",
  user_handle as "userHandle", sign_count as "signCount", transports, kind, name, created_at as "createdAt",
  used_at as "usedAt"`

export const listPasskeys = (tx: Tx, accountId: string): Promise<StoredPasskey[]> =>
  tx.sql<StoredPasskey>(`select ${columns} from accounts.passkey where account_id = $1 order by created_at, id`, [
    accountId,
  ])

export const findPasskey = async (tx: Tx, credentialId: string): Promise<StoredPasskey | undefined> =>
  (await tx.sql<StoredPasskey>(`select ${columns} from accounts.passkey where credential_id = $1`, [credentialId]))[0]

/** @returns false when this very credential is known already. */
export const insertPasskey = async (tx: Tx, passkey: Omit<StoredPasskey, 'usedAt'>): Promise<boolean> =>
  (
    await tx.sql(
      `insert into accounts.passkey
         (id, account_id, credential_id, public_key, user_handle, sign_count, transports, kind, name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (credential_id) do nothing returning 1`,
      [
        passkey.id,
        passkey.accountId,
        passkey.credentialId,
        passkey.publicKey,
        passkey.userHandle,
        passkey.signCount,
        passkey.transports,
        passkey.kind,
        passkey.name,
        passkey.createdAt,
      ],
    )
  ).length === 1

/** Notes a use, unless another with the same count came first. */
export const notePasskeyUse = async (
  tx: Tx,
  id: string,
  use: { from: number; to: number; at: Date },
): Promise<boolean> =>
  (
    await tx.sql(
      'update accounts.passkey set sign_count = $3, used_at = $4 where id = $1 and sign_count = $2 returning 1',
      [id, use.from, use.to, use.at],
    )
  ).length === 1

export const renamePasskey = async (tx: Tx, own: { accountId: string; id: string }, name: string): Promise<boolean> =>
  (
    await tx.sql('update accounts.passkey set name = $3 where account_id = $1 and id = $2 returning 1', [
      own.accountId,
      own.id,
      name,
    ])
  ).length === 1

/** @returns its name, or undefined when there was none. */
export const deletePasskey = async (tx: Tx, own: { accountId: string; id: string }): Promise<string | undefined> =>
  (
    await tx.sql<{ name: string }>('delete from accounts.passkey where account_id = $1 and id = $2 returning name', [
      own.accountId,
      own.id,
    ])
  )[0]?.name

export const deletePasskeys = (tx: Tx, accountId: string): Promise<unknown> =>
  tx.sql('delete from accounts.passkey where account_id = $1', [accountId])

export type ChallengePurpose = 'sign_in' | 'enrol' | 'prove'

export interface Challenge {
  readonly hash: Buffer
  readonly purpose: ChallengePurpose
  readonly accountId: string | undefined
}

export const insertChallenge = (tx: Tx, challenge: Challenge, expiresAt: Date): Promise<unknown> =>
  tx.sql('insert into accounts.challenge (challenge_hash, purpose, account_id, expires_at) values ($1, $2, $3, $4)', [
    challenge.hash,
    challenge.purpose,
    challenge.accountId ?? null,
    expiresAt,
  ])

/** Uses a challenge up: an answer counts once, for what and for whom it was asked. */
export const takeChallenge = async (tx: Tx, challenge: Challenge, now: Date): Promise<boolean> =>
  (
    await tx.sql(
      `delete from accounts.challenge where challenge_hash = $1 and purpose = $2
         and account_id is not distinct from $3::uuid and expires_at > $4 returning 1`,
      [challenge.hash, challenge.purpose, challenge.accountId ?? null, now],
    )
  ).length === 1

export const deleteOldChallenges = (tx: Tx, now: Date): Promise<unknown> =>
  tx.sql('delete from accounts.challenge where expires_at < $1', [now])
