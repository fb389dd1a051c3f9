import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { isEmail } from '../domain/fields.ts'
import { truncatedNetwork } from '../domain/history.ts'
import type { LinkRefusal, SecondStepAsked, SignedIn } from '../schema.ts'
import { findByEmail, withoutHash } from '../store/accounts.ts'
import { retireLinks } from '../store/links.ts'
import { attemptOn, countAttempts } from './attempts.ts'
import { checkLink, holdLink, readLinkSecret, sendLink } from './links.ts'
import { openOrAsk } from './second-step.ts'

const Payload = Compile(Type.Object({ retour: Type.Optional(Type.String()) }))

/**
 * Asks for a link that signs in. Always the same answer and the same work: a link is written for any address, and the mail leaves
 * only if the address has an account.
 * @param input.retour where one was going; judged by whoever reads it.
 */
export const requestSignInLink =
  (secrets: Secrets) =>
  async (ctx: Context, input: { email: string; locale: Locale; retour?: string | undefined }): Promise<void> => {
    const { email, locale, retour } = input
    if (!isEmail(email.trim())) return
    const now = ctx.clock.now()
    await ctx.db.withTerritory(async (tx) => {
      if (await countAttempts(tx, [attemptOn(secrets, 'mailToAddress', email)], now)) return
      await sendLink(tx, { purpose: 'sign_in', email, locale, payload: retour === undefined ? {} : { retour } }, now)
    })
  }

/** Whether a link to sign in opens, and for which address: the page asks for a click before it uses the link. */
export const checkSignInLink =
  (secrets: Secrets) =>
  async (ctx: Context, secret: string): Promise<Outcome<{ email: string }, LinkRefusal>> => {
    const link = await checkLink(secrets, ['sign_in'])(ctx, secret)
    return link.ok ? accepted({ email: link.value.email }) : link
  }

type Entered = Outcome<
  SignedIn & { readonly retour: string | undefined },
  LinkRefusal | (SecondStepAsked & { readonly retour: string | undefined })
>

/** Uses the link: a session opens in this browser, whichever asked for it, or the second step is asked. */
export const signInByLink =
  (secrets: Secrets) =>
  async (ctx: Context, input: { secret: string; address: string; device?: string | undefined }): Promise<Entered> => {
    const id = readLinkSecret(secrets, input.secret)
    if (id === undefined) return refused({ reason: 'link_unknown' })
    const now = ctx.clock.now()
    const used = await ctx.db.withTerritory(async (tx) => {
      const held = await holdLink(tx, id, ['sign_in'], now)
      if (!held.ok) return held
      const account = await findByEmail(tx, held.value.emailKey)
      if (!account) return refused({ reason: 'link_unknown' })
      await retireLinks(tx, held.value.emailKey, ['sign_in'], now)
      return accepted({ account: withoutHash(account), payload: held.value.payload })
    })
    if (!used.ok) return used
    const { account, payload } = used.value
    const retour = Payload.Check(payload) ? payload.retour : undefined
    const network = truncatedNetwork(input.address)
    const opened = await openOrAsk(ctx, { accountId: account.id, methods: ['link'], device: input.device, network })
    if (opened.ok) return accepted({ ...opened.value, account, retour })
    if (opened.refusal.reason === 'second_step') return refused({ ...opened.refusal, retour })
    return refused({ reason: 'link_unknown' })
  }
