import type { Locale } from '#kernel/localized'
import { query, statement, type Tx } from '#platform/db'
import type { Factors } from '../domain/factors.ts'
import type { Account } from '../schema.ts'
import { isReserved } from './other-addresses.ts'

/** An account with what only this house may see of it. */
export interface StoredAccount extends Account {
  readonly passwordHash: string | null
}

/** An account as others may see it. */
export function withoutHash(stored: StoredAccount): Account {
  const { passwordHash: _kept, ...account } = stored
  return account
}

export interface AccountRow {
  readonly id: string
  readonly email: string
  readonly emailKey: string
  readonly givenName: string
  readonly familyName: string
  readonly phone: string | null
  readonly locale: Locale
  readonly passwordHash: string | null
  readonly confirmedAt: Date | null
  readonly createdAt: Date
}

const openAccounts = () =>
  query
    .selectFrom('accounts.account')
    .where('closed_at', 'is', null)
    .select(['id', 'email', 'phone', 'locale'])
    .select(['given_name as givenName', 'family_name as familyName', 'created_at as createdAt'])
    .select(['password_hash as passwordHash', 'identity_certified_by as identityCertifiedBy'])

const ofAddress = (more = ''): string =>
  `select a.id, a.email, a.phone, a.locale, a.given_name as "givenName", a.family_name as "familyName",
     a.created_at as "createdAt", a.password_hash as "passwordHash", a.identity_certified_by as "identityCertifiedBy"${more}
   from accounts.account a where a.closed_at is null and a.id = coalesce(
     (select id from accounts.account where email_key = $1 and closed_at is null),
     (select account_id from accounts.other_address where email_key = $1 and opens))`

/** The account that an address opens: its own, or that of a merged account. One statement, whatever the address. */
const byAddress = statement('accounts.find_by_address', ofAddress())

export const findByEmail = async (tx: Tx, emailKey: string): Promise<StoredAccount | undefined> =>
  (await tx.named<StoredAccount>(byAddress, [emailKey]))[0]

const signingIn = statement(
  'accounts.find_signing_in',
  ofAddress(`,
     exists (select 1 from accounts.totp t where t.account_id = a.id and t.confirmed_at is not null) as "hasTotp",
     (select count(*)::int from accounts.passkey p where p.account_id = a.id) as passkeys`),
)

/** The same, with what the account has besides its password. */
export async function findSigningIn(
  tx: Tx,
  emailKey: string,
): Promise<{ readonly account: StoredAccount; readonly factors: Factors } | undefined> {
  const [row] = await tx.named<StoredAccount & Factors>(signingIn, [emailKey])
  if (!row) return undefined
  const { hasTotp, passkeys, ...account } = row
  return { account, factors: { hasTotp, passkeys } }
}

export const findById = async (tx: Tx, id: string): Promise<StoredAccount | undefined> =>
  (await tx.first(openAccounts().where('id', '=', id))) as StoredAccount | undefined

/** @returns false when the address already has an open account, or opens one: nothing is written. */
export async function insertAccount(tx: Tx, row: AccountRow): Promise<boolean> {
  if (await isReserved(tx, row.emailKey, row.createdAt)) return false
  const inserted = await tx.run(
    query
      .insertInto('accounts.account')
      .values({
        id: row.id,
        email: row.email,
        email_key: row.emailKey,
        given_name: row.givenName,
        family_name: row.familyName,
        phone: row.phone,
        locale: row.locale,
        password_hash: row.passwordHash,
        email_confirmed_at: row.confirmedAt,
        created_at: row.createdAt,
      })
      .onConflict((conflict) => conflict.column('email_key').where('closed_at', 'is', null).doNothing()),
  )
  return inserted === 1
}

/** A password chosen through a link sent to the address also proves the address. */
export const setPassword = (tx: Tx, id: string, passwordHash: string, at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set((column) => ({
        password_hash: passwordHash,
        email_confirmed_at: column.fn.coalesce('email_confirmed_at', column.val(at)),
      }))
      .where('id', '=', id),
  )

/** Replaces a hash by one of the same password at today's cost, unless the password has changed since. */
export const replaceHash = (tx: Tx, id: string, change: { from: string; to: string }): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({ password_hash: change.to })
      .where('id', '=', id)
      .where('password_hash', '=', change.from),
  )

/** For who gives somebody a link to an organisation or a mandate, in the same transaction: her sessions say it from then on. */
export const noteActsForOthers = (tx: Tx, id: string): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({ acts_for_others: true })
      .where('id', '=', id)
      .where('acts_for_others', '=', false),
  )

export const insertOperator = (tx: Tx, accountId: string, at: Date): Promise<number> =>
  tx.run(
    query
      .insertInto('accounts.operator')
      .values({ account_id: accountId, granted_at: at })
      .onConflict((conflict) => conflict.column('account_id').doNothing()),
  )

export const operatorExists = async (tx: Tx): Promise<boolean> =>
  (await tx.first(query.selectFrom('accounts.operator').select('account_id').limit(1))) !== undefined

/** Two first-run pages filled in at once: the second waits here, then sees the first one's operator. */
export async function lockFirstOperator(tx: Tx): Promise<void> {
  await tx.sql(`select pg_advisory_xact_lock(hashtext('accounts.first_operator'))`)
}

/** Names to show, by account; closed accounts included: what they did stays signed. */
export async function namesOf(
  tx: Tx,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly givenName: string; readonly familyName: string }>> {
  if (accountIds.length === 0) return new Map()
  const rows = await tx.all(
    query
      .selectFrom('accounts.account')
      .select(['id', 'given_name as givenName', 'family_name as familyName'])
      .where('id', 'in', [...accountIds]),
  )
  return new Map(rows.map(({ id, ...name }) => [id, name]))
}

/** Addresses of open accounts by id, for houses above. */
export async function emailsOf(tx: Tx, accountIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (accountIds.length === 0) return new Map()
  const rows = await tx.all(
    query
      .selectFrom('accounts.account')
      .select(['id', 'email'])
      .where('id', 'in', [...accountIds])
      .where('closed_at', 'is', null),
  )
  return new Map(rows.map(({ id, email }) => [id, email]))
}

/** In which language the holders of addresses read, by the form under which addresses are compared; who has no account is absent. */
export async function localesOf(tx: Tx, emailKeys: readonly string[]): Promise<ReadonlyMap<string, Locale>> {
  if (emailKeys.length === 0) return new Map()
  const rows = await tx.sql<{ key: string; locale: Locale }>(
    `select email_key as key, locale from accounts.account where email_key = any ($1) and closed_at is null`,
    [[...emailKeys]],
  )
  return new Map(rows.map(({ key, locale }) => [key, locale]))
}
