import { accepted, type Outcome } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { LinkRefusal } from '../schema.ts'
import { createAccount, createFirstOperator } from './creation.ts'
import { loadDemoPeople } from './demo.ts'
import { checkLink } from './links.ts'
import { passwordPurposes, requestPasswordReset, resetPassword } from './password.ts'
import { signIn } from './sign-in.ts'
import { confirmEmail, signUp } from './sign-up.ts'
import { askMerge, checkMergeLink, proveMergeByLink, proveMergeByPassword } from './merges.ts'
import type { Tools } from './tools.ts'

/** The use cases that need the installation's secrets or hash passwords. One per process: the line of passwords is in it. */
export const createAccounts = (tools: Tools) => ({
  signUp: signUp(tools),
  confirmEmail: confirmEmail(tools),
  signIn: signIn(tools),
  requestPasswordReset: requestPasswordReset(tools),
  resetPassword: resetPassword(tools),
  /** Whether a link to choose a password opens, and for which address: before the form is shown. */
  checkPasswordLink: async (ctx: Context, secret: string): Promise<Outcome<{ email: string }, LinkRefusal>> => {
    const link = await checkLink(tools.secrets, passwordPurposes)(ctx, secret)
    return link.ok ? accepted({ email: link.value.email }) : link
  },
  /** The same for a link that confirms an address: the page asks for a click before it uses the link. */
  checkConfirmLink: async (ctx: Context, secret: string): Promise<Outcome<{ email: string }, LinkRefusal>> => {
    const link = await checkLink(tools.secrets, ['confirm_email'])(ctx, secret)
    return link.ok ? accepted({ email: link.value.email }) : link
  },
  askMerge: askMerge(tools),
  checkMergeLink: checkMergeLink(tools),
  proveMergeByLink: proveMergeByLink(tools),
  proveMergeByPassword: proveMergeByPassword(tools),
  createAccount: createAccount(tools),
  createFirstOperator: createFirstOperator(tools),
  loadDemoPeople: loadDemoPeople(tools),
})

export type Accounts = ReturnType<typeof createAccounts>
