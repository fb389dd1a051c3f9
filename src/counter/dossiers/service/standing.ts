import { findStandingIn, hasPlan, keepDeed } from '#counter/dispatch'
import type { Actor } from '#kernel/actor'
import { enqueue } from '#platform/jobs'
import type { JournalEvent } from '../events.ts'
import { dispatchDossier } from '../jobs.ts'
import { heldFunctions } from '../policy.ts'
import type { Act } from './progress.ts'

/** What acts owe to the rules of dispatch and to those who are away. */

interface MayBeHers {
  /** Whether an absent colleague could have done an act herself. */
  isHers?(absent: Actor, act: Act): Promise<boolean> | boolean
}

/** The same act, done in the place of an absent colleague when she holds the dossier and could have done it. */
export async function inPlaceOf(acting: Act, rule: MayBeHers): Promise<Act> {
  const { ctx, tx, dossier, actor, now } = acting
  const standing = await findStandingIn(tx, ctx.actor, { ...dossier, at: now })
  if (!standing) return acting
  const { accountId, name, roles } = standing
  const absent: Actor = { kind: 'agent', accountId, name, collectivityId: dossier.collectivityId, roles }
  const isHers = await (rule.isHers ? rule.isHers(absent, acting) : holdsAsMuch(absent, acting))
  return isHers
    ? { ...acting, standing, actor: { ...actor, name: `${actor.name}, en remplacement de ${name}` } }
    : acting
}

async function holdsAsMuch(absent: Actor, acting: Act): Promise<boolean> {
  const { ctx, dossier } = acting
  const { functions } = await acting.workflow()
  const hers = heldFunctions(absent, dossier, functions)
  return heldFunctions(ctx.actor, dossier, functions).every((each) => hers.includes(each))
}

/** What the absent colleague will read. */
export function keptForAbsent(
  { ctx, tx, dossier, standing, now }: Act,
  line: JournalEvent | undefined,
): Promise<void>[] {
  const { actor } = ctx
  if (!standing || !line || actor.kind !== 'agent') return []
  const { absenceId } = standing
  const { collectivityId, id: dossierId, number } = dossier
  const by = { byAccountId: actor.accountId, byName: actor.name }
  return [
    keepDeed(tx, { collectivityId, absenceId, dossierId, number, eventId: line.id, kind: line.kind, ...by, at: now }),
  ]
}

const arrivals: readonly string[] = ['dossier.assigned', 'dossier.transferred']

/** Where a dossier arrives in a service, the rules of the collectivity are asked who takes it. */
export function askDispatchAgain({ tx, dossier }: Act, lines: readonly JournalEvent[]): Promise<void>[] {
  const arrival = lines.findLast(({ kind }) => arrivals.includes(kind))
  if (!arrival) return []
  const { collectivityId, id: dossierId } = dossier
  const ask = async (): Promise<void> => {
    if (!(await hasPlan(tx, collectivityId))) return
    const caused = { collectivityId, dossierId, eventId: arrival.id, moment: 'arrived' as const }
    await enqueue(tx, dispatchDossier, caused)
  }
  return [ask()]
}
