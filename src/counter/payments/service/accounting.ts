import { addDays, type Day, endOfDay } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { type RegieTotal, totalsOf } from '../domain/totals.ts'
import { mayReadPayments } from '../policy.ts'
import type { Attempt } from '../schema.ts'
import { type CollectedRow, listCollectedRows, listMismatchRows } from '../store/attempts.ts'

export interface Accounts {
  /** Everything collected, tests too, in order. */
  readonly lines: readonly CollectedRow[]
  /** Of real money, by régie. */
  readonly totals: readonly RegieTotal[]
}

/** What was collected from a day to another, both included, days of Paris. */
export async function readAccounts(
  ctx: Context,
  { collectivityId, from, to }: { readonly collectivityId: string; readonly from: Day; readonly to: Day },
): Promise<Accounts> {
  allow(ctx, collectivityId)
  const period = { from: startOfDay(from), to: startOfDay(addDays(to, 1)) }
  const lines = await ctx.db.readCollectivity(collectivityId, (tx) =>
    listCollectedRows(tx, { collectivityId, ...period }),
  )
  return { lines, totals: totalsOf(lines) }
}

/** Operations whose answer does not agree with what was asked. */
export async function listMismatches(
  ctx: Context,
  collectivityId: string,
): Promise<readonly Pick<Attempt, 'reference' | 'mismatch' | 'operationId' | 'lookedAt'>[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listMismatchRows(tx, collectivityId))
}

function allow({ actor }: Context, collectivityId: string): void {
  if (!mayReadPayments(actor, collectivityId)) throw new AppError('forbidden', 'payments.accounts')
}

const startOfDay = (day: Day): Date => new Date(endOfDay(addDays(day, -1)).getTime() + 1)
