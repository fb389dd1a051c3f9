import type { Locale } from '#kernel/localized'
import { query, statement, type Tx } from '#platform/db'
import type { LinkPurpose } from '../schema.ts'

/** A link sent by mail. Its secret is not here: see `service/links.ts`. */
export interface Link {
  readonly id: string
  readonly purpose: LinkPurpose
  readonly email: string
  readonly emailKey: string
  readonly locale: Locale
  readonly payload: unknown
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

const links = () =>
  query
    .selectFrom('accounts.one_time_token')
    .select(['id', 'purpose', 'email', 'locale', 'payload'])
    .select(['email_key as emailKey', 'created_at as createdAt', 'expires_at as expiresAt', 'used_at as usedAt'])

export async function insertLink(tx: Tx, link: Omit<Link, 'usedAt'>): Promise<void> {
  await tx.run(
    query.insertInto('accounts.one_time_token').values({
      id: link.id,
      purpose: link.purpose,
      email: link.email,
      email_key: link.emailKey,
      locale: link.locale,
      payload: JSON.stringify(link.payload),
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    }),
  )
}

export const findLink = async (tx: Tx, id: string): Promise<Link | undefined> =>
  (await tx.first(links().where('id', '=', id))) as Link | undefined

/**
 * The same, held until the transaction ends together with the other open links of its address: two clicks at once use it
 * once, and two links opened at once, each of which puts the other out, do not wait for each other in a ring.
 */
export async function lockLink(tx: Tx, id: string): Promise<Link | undefined> {
  const held = await tx.all(
    links()
      .where((where) =>
        where(
          'email_key',
          '=',
          where.selectFrom('accounts.one_time_token as opened').select('opened.email_key').where('opened.id', '=', id),
        ),
      )
      .where((where) => where.or([where('id', '=', id), where('used_at', 'is', null)]))
      .orderBy('id')
      .forUpdate(),
  )
  return held.find((link) => link.id === id) as Link | undefined
}

const pendingSignUp = statement(
  'accounts.pending_sign_up',
  `select id, purpose, email, locale, payload, email_key as "emailKey", created_at as "createdAt",
     expires_at as "expiresAt", used_at as "usedAt"
   from accounts.one_time_token
   where email_key = $1 and purpose = 'confirm_email' and used_at is null and expires_at > $2
   order by created_at desc limit 1`,
)

/** The last sign-up of an address that nobody confirmed yet. Asked at each sign-in by password. */
export const findPendingSignUp = async (tx: Tx, emailKey: string, now: Date): Promise<Link | undefined> =>
  (await tx.named<Link>(pendingSignUp, [emailKey, now]))[0]

/** Every unused link of an address for these purposes is used up; what they held (a password's hash) goes. */
export const retireLinks = (tx: Tx, emailKey: string, purposes: readonly LinkPurpose[], at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.one_time_token')
      .set({ used_at: at, payload: '{}' })
      .where('email_key', '=', emailKey)
      .where('purpose', 'in', [...purposes])
      .where('used_at', 'is', null),
  )

export const deleteEndedLinks = (tx: Tx, before: Date): Promise<number> =>
  tx.run(query.deleteFrom('accounts.one_time_token').where('expires_at', '<', before))
