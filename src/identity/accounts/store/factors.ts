import { statement, type Tx } from '#platform/db'

/** An authenticator application. Its secret is sealed for the row. */
export interface StoredTotp {
  readonly id: string
  readonly secret: string
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

const totpColumns = `id, secret, created_at as "createdAt", confirmed_at as "confirmedAt"`

/** The application in use. */
export const findTotp = async (tx: Tx, accountId: string): Promise<StoredTotp | undefined> =>
  (
    await tx.sql<StoredTotp>(
      `select ${totpColumns} from accounts.totp where account_id = $1 and confirmed_at is not null`,
      [accountId],
    )
  )[0]

/** The application being set up, if that began after a moment. */
export const findTotpSetUp = async (tx: Tx, accountId: string, after: Date): Promise<StoredTotp | undefined> =>
  (
    await tx.sql<StoredTotp>(
      `select ${totpColumns} from accounts.totp where account_id = $1 and confirmed_at is null and created_at > $2`,
      [accountId, after],
    )
  )[0]

/** Begins to set one up; what was begun before is forgotten. */
export async function insertTotp(
  tx: Tx,
  totp: { id: string; accountId: string; secret: string; at: Date },
): Promise<void> {
  await tx.sql(
    `insert into accounts.totp (id, account_id, secret, created_at) values ($1, $2, $3, $4)
     on conflict (account_id) where confirmed_at is null
     do update set id = excluded.id, secret = excluded.secret, created_at = excluded.created_at`,
    [totp.id, totp.accountId, totp.secret, totp.at],
  )
}

/** Puts the application that was set up in the place of the one in use, which goes. */
export async function confirmTotp(
  tx: Tx,
  totp: { id: string; accountId: string; step: number; at: Date },
): Promise<boolean> {
  await tx.sql('delete from accounts.totp where account_id = $1 and confirmed_at is not null', [totp.accountId])
  const confirmed = await tx.sql(
    `update accounts.totp set confirmed_at = $3, last_step = $4 where id = $1 and account_id = $2 and confirmed_at is null
     returning 1`,
    [totp.id, totp.accountId, totp.at, totp.step],
  )
  return confirmed.length === 1
}

/** Uses a step up: of two that use it at once, one does. */
export const takeStep = async (tx: Tx, id: string, step: number): Promise<boolean> =>
  (
    await tx.sql('update accounts.totp set last_step = $2 where id = $1 and coalesce(last_step, -1) < $2 returning 1', [
      id,
      step,
    ])
  ).length === 1

export const deleteTotp = async (tx: Tx, accountId: string): Promise<boolean> =>
  (await tx.sql('delete from accounts.totp where account_id = $1 returning confirmed_at is not null', [accountId]))
    .length > 0

/** Puts a new sheet of codes in the place of the former one. */
export async function saveCodes(
  tx: Tx,
  sheet: { accountId: string; sealed: string; hashes: readonly Buffer[]; at: Date },
): Promise<void> {
  await tx.sql('delete from accounts.recovery_code where account_id = $1', [sheet.accountId])
  await Promise.all([
    tx.sql(
      `insert into accounts.recovery_sheet (account_id, made_at, sealed) values ($1, $2, $3)
       on conflict (account_id) do update set made_at = excluded.made_at, sealed = excluded.sealed`,
      [sheet.accountId, sheet.at, sheet.sealed],
    ),
    tx.sql(
      'insert into accounts.recovery_code (account_id, code_hash) select $1, unnest($2::bytea[]) on conflict do nothing',
      [sheet.accountId, sheet.hashes],
    ),
  ])
}

/** The codes that their owner has not said she kept, sealed. */
export const findSealedCodes = async (tx: Tx, accountId: string, after: Date): Promise<string | undefined> =>
  (
    await tx.sql<{ sealed: string }>(
      'select sealed from accounts.recovery_sheet where account_id = $1 and sealed is not null and made_at > $2',
      [accountId, after],
    )
  )[0]?.sealed

export const forgetSealedCodes = (tx: Tx, accountId: string): Promise<unknown> =>
  tx.sql('update accounts.recovery_sheet set sealed = null where account_id = $1', [accountId])

export const forgetOldSealedCodes = (tx: Tx, before: Date): Promise<unknown> =>
  tx.sql('update accounts.recovery_sheet set sealed = null where sealed is not null and made_at < $1', [before])

/** Uses a code up: it opens once, also when it is sent twice at once. */
export const takeCode = async (tx: Tx, accountId: string, hash: Buffer, at: Date): Promise<boolean> =>
  (
    await tx.sql(
      `update accounts.recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null
       returning 1`,
      [accountId, hash, at],
    )
  ).length === 1

export async function deleteCodes(tx: Tx, accountId: string): Promise<void> {
  await tx.sql('delete from accounts.recovery_code where account_id = $1', [accountId])
  await tx.sql('delete from accounts.recovery_sheet where account_id = $1', [accountId])
}

const summary = statement(
  'accounts.factor_summary',
  `select a.password_hash is not null as "hasPassword",
     (select t.confirmed_at from accounts.totp t where t.account_id = a.id and t.confirmed_at is not null) as "totpSince",
     (select count(*)::int from accounts.passkey p where p.account_id = a.id) as passkeys,
     exists (select 1 from accounts.recovery_sheet s where s.account_id = a.id) as "hasCodes",
     (select count(*)::int from accounts.recovery_code c where c.account_id = a.id and c.used_at is null) as "codesLeft",
     (select r.due_at from accounts.factor_reset r
      where r.account_id = a.id and r.cancelled_at is null and r.done_at is null) as "resetDueAt"
   from accounts.account a where a.id = $1`,
)

export interface FactorSummary {
  readonly hasPassword: boolean
  readonly totpSince: Date | null
  readonly passkeys: number
  readonly hasCodes: boolean
  readonly codesLeft: number
  readonly resetDueAt: Date | null
}

/** What an account has to prove who its owner is, in one question. */
export const findSummary = async (tx: Tx, accountId: string): Promise<FactorSummary | undefined> =>
  (await tx.named<FactorSummary>(summary, [accountId]))[0]

export const deleteOldSetUps = (tx: Tx, before: Date): Promise<unknown> =>
  tx.sql('delete from accounts.totp where confirmed_at is null and created_at < $1', [before])
