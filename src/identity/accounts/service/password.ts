import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { hasFaults, isEmail, passwordFault } from '../domain/fields.ts'
import { mailPasswordChanged } from '../jobs.ts'
import type { LinkPurpose, ResetRefusal } from '../schema.ts'
import { findByEmail, setPassword } from '../store/accounts.ts'
import { clearCounter } from '../store/attempts.ts'
import { retireLinks } from '../store/links.ts'
import { endEverySession } from './sessions.ts'
import { attemptOn, countAttempts } from './attempts.ts'
import { checkLink, holdLink, sendLink } from './links.ts'
import { busy, type Tools, withBreach } from './tools.ts'

export const passwordPurposes: readonly LinkPurpose[] = ['reset_password', 'choose_password']

/**
 * Asks for a link to choose a new password. Always the same answer and the same work: a link is written for any address,
 * and the mail leaves only if the address has an account.
 */
export const requestPasswordReset =
  ({ secrets }: Tools) =>
  async (ctx: Context, input: { email: string; locale: Locale }): Promise<void> => {
    const { email, locale } = input
    if (!isEmail(email.trim())) return
    const now = ctx.clock.now()
    await ctx.db.withTerritory(async (tx) => {
      if (await countAttempts(tx, [attemptOn(secrets, 'mailToAddress', email)], now)) return
      await sendLink(tx, { purpose: 'reset_password', email, locale }, now)
    })
  }

/** Chooses a password through a link: every session ends, other links too, waits are lifted, the owner is told. */
export const resetPassword =
  (tools: Tools) =>
  async (
    ctx: Context,
    input: { secret: string; password: string },
  ): Promise<Outcome<{ accountId: string; email: string }, ResetRefusal>> => {
    const { secrets, passwords } = tools
    const link = await checkLink(secrets, passwordPurposes)(ctx, input.secret)
    if (!link.ok) return link
    const fault = passwordFault(input.password, link.value)
    const faults = await withBreach(tools, fault ? { password: fault } : {}, input.password)
    if (hasFaults(faults)) return refused({ reason: 'invalid', faults })
    const hash = await passwords.hash(input.password)
    if (!hash.ok) return refused(busy)
    const now = ctx.clock.now()
    const { id, emailKey } = link.value
    return ctx.db.withTerritory(async (tx): Promise<Outcome<{ accountId: string; email: string }, ResetRefusal>> => {
      const held = await holdLink(tx, id, passwordPurposes, now)
      if (!held.ok) return held
      const account = await findByEmail(tx, emailKey)
      if (!account) return refused({ reason: 'link_unknown' })
      await setPassword(tx, account.id, hash.value, now)
      await Promise.all([
        endEverySession(tx, account.id, now),
        retireLinks(tx, emailKey, [...passwordPurposes, 'sign_in'], now),
        clearCounter(tx, attemptOn(secrets, 'signInToAccount', emailKey).key, now),
        enqueue(tx, mailPasswordChanged, { mailId: newId(), accountId: account.id }),
      ])
      return accepted({ accountId: account.id, email: account.email })
    })
  }
