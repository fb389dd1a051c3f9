import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import {
  type AgendaChange,
  type AgendaDescription,
  faultsOf,
  faultsOfDescription,
  freeSlug,
  type SettingsFault,
  slugOf,
} from '../domain/settings.ts'
import { mayArrange } from '../policy.ts'
import type { Plan } from '../schema.ts'
import {
  deleteRuleRow,
  insertAgendaRow,
  insertExceptionRow,
  insertKindRow,
  insertOpeningRow,
  insertResourceRow,
  listAgendaRows,
  setOpenRow,
  updateAgendaRow,
} from '../store/plan.ts'
import { getPlan } from './plan.ts'

export type SettingsRefusal =
  | { readonly reason: 'faulty'; readonly faults: readonly SettingsFault[] }
  /** Somebody else saved it since this page was read. */
  | { readonly reason: 'changed_meanwhile' }

function mustArrange(ctx: Context, collectivityId: string): void {
  if (!mayArrange(ctx.actor, collectivityId)) throw notFound('appointments.no_agenda')
}

/**
 * Opens an agenda, without a resource nor an hour yet: nobody can take a time in it until it has both.
 * @returns its slug, made from its title.
 * @throws AppError `not_found appointments.no_agenda` for who does not administer the collectivity.
 */
export async function createAgenda(
  ctx: Context,
  { collectivityId, description }: { readonly collectivityId: string; readonly description: AgendaDescription },
): Promise<Outcome<string, SettingsRefusal>> {
  mustArrange(ctx, collectivityId)
  const faults = faultsOfDescription(description)
  if (faults.length > 0) return refused({ reason: 'faulty', faults })
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const taken = (await listAgendaRows(tx, collectivityId)).map(({ slug }) => slug)
    const slug = freeSlug(slugOf(description.title.fr), taken)
    await insertAgendaRow(tx, { ...description, collectivityId, id: newId(), slug, feedNumber: 1, version: 1 })
    return accepted(slug)
  })
}

/**
 * All that decides the times of an agenda, for who arranges it.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export function readSettings(ctx: Context, collectivityId: string, slug: string): Promise<Plan> {
  mustArrange(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => getPlan(tx, collectivityId, slug))
}

/**
 * Changes one thing of an agenda. What is booked stays booked.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export async function changeAgenda(
  ctx: Context,
  input: { readonly collectivityId: string; readonly slug: string; readonly change: AgendaChange },
): Promise<Outcome<void, SettingsRefusal>> {
  const { collectivityId, slug, change } = input
  mustArrange(ctx, collectivityId)
  const faults = faultsOf(change)
  if (faults.length > 0) return refused({ reason: 'faulty', faults })
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const plan = await getPlan(tx, collectivityId, slug)
    return (await save(tx, plan, change)) ? accepted(undefined) : refused({ reason: 'changed_meanwhile' })
  })
}

/** @returns whether it was saved. */
async function save(tx: Tx, plan: Plan, change: AgendaChange): Promise<boolean> {
  const { agenda } = plan
  if (change.what === 'describe') return updateAgendaRow(tx, { ...agenda, ...change.description }, change.version)
  if (change.what === 'renew_feed') {
    return updateAgendaRow(tx, { ...agenda, feedNumber: agenda.feedNumber + 1 }, agenda.version)
  }
  await saveRule(tx, plan, change)
  return true
}

type RuleChange = Exclude<AgendaChange, { readonly what: 'describe' | 'renew_feed' }>

function saveRule(tx: Tx, plan: Plan, change: RuleChange): Promise<void> {
  const { agenda } = plan
  switch (change.what) {
    case 'add_resource':
      return insertResourceRow(tx, agenda, { id: newId(), name: change.name.trim(), nature: change.nature })
    case 'open_resource':
      return setOpenRow(tx, agenda, { ...change, table: 'resource' })
    case 'add_kind': {
      const slug = freeSlug(
        slugOf(change.kind.title.fr),
        plan.kinds.map((kind) => kind.slug),
      )
      return insertKindRow(tx, agenda, { ...change.kind, id: newId(), slug })
    }
    case 'open_kind':
      return setOpenRow(tx, agenda, { ...change, table: 'kind' })
    case 'add_opening':
      mustHave(plan, change.opening.resourceId)
      return insertOpeningRow(tx, agenda, { ...change.opening, id: newId() })
    case 'remove_opening':
      return deleteRuleRow(tx, agenda, { table: 'opening', id: change.id })
    case 'add_exception':
      mustHave(plan, change.exception.resourceId)
      return insertExceptionRow(tx, agenda, { ...change.exception, id: newId() })
    case 'remove_exception':
      return deleteRuleRow(tx, agenda, { table: 'exception', id: change.id })
  }
}

/** A rule names a resource of its own agenda, or none. */
function mustHave(plan: Plan, resourceId: string | null): void {
  const isKnown = resourceId === null || plan.resources.some(({ id }) => id === resourceId)
  if (!isKnown) throw notFound('appointments.no_agenda', 'a resource of another agenda')
}
