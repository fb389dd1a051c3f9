import { notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { emailChangeLife, isChanging, mayApply, withoutOldAddress } from '../domain/email-change.ts'
import { emailKey, isEmail } from '../domain/fields.ts'
import { linkLife } from '../domain/links.ts'
import { applyEmailChange, type EmailChangeMail, mailEmailChange, mailLifeLink } from '../jobs.ts'
import { canChangeAccount } from '../policy.ts'
import type { EmailChange, LifeLinkPurpose, LinkRefusal, Wait } from '../schema.ts'
import { findById } from '../store/accounts.ts'
import {
  endChange,
  findPendingChange,
  insertEmailChange,
  lockEmailChange,
  lockPendingChange,
  markLost,
  markProof,
  updateEmail,
} from '../store/email-changes.ts'
import { insertLink, retireLinks } from '../store/links.ts'
import { deleteOtherAddress } from '../store/other-addresses.ts'
import { insertChanges } from '../store/profile.ts'
import { revokeOthers } from '../store/sessions.ts'
import { attemptOn, countAttempts } from './attempts.ts'
import { checkLink, holdLink, readLinkSecret, sendLink } from './links.ts'
import { tellEnded } from './sessions.ts'
import type { Tools } from './tools.ts'

export type AskEmailRefusal = { readonly reason: 'malformed' | 'own_address' } | Wait

export interface AskEmailInput {
  readonly accountId: string
  readonly email: string
  /** Stays open when the others end. */
  readonly sessionId: string
}

/**
 * Asks for another address. One mail goes to the new address and one to the old one: the address changes when both
 * have said yes. Whether the new one belongs to somebody else is told to its owner only, by her mail.
 * @throws AppError `not_found accounts.account` for somebody else's account.
 */
export const askEmailChange =
  ({ secrets }: Tools) =>
  async (ctx: Context, input: AskEmailInput): Promise<Outcome<{ changeId: string }, AskEmailRefusal>> => {
    const { accountId, sessionId } = input
    if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
    const email = input.email.trim()
    if (!isEmail(email)) return refused({ reason: 'malformed' })
    const now = ctx.clock.now()
    const id = newId()
    return ctx.db.withTerritory(async (tx): Promise<Outcome<{ changeId: string }, AskEmailRefusal>> => {
      const own = await findById(tx, accountId)
      if (!own) throw notFound('accounts.account', accountId)
      if (emailKey(own.email) === emailKey(email)) return refused({ reason: 'own_address' })
      const attempts = [attemptOn(secrets, 'mailToAddress', email), attemptOn(secrets, 'mailToAddress', own.email)]
      const wait = await countAttempts(tx, attempts, now)
      if (wait) return refused(wait)
      const former = await lockPendingChange(tx, accountId)
      if (former) await endChange(tx, former.id, { at: now, outcome: 'cancelled' })
      const { locale } = own
      const cancelLinkId = await insertCancelLink(tx, { email: own.email, locale, changeId: id }, now)
      await insertEmailChange(tx, {
        id,
        accountId,
        oldEmail: own.email,
        newEmail: email,
        newEmailKey: emailKey(email),
        sessionId,
        cancelLinkId,
        askedAt: now,
        expiresAt: new Date(now.getTime() + emailChangeLife.asking),
      })
      const payload = { changeId: id }
      await sendLink(tx, { purpose: 'prove_new_email', email, locale, payload }, now, mailLifeLink)
      await sendLink(tx, { purpose: 'confirm_old_email', email: own.email, locale, payload }, now, mailLifeLink)
      return accepted({ changeId: id })
    })
  }

/** The way to stop it goes with each mail to the old address: one link, no mail of its own. */
async function insertCancelLink(
  tx: Tx,
  of: { email: string; locale: 'fr' | 'en'; changeId: string },
  now: Date,
): Promise<string> {
  const id = newId()
  await insertLink(tx, {
    id,
    purpose: 'cancel_email_change',
    email: of.email,
    emailKey: emailKey(of.email),
    locale: of.locale,
    payload: { changeId: of.changeId },
    createdAt: now,
    expiresAt: new Date(now.getTime() + linkLife.cancel_email_change),
  })
  return id
}

export type EmailLinkPurpose = Exclude<LifeLinkPurpose, 'merge_accounts'>

/** What a click made of a change: it waits for the other address, it is made, or cancelled; `taken`: it cannot be. */
export type EmailStep = 'waiting' | 'changed' | 'cancelled' | 'taken'

/** Whether a link of a change opens: the page asks for a click. */
export const checkEmailLink =
  ({ secrets }: Tools) =>
  async (ctx: Context, secret: string, purpose: EmailLinkPurpose): Promise<Outcome<{ email: string }, LinkRefusal>> => {
    const link = await checkLink(secrets, [purpose])(ctx, secret)
    return link.ok ? accepted({ email: link.value.email }) : link
  }

/** Uses one of the three links of a change. Nobody has to be signed in: the mailbox is the proof. */
export const followEmailLink =
  ({ secrets }: Tools) =>
  async (ctx: Context, secret: string, purpose: EmailLinkPurpose): Promise<Outcome<EmailStep, LinkRefusal>> => {
    const linkId = readLinkSecret(secrets, secret)
    if (linkId === undefined) return refused({ reason: 'link_unknown' })
    const now = ctx.clock.now()
    return ctx.db.withTerritory(async (tx): Promise<Outcome<EmailStep, LinkRefusal>> => {
      const held = await holdLink(tx, linkId, [purpose], now)
      if (!held.ok) return held
      const change = await lockEmailChange(tx, changeIdIn(held.value.payload))
      if (!change || !isChanging(change, now)) return refused({ reason: 'link_expired' })
      await retireLinks(tx, held.value.emailKey, [purpose], now)
      if (purpose === 'cancel_email_change') {
        await endChange(tx, change.id, { at: now, outcome: 'cancelled' })
        return accepted('cancelled')
      }
      const proof = purpose === 'prove_new_email' ? 'newProvedAt' : 'oldConfirmedAt'
      await markProof(tx, change.id, purpose === 'prove_new_email' ? 'new_proved_at' : 'old_confirmed_at', now)
      return accepted(await applyIfReady(tx, { ...change, [proof]: now }, now))
    })
  }

const changeIdIn = (payload: unknown): string => {
  const id = (payload as { changeId?: unknown } | null)?.changeId
  return typeof id === 'string' && isId(id) ? id : '00000000-0000-0000-0000-000000000000'
}

/** The change itself, once both sides allow it: address, history, sessions and links are one transaction. */
async function applyIfReady(tx: Tx, change: EmailChange, now: Date): Promise<EmailStep> {
  if (!mayApply(change, now)) return 'waiting'
  const { id, accountId, oldEmail, newEmail, newEmailKey } = change
  const isFree = await updateEmail(tx, accountId, { email: newEmail, emailKey: newEmailKey, at: now })
  if (!isFree) {
    await endChange(tx, id, { at: now, outcome: 'taken' })
    return 'taken'
  }
  await endChange(tx, id, { at: now, outcome: 'done' })
  await deleteOtherAddress(tx, newEmailKey)
  const line = { id: newId(), at: now, field: 'email', before: oldEmail, after: newEmail } as const
  await insertChanges(tx, [{ ...line, accountId, byAccountId: accountId }])
  await tellEnded(tx, await revokeOthers(tx, { accountId, id: change.sessionId }, now))
  await retireLinks(tx, emailKey(oldEmail), ['reset_password', 'choose_password', 'cancel_email_change'], now)
  await tellAddress(tx, { changeId: id, to: 'old', what: 'changed' })
  await tellAddress(tx, { changeId: id, to: 'new', what: 'changed' })
  return 'changed'
}

const tellAddress = (tx: Tx, mail: Omit<EmailChangeMail, 'mailId'>, runAt?: Date): Promise<void> =>
  enqueue<EmailChangeMail>(tx, mailEmailChange, { mailId: newId(), ...mail }, runAt ? { runAt } : {})

/** The change that an account waits for, if any. */
export async function findOwnEmailChange(ctx: Context, accountId: string): Promise<EmailChange | undefined> {
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.readTerritory((tx) => findPendingChange(tx, accountId, ctx.clock.now()))
}

/**
 * Says that the old address cannot be read any more. It is warned all the same, at once and the day before, each time
 * with a way to stop the change, which is made after seven days. Saying it twice does not begin again.
 * @returns when it will be made; undefined when nothing waits.
 */
export async function loseOldEmail(ctx: Context, accountId: string): Promise<Date | undefined> {
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  const now = ctx.clock.now()
  return ctx.db.withTerritory(async (tx) => {
    const change = await lockPendingChange(tx, accountId)
    if (!change || !isChanging(change, now)) return undefined
    if (change.appliesAt) return change.appliesAt
    const { appliesAt, expiresAt, warnAt } = withoutOldAddress(now)
    const changeId = change.id
    await markLost(tx, changeId, { at: now, appliesAt, expiresAt })
    await tellAddress(tx, { changeId, to: 'old', what: 'lost' })
    await tellAddress(tx, { changeId, to: 'old', what: 'soon' }, warnAt)
    await enqueue(tx, applyEmailChange, { changeId }, { runAt: appliesAt })
    return appliesAt
  })
}

/** Takes the question back, from the account's own page. */
export async function cancelOwnEmailChange(ctx: Context, accountId: string): Promise<void> {
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  await ctx.db.withTerritory(async (tx) => {
    const change = await lockPendingChange(tx, accountId)
    if (change) await endChange(tx, change.id, { at: ctx.clock.now(), outcome: 'cancelled' })
  })
}

/** The end of the week of warnings; nothing happens to a change that was cancelled, made, or not proved. */
export const applyLate = (ctx: Pick<Context, 'db' | 'clock'>, changeId: string): Promise<EmailStep | undefined> =>
  ctx.db.withTerritory(async (tx) => {
    const change = await lockEmailChange(tx, changeId)
    return change && applyIfReady(tx, change, ctx.clock.now())
  })
