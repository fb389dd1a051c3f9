import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { emailKey } from '../domain/fields.ts'
import { judgeLink, linkLife } from '../domain/links.ts'
import { mailLink } from '../jobs.ts'
import type { LinkPurpose, LinkRefusal } from '../schema.ts'
import { findLink, insertLink, type Link, lockLink } from '../store/links.ts'

const idLength = 16
const secretPurpose = 'accounts.link'

/**
 * The secret of a link: its row's id and an HMAC of it. Neither the table nor the queue holds anything that opens
 * an account; a stolen database opens none without the installation's secret.
 */
export function linkSecret(secrets: Secrets, id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  return Buffer.concat([bytes, secrets.hmac(secretPurpose, bytes)]).toString('base64url')
}

/** The row's id when the secret was made here, else undefined. */
export function readLinkSecret(secrets: Secrets, text: string): string | undefined {
  if (!/^[\w-]{64}$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const id = bytes.subarray(0, idLength)
  if (!isSameSecret(bytes.subarray(idLength), secrets.hmac(secretPurpose, id))) return undefined
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Writes a link and asks for the mail that carries it, in one transaction. */
export async function sendLink(
  tx: Tx,
  link: { purpose: LinkPurpose; email: string; locale: Locale; payload?: unknown },
  now: Date,
  mail: typeof mailLink = mailLink,
): Promise<void> {
  const id = newId()
  await Promise.all([
    insertLink(tx, {
      id,
      purpose: link.purpose,
      email: link.email.trim(),
      emailKey: emailKey(link.email),
      locale: link.locale,
      payload: link.payload ?? {},
      createdAt: now,
      expiresAt: new Date(now.getTime() + linkLife[link.purpose]),
    }),
    enqueue(tx, mail, { mailId: newId(), linkId: id }),
  ])
}

/** Whether a link opens for one of these purposes; a page asks before it shows its form. */
export const checkLink =
  (secrets: Secrets, purposes: readonly LinkPurpose[]) =>
  async (ctx: Context, secret: string): Promise<Outcome<Link, LinkRefusal>> => {
    const id = readLinkSecret(secrets, secret)
    const link = id === undefined ? undefined : await ctx.db.readTerritory((tx) => findLink(tx, id))
    return judged(link, purposes, ctx.clock.now())
  }

/** The same inside the transaction that uses it, where it is held. */
export async function holdLink(
  tx: Tx,
  id: string,
  purposes: readonly LinkPurpose[],
  now: Date,
): Promise<Outcome<Link, LinkRefusal>> {
  return judged(await lockLink(tx, id), purposes, now)
}

function judged(link: Link | undefined, purposes: readonly LinkPurpose[], now: Date): Outcome<Link, LinkRefusal> {
  if (!link || !purposes.includes(link.purpose)) return refused({ reason: 'link_unknown' })
  const refusal = judgeLink(link, now)
  return refusal ? refused(refusal) : accepted(link)
}
