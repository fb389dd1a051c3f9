import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Context, systemContext } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { isUndoable } from '../domain/merges.ts'
import { moveHoldingsBack } from '../jobs.ts'
import { canUndoMerges } from '../policy.ts'
import type { MergeRef, PersonalData } from '../ports.ts'
import type { Merge } from '../schema.ts'
import {
  findFormer,
  findMerge,
  findParties,
  listMergeRows,
  lockMerge,
  type MergeParty,
  reopenMerged,
  setMoved,
  setNames,
  setUndoing,
  setUndone,
} from '../store/merges.ts'
import { deleteOtherAddressesOf } from '../store/other-addresses.ts'
import { tellBoth } from './merges.ts'

/** What the moving of holdings needs: the houses, in the order in which they move. */
export interface HoldingTools extends Omit<Context, 'actor'> {
  readonly personalData: readonly PersonalData[]
}

const refOf = (merge: Merge): MergeRef | undefined =>
  merge.otherId === null ? undefined : { mergeId: merge.id, from: merge.otherId, to: merge.keptId }

/**
 * Moves what every house holds. Stopped half way, it is taken up from the first house again: what has moved is not there
 * any more. Two at once move each row once.
 */
export async function moveEverything(tools: HoldingTools, mergeId: string): Promise<void> {
  const merge = await tools.db.readTerritory((tx) => findMerge(tx, mergeId))
  const ref = merge && refOf(merge)
  if (!ref || merge.state !== 'moving') return
  const ctx = systemContext(tools, 'merge')
  for (const house of tools.personalData) await house.move(ctx, ref)
  await tools.db.withTerritory((tx) => setMoved(tx, mergeId))
}

/** Gives everything back, then opens the other account again; both owners are told. */
export async function moveEverythingBack(tools: HoldingTools, mergeId: string): Promise<void> {
  const merge = await tools.db.readTerritory((tx) => findMerge(tx, mergeId))
  const ref = merge && refOf(merge)
  if (!ref || merge.state !== 'undoing') return
  const ctx = systemContext(tools, 'merge')
  for (const house of tools.personalData.toReversed()) await house.moveBack(ctx, ref)
  await tools.db.withTerritory(async (tx) => {
    const held = await lockMerge(tx, mergeId)
    if (held?.state !== 'undoing') return
    const former = await findFormer(tx, mergeId)
    await deleteOtherAddressesOf(tx, mergeId)
    await reopenMerged(tx, ref.from)
    if (former) await setNames(tx, ref.to, former)
    await setUndone(tx, mergeId, tools.clock.now())
    await tellBoth(tx, mergeId, 'undone')
  })
}

export type UndoRefusal = 'too_late' | 'still_moving' | 'reason_missing'

/**
 * Undoes a merge within its week: what it moved goes back, what came afterwards stays with the account that was kept.
 * Asking twice is once.
 * @throws AppError `forbidden accounts.merges`; `not_found accounts.merge`.
 */
export async function undoMerge(
  ctx: Context,
  input: { mergeId: string; reason: string },
): Promise<Outcome<{ mergeId: string }, UndoRefusal>> {
  const { actor } = ctx
  if (!canUndoMerges(actor) || actor.kind !== 'operator') throw new AppError('forbidden', 'accounts.merges')
  const reason = input.reason.trim().slice(0, 500)
  const { mergeId } = input
  if (!isId(mergeId)) throw notFound('accounts.merge', mergeId)
  return ctx.db.withTerritory(async (tx): Promise<Outcome<{ mergeId: string }, UndoRefusal>> => {
    const merge = await lockMerge(tx, mergeId)
    if (!merge || merge.state === 'asked' || merge.state === 'proved') throw notFound('accounts.merge', mergeId)
    if (merge.state === 'undoing' || merge.state === 'undone') return accepted({ mergeId })
    if (reason === '') return refused('reason_missing')
    if (merge.state === 'moving') return refused('still_moving')
    if (!isUndoable(merge, ctx.clock.now())) return refused('too_late')
    await setUndoing(tx, { id: mergeId, by: actor.accountId, reason })
    await enqueue(tx, moveHoldingsBack, { mergeId })
    return accepted({ mergeId })
  })
}

export interface ListedMerge {
  readonly merge: Merge
  readonly kept: MergeParty | undefined
  readonly other: MergeParty | undefined
  readonly isUndoable: boolean
}

const shownFor = 30 * 86_400_000
const mostShown = 200

/**
 * The merges of the last thirty days, the latest first, for support.
 * @throws AppError `forbidden accounts.merges`.
 */
export async function listMerges(ctx: Context): Promise<ListedMerge[]> {
  if (!canUndoMerges(ctx.actor)) throw new AppError('forbidden', 'accounts.merges')
  const now = ctx.clock.now()
  return ctx.db.readTerritory(async (tx) => {
    const merges = await listMergeRows(tx, new Date(now.getTime() - shownFor), mostShown)
    const parties = await findParties(tx, [
      ...new Set(merges.flatMap(({ keptId, otherId }) => [keptId, ...(otherId === null ? [] : [otherId])])),
    ])
    const party = (id: string | null) => parties.find((each) => each.id === id)
    return merges.map((merge) => ({
      merge,
      kept: party(merge.keptId),
      other: party(merge.otherId),
      isUndoable: isUndoable(merge, now),
    }))
  })
}
