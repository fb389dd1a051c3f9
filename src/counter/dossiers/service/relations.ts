import { notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { getRevision } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import { type JoinRefusal, joinRefusal, type Tie } from '../domain/relations.ts'
import { mayHandle, mayReadAt } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { findDossierRow } from '../store/dossiers.ts'
import {
  endRelationRow,
  findIdByNumber,
  findRelationRow,
  insertRelationRow,
  listGatheredRows,
  listRelationRows,
  lockInOrder,
} from '../store/relations.ts'
import { type Acted, type ActInput, type ActRefusal, actWithin, type Decision } from './progress.ts'

/** Requests that agents tie to each other. Both sides say so, and nothing else of them changes. */

export interface OtherInput extends ActInput {
  /** The other request, as agents name it: its number, or its id. */
  readonly other: string
}

/**
 * The other request of an act on two, when the agent handles both; one that she does not reach is unknown to her.
 * Both are locked, always in the same order.
 */
export async function otherOf(ctx: Context, tx: Tx, input: OtherInput): Promise<Dossier | undefined> {
  const { collectivityId, dossierId } = input
  const named = input.other.trim().toUpperCase()
  const otherId = isId(named.toLowerCase()) ? named.toLowerCase() : await findIdByNumber(tx, collectivityId, named)
  if (otherId === undefined || !isId(dossierId)) return undefined
  await lockInOrder(tx, collectivityId, [dossierId, otherId])
  const other = await findDossierRow(tx, collectivityId, otherId)
  return other && (await isHandled(ctx, tx, other)) ? other : undefined
}

export async function isHandled({ actor }: Pick<Context, 'actor'>, tx: Tx, dossier: Dossier): Promise<boolean> {
  if (actor.kind === 'system') return true
  if (!mayHandle(actor, dossier)) return false
  const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
  return mayReadAt(actor, dossier, workflow)
}

/**
 * The other side of an act on two: said in its own journal, in the same transaction, under a key that follows from the first
 * one's.
 */
export async function sayOnOther(
  ctx: Context,
  tx: Tx,
  {
    other,
    key,
    decision,
  }: { readonly other: DossierKey; readonly key: string | undefined; readonly decision: Decision },
): Promise<void> {
  const input = { ...other, ...(key !== undefined && { idempotencyKey: `${key}:other` }) }
  await actWithin<never>(ctx, tx, input, { mayAct: () => true, decide: async () => accepted(decision) })
}

export interface LinkInput extends OtherInput {
  readonly tie: Tie
}

export type LinkRefusal = 'unknown' | 'itself' | 'already_linked'

/**
 * Ties a request to another one: it has to do with it, is its double, or its sequel. A tie that stands on either side is not made
 * twice.
 */
export const linkDossiers = (ctx: Context, input: LinkInput): Promise<Outcome<Acted, ActRefusal<LinkRefusal>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const { collectivityId, dossierId, tie, idempotencyKey: key } = input
    const other = await otherOf(ctx, tx, input)
    const relationId = newId()
    const done = await actWithin<LinkRefusal>(ctx, tx, input, {
      deed: 'note',
      mayAct: (dossier) => ctx.actor.kind === 'system' || mayHandle(ctx.actor, dossier),
      mayActAt: (dossier, workflow) => ctx.actor.kind === 'system' || mayReadAt(ctx.actor, dossier, workflow),
      decide: async ({ dossier, actor, now }) => {
        if (!other) return refused('unknown')
        if (other.id === dossier.id) return refused('itself')
        const known = await listRelationRows(tx, { collectivityId, dossierId })
        if (known.some((each) => each.other.id === other.id && each.kind === tie)) return refused('already_linked')
        const row = { collectivityId, id: relationId, fromId: dossier.id, toId: other.id, kind: tie, before: null }
        return accepted({
          events: [lineOf('dossier.linked', { relationId, relation: tie, side: 'from', other })],
          besides: () => [insertRelationRow(tx, { ...row, byName: actor.name, at: now })],
        })
      },
    })
    // A repeated act has made no row: the other side has its line already.
    if (done.ok && other && (await findRelationRow(tx, collectivityId, relationId))) {
      const self = await getDossier(tx, { collectivityId, dossierId })
      const line = lineOf('dossier.linked', { relationId, relation: tie, side: 'to', other: self })
      await sayOnOther(ctx, tx, { other: { collectivityId, dossierId: other.id }, key, decision: { events: [line] } })
    }
    return done
  })

interface Tied {
  readonly relationId: string
  readonly relation: Tie | 'split'
  readonly side: 'from' | 'to'
  readonly other: Pick<Dossier, 'id' | 'number'>
}

const lineOf = (kind: 'dossier.linked' | 'dossier.unlinked', tied: Tied): Decision['events'][number] => ({
  kind,
  payload: { ...tied, other: { id: tied.other.id, number: tied.other.number } },
})

export async function getDossier(tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<Dossier> {
  const dossier = await findDossierRow(tx, collectivityId, dossierId)
  if (!dossier) throw notFound('dossiers.no_dossier', dossierId)
  return dossier
}

export interface UnlinkInput extends ActInput {
  readonly relationId: string
}

/** Takes a tie away, on both sides; one that is gone already stays so. What was joined is parted instead. */
export const unlinkDossiers = (ctx: Context, input: UnlinkInput): Promise<Outcome<Acted, ActRefusal<'not_linked'>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const { collectivityId, dossierId, idempotencyKey: key } = input
    const tied = await tieOf(tx, input)
    const done = await actWithin<'not_linked'>(ctx, tx, input, {
      deed: 'note',
      mayAct: (dossier) => mayHandle(ctx.actor, dossier),
      mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
      decide: async ({ now }) => {
        if (!tied) return refused('not_linked')
        return accepted({
          events: [lineOf('dossier.unlinked', tied)],
          besides: () => [endRelationRow(tx, collectivityId, tied.relationId, now)],
        })
      },
    })
    if (!done.ok || !tied) return done
    const self = await getDossier(tx, { collectivityId, dossierId })
    const line = lineOf('dossier.unlinked', { ...tied, side: tied.side === 'from' ? 'to' : 'from', other: self })
    const other = { collectivityId, dossierId: tied.other.id }
    await sayOnOther(ctx, tx, { other, key, decision: { events: [line] } })
    return done
  })

/** The tie as its request sees it, under the locks of both: two that untie at once are one. */
async function tieOf(tx: Tx, { collectivityId, dossierId, relationId }: UnlinkInput): Promise<Tied | undefined> {
  const seen = isId(relationId) ? await findRelationRow(tx, collectivityId, relationId) : undefined
  if (!seen || ![seen.fromId, seen.toId].includes(dossierId)) return undefined
  await lockInOrder(tx, collectivityId, [seen.fromId, seen.toId])
  const row = await findRelationRow(tx, collectivityId, relationId)
  if (!row || row.kind === 'joined') return undefined
  const side = row.fromId === dossierId ? 'from' : 'to'
  const otherId = side === 'from' ? row.toId : row.fromId
  return { relationId, relation: row.kind, side, other: await getDossier(tx, { collectivityId, dossierId: otherId }) }
}

/**
 * The other request before it is joined to: what would refuse it, or what one reads to be sure.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const peekOther = (ctx: Context, input: OtherInput): Promise<Outcome<Dossier, JoinRefusal | 'unknown'>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const { collectivityId, dossierId } = input
    const one = await getDossier(tx, { collectivityId, dossierId })
    if (!(await isHandled(ctx, tx, one))) throw notFound('dossiers.no_dossier', dossierId)
    const other = await otherOf(ctx, tx, input)
    if (!other) return refused('unknown')
    const gathered = await listGatheredRows(tx, { collectivityId, dossierId })
    const refusal = joinRefusal(one, other, gathered.length > 0)
    return refusal ? refused(refusal) : accepted(other)
  })
