import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { earlier, type JoinRefusal, joinRefusal, type PartRefusal, partRefusal } from '../domain/relations.ts'
import { notifyApplicant } from '../jobs.ts'
import { joinTemplates } from '../mails.ts'
import { mayHandle, mayReadAt } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { dropTimerRows } from '../store/circuit.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { listTimerRows, restoreTimerRows } from '../store/moves.ts'
import {
  endRelationRow,
  findJoinRow,
  findRelationRow,
  insertRelationRow,
  joinDossierRow,
  listGatheredRows,
  lockInOrder,
  type RelationRow,
} from '../store/relations.ts'
import { type Act, type Acted, type ActInput, type ActRefusal, actWithin, type Decision } from './progress.ts'
import { getDossier, isHandled, otherOf, type OtherInput, sayOnOther } from './relations.ts'

/**
 * Requests that are treated together: one stays, the others are joined to it. What was written in them stays theirs and is read
 * on the one that stays; their numbers and tracking codes go on being valid.
 */

export interface JoinInput extends OtherInput {
  /** Whether the person of the one that is joined is written to. */
  readonly tells: boolean
}

/**
 * Joins a request to the one that stays: it is closed without an answer of its own, what it waited for stops, and the earlier
 * of both promises stands for both.
 */
export const joinDossiers = (
  ctx: Context,
  input: JoinInput,
): Promise<Outcome<Acted, ActRefusal<JoinRefusal | 'unknown'>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const { collectivityId, dossierId, idempotencyKey: key } = input
    const head = await otherOf(ctx, tx, input)
    const relationId = newId()
    let one: Dossier | undefined
    const done = await actWithin<JoinRefusal | 'unknown'>(ctx, tx, input, {
      deed: 'act',
      mayAct: (dossier) => mayHandle(ctx.actor, dossier),
      mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
      decide: async (acting) => {
        if (!head) return refused('unknown')
        const gathered = await listGatheredRows(tx, { collectivityId, dossierId })
        const refusal = joinRefusal(acting.dossier, head, gathered.length > 0)
        if (refusal) return refused(refusal)
        one = acting.dossier
        return accepted(await joining(acting, { head, relationId, tells: input.tells }))
      },
    })
    if (!done.ok || !head || !one) return done
    const dueOn = earlier(head.dueOn, one.dueOn)
    const due = dueOn === head.dueOn ? null : { from: head.dueOn, dueOn }
    await sayOnOther(ctx, tx, {
      other: { collectivityId, dossierId: head.id },
      key,
      decision: {
        state: { dueOn },
        events: [{ kind: 'dossier.gathered', payload: { relationId, other: nameOf(one), due } }],
      },
    })
    return done
  })

const nameOf = ({ id, number }: Pick<Dossier, 'id' | 'number'>) => ({ id, number })

interface Joining {
  readonly head: Dossier
  readonly relationId: string
  readonly tells: boolean
}

async function joining({ tx, dossier, now, actor }: Act, { head, relationId, tells }: Joining): Promise<Decision> {
  const { collectivityId, id } = dossier
  const before = {
    entered: dossier.entered,
    clockPausedAt: dossier.clockPausedAt?.toISOString() ?? null,
    outcome: dossier.outcome,
    timers: await listTimerRows(tx, dossier),
  }
  const row = { collectivityId, id: relationId, fromId: id, toId: head.id, kind: 'joined' as const, before }
  const template = joinTemplates.joined
  return {
    // An entry of its own: what was asked outside before may still be answered, and moves nothing.
    state: { closedAt: now, outcome: 'closed', clockPausedAt: null, entered: dossier.version + 1 },
    events: [
      { kind: 'dossier.joined', payload: { relationId, other: nameOf(head) } },
      ...(tells ? [{ kind: 'applicant.notified' as const, payload: { subject: template.subject } }] : []),
    ],
    besides: () => [
      joinDossierRow(tx, dossier, head.id),
      insertRelationRow(tx, { ...row, byName: actor.name, at: now }),
      dropTimerRows(tx, dossier),
      ...(tells ? [tellOf(tx, dossier, { eventId: relationId, template })] : []),
    ],
  }
}

const tellOf = (
  tx: Tx,
  { collectivityId, id: dossierId }: Dossier,
  { eventId, template }: { readonly eventId: string; readonly template: (typeof joinTemplates)['joined' | 'parted'] },
): Promise<void> => enqueue(tx, notifyApplicant, { collectivityId, dossierId, eventId, template })

export interface PartInput extends ActInput {
  readonly tells: boolean
}

/**
 * Parts again what was joined, while it is time: it stands where it stood, with what it waited for. The promise of the other
 * one stays the one that its person has read since.
 */
export const partDossiers = (ctx: Context, input: PartInput): Promise<Outcome<Acted, ActRefusal<PartRefusal>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const { collectivityId, dossierId, idempotencyKey: key } = input
    const seen = await findJoinRow(tx, { collectivityId, dossierId })
    if (seen) await lockInOrder(tx, collectivityId, [seen.fromId, seen.toId])
    const row = seen && (await findRelationRow(tx, collectivityId, seen.id))
    const head = row && (await findDossierRow(tx, collectivityId, row.toId))
    const one = await getDossier(tx, { collectivityId, dossierId })
    const mayPart = (await isHandled(ctx, tx, one)) || (head !== undefined && (await isHandled(ctx, tx, head)))
    if (!mayPart) throw notFound('dossiers.no_dossier', dossierId)
    const done = await actWithin<PartRefusal>(ctx, tx, input, {
      mayAct: () => true,
      decide: async (acting) => {
        const refusal = partRefusal(row?.at, acting.now)
        if (refusal || !row) return refused(refusal ?? 'not_joined')
        return accepted(parting(acting, { row, head: head ?? acting.dossier, tells: input.tells }))
      },
    })
    if (!done.ok || !row || !head) return done
    await sayOnOther(ctx, tx, {
      other: { collectivityId, dossierId: head.id },
      key,
      decision: { events: [{ kind: 'dossier.released_other', payload: { relationId: row.id, other: nameOf(one) } }] },
    })
    return done
  })

interface Parting {
  readonly row: RelationRow
  readonly head: Dossier
  readonly tells: boolean
}

function parting({ tx, dossier, now }: Act, { row, head, tells }: Parting): Decision {
  const { before } = row
  const template = joinTemplates.parted
  return {
    state: {
      closedAt: null,
      outcome: before?.outcome ?? null,
      clockPausedAt: before?.clockPausedAt ? new Date(before.clockPausedAt) : null,
      entered: before?.entered ?? dossier.entered,
    },
    events: [
      { kind: 'dossier.parted', payload: { relationId: row.id, other: nameOf(head) } },
      ...(tells ? [{ kind: 'applicant.notified' as const, payload: { subject: template.subject } }] : []),
    ],
    besides: () => [
      joinDossierRow(tx, dossier, null),
      endRelationRow(tx, dossier.collectivityId, row.id, now),
      restoreTimerRows(tx, dossier, before?.timers ?? []),
      ...(tells ? [tellOf(tx, dossier, { eventId: newId(), template })] : []),
    ],
  }
}

/** Says on the one that stays that the person of one that is treated with it wrote there. */
export async function tellHead(
  ctx: Context,
  tx: Tx,
  one: Dossier,
  { head, key }: { readonly head: Dossier; readonly key: string | undefined },
): Promise<void> {
  const row = await findJoinRow(tx, { collectivityId: one.collectivityId, dossierId: one.id })
  if (!row) return
  await sayOnOther(ctx, tx, {
    other: { collectivityId: head.collectivityId, dossierId: head.id },
    key,
    decision: { events: [{ kind: 'joined.wrote', payload: { relationId: row.id, other: nameOf(one) } }] },
  })
}
