import type { Locale } from '#kernel/localized'
import { newId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import { emailKey } from '../domain/fields.ts'
import { findByEmail, insertAccount } from '../store/accounts.ts'
import { findSummary } from '../store/factors.ts'
import { certify, hasPassword, uncertify } from '../store/certified.ts'

/** Who may say for certain what somebody is called. */
export type Certifier = 'france_connect'

interface CertifiedPerson {
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly by: Certifier
}

/**
 * Makes the account of somebody whom a provider of identities has proved, and who has proved her address by a link. It has
 * no password: the identity opens it.
 * @returns its id, or undefined when the address already has an account: nothing is written.
 */
export async function openProvedAccount(
  tx: Tx,
  person: Pick<CertifiedPerson, 'givenName' | 'familyName'> & { email: string; locale: Locale; at: Date },
): Promise<string | undefined> {
  const id = newId()
  const isNew = await insertAccount(tx, {
    id,
    email: person.email.trim(),
    emailKey: emailKey(person.email),
    givenName: person.givenName,
    familyName: person.familyName,
    phone: null,
    locale: person.locale,
    passwordHash: null,
    confirmedAt: person.at,
    createdAt: person.at,
  })
  return isNew ? id : undefined
}

/**
 * Writes the certified names on an account: they are not its owner's to change any more.
 * @returns whether the account is open.
 */
export const certifyIdentity = (tx: Tx, person: CertifiedPerson): Promise<boolean> => certify(tx, person)

/** The names stay, and may be changed again. */
export const uncertifyIdentity = (tx: Tx, accountId: string): Promise<number> => uncertify(tx, accountId)

/** Whether something else than a national identity opens the account: a password or a passkey. */
export const hasOtherWayIn = async (tx: Tx, accountId: string): Promise<boolean> =>
  (await hasPassword(tx, accountId)) || ((await findSummary(tx, accountId))?.passkeys ?? 0) > 0

/** Whether an address, in the form under which they are compared, has an open account. For mails to its owner only. */
export const hasAccount = async (tx: Tx, key: string): Promise<boolean> => (await findByEmail(tx, key)) !== undefined
