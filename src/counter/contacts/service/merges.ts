import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { ContactKey } from '../schema.ts'
import { lockContactRow } from '../store/contacts.ts'
import { insertMergeRow, pointContactRow, undoMergeRow } from '../store/merges.ts'
import { allow, noContact } from './contacts.ts'

export interface UniteInput extends ContactKey {
  /** The one that joins it. */
  readonly otherId: string
}

export type UniteRefusal =
  /** A person and a household are not one. */
  | 'other_kind'
  /** Each is proved to be somebody's, and they are not the same account. */
  | 'two_accounts'
  /** One of them was united with another meanwhile. */
  | 'already'

/**
 * Says that two contacts are one: nothing moves, the other points to the one that stays, and both are read together. Undone, each
 * is as it was, with what came to it since. Two that are each proved to be another person's are never united.
 */
export async function uniteContacts(ctx: Context, input: UniteInput): Promise<Outcome<string, UniteRefusal>> {
  const by = allow(ctx, input.collectivityId)
  const { collectivityId, contactId: keptId, otherId } = input
  const at = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    // In one order, whichever is kept: two agents who unite them the other way round wait for each other.
    const locked = []
    for (const contactId of [keptId, otherId].toSorted())
      locked.push(await lockContactRow(tx, { collectivityId, contactId }))
    const kept = locked.find((each) => each?.id === keptId)
    const other = locked.find((each) => each?.id === otherId)
    if (!kept || !other) throw noContact(input)
    if (kept.id === other.id || kept.mergedInto !== null || other.mergedInto !== null) return refused('already')
    if (kept.kind !== other.kind) return refused('other_kind')
    if (kept.accountId !== null && other.accountId !== null && kept.accountId !== other.accountId)
      return refused('two_accounts')
    const id = newId()
    await insertMergeRow(tx, { collectivityId, id, keptId, otherId, at, byId: by.accountId, byName: by.name })
    await pointContactRow(tx, { collectivityId, id: otherId, into: keptId, at })
    return accepted(id)
  })
}

/** Takes apart what was united. Done twice, it is done once. */
export async function separateContacts(
  ctx: Context,
  { collectivityId, mergeId }: { readonly collectivityId: string; readonly mergeId: string },
): Promise<void> {
  const by = allow(ctx, collectivityId)
  const at = ctx.clock.now()
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const otherId = await undoMergeRow(tx, { collectivityId, id: mergeId, at, byName: by.name })
    if (otherId !== undefined) await pointContactRow(tx, { collectivityId, id: otherId, into: null, at })
  })
}
