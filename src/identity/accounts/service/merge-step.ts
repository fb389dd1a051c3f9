import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { asksSecondStep } from '../domain/factors.ts'
import { isPending } from '../domain/merges.ts'
import { canChangeAccount } from '../policy.ts'
import type { CodeRefusal, Merge } from '../schema.ts'
import { findSummary } from '../store/factors.ts'
import { lockMerge, setSecondStep } from '../store/merges.ts'
import { takeCounted, type TypedCode } from './second-step.ts'

/** `code`: of its application or its sheet; `key`: it has nothing but a key, which answers where it signs in only. */
export type StepMissing = 'code' | 'key'

/**
 * What the other account of a merge still asks for. Whoever holds its mailbox or its password alone does not enter it:
 * a merge is no way around that.
 */
export async function stepMissing(ctx: Pick<Context, 'db'>, merge: Merge): Promise<StepMissing | undefined> {
  const { otherId } = merge
  if (otherId === null || merge.secondStepAt) return undefined
  const summary = await ctx.db.readTerritory((tx) => findSummary(tx, otherId))
  if (!summary || !asksSecondStep({ hasTotp: summary.totpSince !== null, passkeys: summary.passkeys })) return undefined
  return summary.totpSince !== null || summary.codesLeft > 0 ? 'code' : 'key'
}

interface CodeInput {
  readonly accountId: string
  readonly mergeId: string
  readonly address: string
  readonly code: TypedCode
}

/** Makes the second step of the other account; attempts are counted as those of its sign-ins. */
export const proveMergeByCode =
  (secrets: Secrets) =>
  async (ctx: Context, input: CodeInput): Promise<Outcome<void, CodeRefusal | { readonly reason: 'link_expired' }>> => {
    const now = ctx.clock.now()
    return ctx.db.withTerritory(
      async (tx): Promise<Outcome<void, CodeRefusal | { readonly reason: 'link_expired' }>> => {
        const merge = await lockMerge(tx, input.mergeId)
        const isHers = merge?.keptId === input.accountId && canChangeAccount(ctx.actor, input.accountId)
        if (!merge || !isHers || !isPending(merge, now) || merge.otherId === null) {
          return refused({ reason: 'link_expired' })
        }
        const { address, code } = input
        const taken = await takeCounted(secrets, tx, { accountId: merge.otherId, address, code, now })
        if (!taken.ok) return taken
        await setSecondStep(tx, merge.id, now)
        return accepted(undefined)
      },
    )
  }
