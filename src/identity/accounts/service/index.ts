import { accepted, type Outcome } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { LinkRefusal } from '../schema.ts'
import { createAccount, createFirstOperator } from './creation.ts'
import { loadDemoPeople } from './demo.ts'
import { checkLink } from './links.ts'
import { checkSignInLink, requestSignInLink, signInByLink } from './magic-link.ts'
import { addPasskey, askNewPasskey, signInByPasskey } from './passkeys.ts'
import { passwordPurposes, requestPasswordReset, resetPassword } from './password.ts'
import { proveByCode, proveByPasskey, proveByPassword } from './prove.ts'
import { readNewCodes, renewCodes } from './recovery.ts'
import { finishByCode, finishByPasskey } from './second-step.ts'
import { signIn } from './sign-in.ts'
import { confirmEmail, signUp } from './sign-up.ts'
import { askEmailChange, checkEmailLink, followEmailLink } from './email-change.ts'
import { proveMergeByCode } from './merge-step.ts'
import { askMerge, checkMergeLink, proveMergeByLink, proveMergeByPassword } from './merges.ts'
import { cancelResetByLink, checkResetLink, liftWaits, readSupportFile } from './support.ts'
import type { Tools } from './tools.ts'
import { beginTotp, confirmNewTotp, findTotpSecret } from './totp.ts'

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
  askEmailChange: askEmailChange(tools),
  checkEmailLink: checkEmailLink(tools),
  followEmailLink: followEmailLink(tools),
  askMerge: askMerge(tools),
  checkMergeLink: checkMergeLink(tools),
  proveMergeByLink: proveMergeByLink(tools),
  proveMergeByCode: proveMergeByCode(tools.secrets),
  proveMergeByPassword: proveMergeByPassword(tools),
  createAccount: createAccount(tools),
  createFirstOperator: createFirstOperator(tools),
  loadDemoPeople: loadDemoPeople(tools),
  ...factorUseCases(tools),
})

/** Second factors, passkeys, links that sign in, and what support does about them. */
const factorUseCases = (tools: Tools) => {
  const { secrets } = tools
  return {
    beginTotp: beginTotp(secrets),
    findTotpSecret: findTotpSecret(secrets),
    confirmTotp: confirmNewTotp(secrets),
    renewCodes: renewCodes(secrets),
    readNewCodes: readNewCodes(secrets),
    askNewPasskey: askNewPasskey(secrets),
    addPasskey: addPasskey(secrets),
    signInByPasskey: signInByPasskey(secrets),
    finishByCode: finishByCode(secrets),
    finishByPasskey: finishByPasskey(secrets),
    proveByPassword: proveByPassword(tools),
    proveByCode: proveByCode(secrets),
    proveByPasskey: proveByPasskey(secrets),
    requestSignInLink: requestSignInLink(secrets),
    checkSignInLink: checkSignInLink(secrets),
    signInByLink: signInByLink(secrets),
    readSupportFile: readSupportFile(secrets),
    liftWaits: liftWaits(secrets),
    checkResetLink: checkResetLink(secrets),
    cancelResetByLink: cancelResetByLink(secrets),
  }
}

export type Accounts = ReturnType<typeof createAccounts>
