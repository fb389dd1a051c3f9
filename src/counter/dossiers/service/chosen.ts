import { isId } from '#kernel/ids'
import { type ActionStep, availableActions, getRevision } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { heldFunctions, reaches, reachOf } from '../policy.ts'
import { chosenRows, type ListedDossier } from '../store/list.ts'
import { hiddenRows } from './list.ts'

/** Most requests that are chosen at once. */
export const mostChosen = 500

export interface ChosenDossiers {
  readonly collectivityId: string
  readonly dossierIds: readonly string[]
}

/** Those that the agent reads, in the order in which they were chosen; others are left out. */
export const listChosen = (ctx: Context, chosen: ChosenDossiers): Promise<readonly ListedDossier[]> =>
  ctx.db.readCollectivity(chosen.collectivityId, (tx) => readChosen(tx, ctx, chosen))

async function readChosen(tx: Tx, ctx: Context, { collectivityId, dossierIds }: ChosenDossiers) {
  const ids = dossierIds.filter(isId).slice(0, mostChosen)
  const reach = reachOf(ctx.actor, collectivityId)
  const rows = (await chosenRows(tx, collectivityId, ids)).filter(({ serviceId }) => reaches(reach, serviceId))
  const hidden = await hiddenRows(tx, ctx, collectivityId, rows)
  const shown = new Map(rows.filter(({ id }) => !hidden.has(id)).map((row) => [row.id, row]))
  return ids.flatMap((id) => shown.get(id) ?? [])
}

/** A button of the circuits of some requests, and how many of them have it where they stand. */
export interface CommonAction extends Pick<ActionStep, 'id' | 'label' | 'consequences'> {
  readonly asks: ActionStep['asks'] | undefined
  readonly count: number
}

/**
 * The buttons of the circuits of some requests, the most common first. Buttons of the same id and name are one, whatever the
 * circuit. A condition that their answers decide is not looked at here: trying says which ones it holds for.
 */
export async function listCommonActions(ctx: Context, chosen: ChosenDossiers): Promise<readonly CommonAction[]> {
  return ctx.db.readCollectivity(chosen.collectivityId, async (tx) => {
    const open = (await readChosen(tx, ctx, chosen)).filter(({ closedAt }) => closedAt === null)
    const places = Map.groupBy(open, (row) =>
      [row.workflowSlug, row.workflowRevision, row.status, row.serviceId].join(' '),
    )
    const actions = new Map<string, CommonAction>()
    for (const rows of places.values()) {
      const [first] = rows
      if (!first) continue
      const { workflow } = await getRevision(tx, first.workflowSlug, first.workflowRevision)
      if (!workflow.statuses.some(({ id }) => id === first.status)) continue
      const held = heldFunctions(ctx.actor, { ...first, collectivityId: chosen.collectivityId }, workflow.functions)
      for (const { id, label, asks, consequences } of availableActions(workflow, first.status, held)) {
        const name = `${id} ${label.fr}`
        const count = (actions.get(name)?.count ?? 0) + rows.length
        actions.set(name, { id, label, asks, consequences, count })
      }
    }
    return [...actions.values()].toSorted((a, b) => b.count - a.count)
  })
}
