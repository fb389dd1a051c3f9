import type { Context } from '#platform/context'
import { readCode, type Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { notFound } from '#kernel/errors'
import { factorLife } from '../domain/factors.ts'
import { drawRecoveryCodes } from '../domain/recovery.ts'
import { canManageFactors } from '../policy.ts'
import { findSealedCodes, findSummary, forgetSealedCodes, saveCodes, takeCode } from '../store/factors.ts'
import { tellChange } from './factor-events.ts'

const purpose = 'accounts.recovery_codes'

/** What the table keeps of a code: without the installation's secret nothing can be tried against it. */
const codeHash = (secrets: Secrets, accountId: string, code: string): Buffer =>
  secrets.hmac(purpose, `${accountId} ${code}`)

async function makeCodes(secrets: Secrets, tx: Tx, accountId: string, at: Date): Promise<void> {
  const codes = drawRecoveryCodes()
  const sealed = secrets.seal(purpose, codes.join(' '), accountId)
  await saveCodes(tx, { accountId, sealed, hashes: codes.map((code) => codeHash(secrets, accountId, code)), at })
}

/** Makes the first sheet of an account, beside its first second factor. @returns whether it did. */
export async function giveFirstCodes(secrets: Secrets, tx: Tx, accountId: string, at: Date): Promise<boolean> {
  const summary = await findSummary(tx, accountId)
  if (summary?.hasCodes === true) return false
  await makeCodes(secrets, tx, accountId, at)
  return true
}

/** Makes a new sheet: the codes of the former one are worth nothing any more. */
export const renewCodes =
  (secrets: Secrets) =>
  async (ctx: Context, accountId: string): Promise<void> => {
    if (!canManageFactors(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
    const at = ctx.clock.now()
    await ctx.db.withTerritory(async (tx) => {
      await makeCodes(secrets, tx, accountId, at)
      await tellChange(tx, { actor: ctx.actor, at }, { accountId, kind: 'codes_made' })
    })
  }

/** The codes of a new sheet, until their owner says that she kept them, an hour at most. */
export const readNewCodes =
  (secrets: Secrets) =>
  async (ctx: Context, accountId: string): Promise<readonly string[] | undefined> => {
    if (!canManageFactors(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
    const after = new Date(ctx.clock.now().getTime() - factorLife.setUp)
    const sealed = await ctx.db.readTerritory((tx) => findSealedCodes(tx, accountId, after))
    return sealed === undefined ? undefined : secrets.open(purpose, sealed, accountId)?.split(' ')
  }

/** She kept them: nobody reads them here again. */
export async function codesKept(ctx: Context, accountId: string): Promise<void> {
  if (!canManageFactors(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  await ctx.db.withTerritory((tx) => forgetSealedCodes(tx, accountId))
}

/** Whether it is a code of the account that was not used; if so it is used up, and the owner is told. */
export async function takeRecoveryCode(
  secrets: Secrets,
  tx: Tx,
  attempt: { accountId: string; typed: string; now: Date },
): Promise<boolean> {
  const { accountId, now: at } = attempt
  const code = readCode(attempt.typed.slice(0, 100))
  if (code === undefined || !(await takeCode(tx, accountId, codeHash(secrets, accountId, code), at))) return false
  await tellChange(tx, { actor: { kind: 'anonymous' }, at }, { accountId, kind: 'code_used' })
  return true
}
