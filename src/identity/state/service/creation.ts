import { emailKey, isEmail, openProvedAccount } from '#identity/accounts'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { isSameSecret, type Secrets, sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { namesOfIdentity } from '../domain/pivot.ts'
import { mailConfirm } from '../jobs.ts'
import type { LinkRefusal, NewAccountRequest, ProvedIdentity } from '../schema.ts'
import { askAddress, deletePending, findPending, findPendingOf, holdPending } from '../store/pending.ts'
import { linkIn } from './linking.ts'
import { openIdentity } from './pending.ts'
import type { Tools } from './tools.ts'

const days = 86_400_000
/** A mail may wait for the evening, or for another day. */
const confirmLife = 2 * days
/** Nobody fills a mailbox with our mails. */
const mailsAtMost = 3
const idLength = 16

/** The secret of a link: its row's id and a keyed hash of it, so that the table holds nothing that opens it. */
export function confirmSecret(secrets: Secrets, id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  return Buffer.concat([bytes, secrets.hmac('state.confirm', bytes)]).toString('base64url')
}

function readConfirmSecret(secrets: Secrets, text: string): string | undefined {
  if (!/^[\w-]{64}$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const id = bytes.subarray(0, idLength)
  if (!isSameSecret(bytes.subarray(idLength), secrets.hmac('state.confirm', id))) return undefined
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * Asks for an account for the identity that waits in this browser. Nothing is made before the address is confirmed, and the
 * answer is the same whether the address has an account or not: only its owner learns it, by mail.
 */
export async function askAccount(
  ctx: Context,
  { browserSecret, email, locale }: NewAccountRequest,
): Promise<Outcome<{ email: string }, 'malformed' | 'nothing_pending' | 'too_many'>> {
  const address = email.trim()
  if (!isEmail(address)) return refused('malformed')
  const now = ctx.clock.now()
  return ctx.db.withTerritory(
    async (tx): Promise<Outcome<{ email: string }, 'malformed' | 'nothing_pending' | 'too_many'>> => {
      const row = await findPendingOf(tx, sha256(browserSecret), now)
      if (!row) return refused('nothing_pending')
      const expiresAt = new Date(now.getTime() + confirmLife)
      const asked = { email: address, locale, atMost: mailsAtMost, expiresAt }
      if (!(await askAddress(tx, row.id, asked))) return refused('too_many')
      await enqueue(tx, mailConfirm, { mailId: newId(), pendingId: row.id, emailKey: emailKey(address) })
      return accepted({ email: address })
    },
  )
}

export interface Confirmable {
  readonly email: string
  readonly givenName: string
  readonly familyName: string
}

/** Whether a link opens, for which address and whom: before the button is shown. */
export const checkAccountLink =
  ({ secrets }: Tools) =>
  async (ctx: Context, secret: string): Promise<Confirmable | undefined> => {
    const id = readConfirmSecret(secrets, secret)
    if (id === undefined) return undefined
    const row = await ctx.db.readTerritory((tx) => findPending(tx, id, ctx.clock.now()))
    const identity = row && openIdentity(secrets, 'state.pending', row)
    return row?.email && identity ? { email: row.email, ...namesOfIdentity(identity) } : undefined
  }

export interface MadeAccount {
  readonly accountId: string
  readonly identity: ProvedIdentity
  readonly returnTo: string | undefined
  /** The link was opened in the browser that proved the identity: it may be let in at once. */
  readonly isSameBrowser: boolean
}

/** The link proves the address: the account is made, with the certified names, and the identity opens it. */
export const confirmAccount =
  (tools: Tools) =>
  async (
    ctx: Context,
    { secret, browserSecret }: { readonly secret: string; readonly browserSecret: string | undefined },
  ): Promise<Outcome<MadeAccount, LinkRefusal | 'link_unknown' | 'address_taken'>> => {
    const id = readConfirmSecret(tools.secrets, secret)
    if (id === undefined) return refused('link_unknown')
    const at = ctx.clock.now()
    const made = await ctx.db
      .withTerritory(async (tx): Promise<Outcome<MadeAccount, LinkRefusal | 'link_unknown' | 'address_taken'>> => {
        const row = await holdPending(tx, id, at)
        const identity = row && openIdentity(tools.secrets, 'state.pending', row)
        if (!row?.email || !identity) return refused('link_unknown')
        const { email, locale } = row
        const accountId = await openProvedAccount(tx, { email, locale, at, ...namesOfIdentity(identity) })
        if (accountId === undefined) return refused('address_taken')
        const linked = await linkIn(tools, tx, { accountId, identity, at })
        // The identity was linked elsewhere meanwhile: the account just written goes with the transaction.
        if (!linked.ok) throw new Undone(linked.refusal)
        await deletePending(tx, row.id)
        const isSameBrowser = browserSecret !== undefined && row.browserHash.equals(sha256(browserSecret))
        return accepted({ accountId, identity, returnTo: row.returnTo ?? undefined, isSameBrowser })
      })
      .catch((error: unknown) => {
        if (error instanceof Undone) return refused(error.refusal)
        throw error
      })
    return made
  }

class Undone extends Error {
  readonly refusal: LinkRefusal
  constructor(refusal: LinkRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}
