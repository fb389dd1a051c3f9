import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { fieldFaults, hasFaults } from '../domain/fields.ts'
import type { ConfirmRefusal, PendingSignUp, SignUpInput, SignUpRefusal } from '../schema.ts'
import { insertAccount } from '../store/accounts.ts'
import { retireLinks } from '../store/links.ts'
import { attemptOn, countAttempts } from './attempts.ts'
import { holdLink, readLinkSecret, sendLink } from './links.ts'
import { readPending } from './pending.ts'
import { busy, type Tools, withBreach } from './tools.ts'

/**
 * Asks for an account. Nothing is created before the address is confirmed: the answer, the time and the work are the same
 * whether the address has an account or not, and only its owner learns it, by mail.
 */
export const signUp =
  (tools: Tools) =>
  async (ctx: Context, input: SignUpInput): Promise<Outcome<{ email: string }, SignUpRefusal>> => {
    const { secrets, passwords } = tools
    const faults = await withBreach(tools, fieldFaults(input), input.password)
    if (hasFaults(faults)) return refused({ reason: 'invalid', faults })
    const now = ctx.clock.now()
    const fromAddress = attemptOn(secrets, 'signUpFromAddress', input.address)
    const wait = await ctx.db.withTerritory((tx) => countAttempts(tx, [fromAddress], now))
    if (wait) return refused(wait)
    const hash = await passwords.hash(input.password)
    if (!hash.ok) return refused(busy)
    const payload: PendingSignUp = {
      givenName: input.givenName.trim(),
      familyName: input.familyName.trim(),
      phone: input.phone?.trim() || null,
      passwordHash: hash.value,
    }
    const { email, locale } = input
    await ctx.db.withTerritory(async (tx) => {
      // Somebody who fills a mailbox with our mails is stopped without being told: the answer stays the same.
      if (await countAttempts(tx, [attemptOn(secrets, 'mailToAddress', email)], now)) return
      await sendLink(tx, { purpose: 'confirm_email', email, locale, payload }, now)
    })
    return accepted({ email: email.trim() })
  }

/**
 * Makes the account that a link confirms. It opens no session: who follows a link that a stranger asked for in her name
 * must not find herself in an account whose password the stranger knows.
 */
export const confirmEmail =
  ({ secrets }: Tools) =>
  async (ctx: Context, secret: string): Promise<Outcome<{ accountId: string; email: string }, ConfirmRefusal>> => {
    const linkId = readLinkSecret(secrets, secret)
    if (linkId === undefined) return refused({ reason: 'link_unknown' })
    const now = ctx.clock.now()
    return ctx.db.withTerritory(async (tx): Promise<Outcome<{ accountId: string; email: string }, ConfirmRefusal>> => {
      const held = await holdLink(tx, linkId, ['confirm_email'], now)
      if (!held.ok) return held
      const { email, emailKey, locale, payload } = held.value
      const pending = readPending(payload)
      if (!pending) return refused({ reason: 'link_unknown' })
      const account = { id: newId(), email, emailKey, locale, ...pending, confirmedAt: now, createdAt: now }
      const isNew = await insertAccount(tx, account)
      await retireLinks(tx, emailKey, ['confirm_email'], now)
      return isNew ? accepted({ accountId: account.id, email }) : refused({ reason: 'address_taken' })
    })
  }
