import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { readableName, readColumns, readParameters, sharesName } from './domain.ts'
import { mayChange, mayKeepViews, maySee, mayShare } from './policy.ts'
import { type ColumnName, type SavedView, usualColumns, type ViewFault, type ViewToSave } from './schema.ts'
import { deleteViewRow, findColumns, findViewRow, listViewRows, saveColumns, saveViewRow } from './store.ts'

/** Most views kept for one audience. */
const most = 50

type Agent = Extract<Context['actor'], { kind: 'agent' }>

function agentOf({ actor }: Pick<Context, 'actor'>, collectivityId: string): Agent {
  if (actor.kind !== 'agent' || !mayKeepViews(actor, collectivityId))
    throw new AppError('forbidden', 'views.not_allowed')
  return actor
}

/** What an agent looks at her lists with. */
export interface Desk {
  /** Hers and those shared with her, by name. */
  readonly views: readonly SavedView[]
  /** Those that she chose, the usual ones otherwise. */
  readonly columns: readonly ColumnName[]
}

/** Reads both in one journey. Somebody who is no agent here has nothing of her own. */
export async function readDesk({ actor, db }: Pick<Context, 'actor' | 'db'>, collectivityId: string): Promise<Desk> {
  if (actor.kind !== 'agent' || !mayKeepViews(actor, collectivityId)) return { views: [], columns: usualColumns }
  const [views, columns] = await db.readCollectivity(collectivityId, (tx) =>
    Promise.all([listViewRows(tx, collectivityId, actor.accountId), findColumns(tx, collectivityId, actor.accountId)]),
  )
  return {
    views: views.filter((view) => maySee(actor, view)),
    columns: columns.length === 0 ? usualColumns : columns,
  }
}

/**
 * One view, for who sees it.
 * @throws AppError `not_found views.no_view`.
 */
export async function getView(ctx: Context, collectivityId: string, id: string): Promise<SavedView> {
  const view = isId(id)
    ? await ctx.db.readCollectivity(collectivityId, (tx) => findViewRow(tx, collectivityId, id))
    : undefined
  if (!view || !maySee(ctx.actor, view)) throw notFound('views.no_view', id)
  return view
}

/**
 * Keeps a list under a name; with an id, changes the view that bears it.
 * @throws AppError `forbidden views.not_allowed`, `not_found views.no_view`.
 */
export async function saveView(
  ctx: Context,
  input: ViewToSave & { readonly id?: string | undefined },
): Promise<Outcome<SavedView, ViewFault>> {
  const agent = agentOf(ctx, input.collectivityId)
  const name = readableName(input.name)
  if (name === undefined) return refused('no_name')
  if (!mayShare(agent, input.collectivityId, input.sharing)) return refused('not_yours_to_share')
  return ctx.db.withCollectivity(input.collectivityId, async (tx): Promise<Outcome<SavedView, ViewFault>> => {
    const before = input.id === undefined ? undefined : await changeable(tx, agent, { ...input, id: input.id })
    const view: SavedView = {
      id: before?.id ?? newId(),
      collectivityId: input.collectivityId,
      ownerAccountId: before?.ownerAccountId ?? agent.accountId,
      sharing: input.sharing,
      name,
      parameters: readParameters(input.parameters),
      columns: readColumns(input.columns),
      updatedAt: ctx.clock.now(),
    }
    const others = await listViewRows(tx, input.collectivityId, agent.accountId)
    if (others.some((other) => sharesName(view, other))) return refused('name_taken')
    if (!before && others.filter((other) => other.sharing.with === view.sharing.with).length >= most)
      return refused('too_many')
    await saveViewRow(tx, view)
    return accepted(view)
  })
}

async function changeable(tx: Tx, agent: Agent, key: { collectivityId: string; id: string }): Promise<SavedView> {
  const view = isId(key.id) ? await findViewRow(tx, key.collectivityId, key.id) : undefined
  if (!view || !maySee(agent, view)) throw notFound('views.no_view', key.id)
  if (!mayChange(agent, view)) throw new AppError('forbidden', 'views.not_allowed')
  return view
}

/**
 * Removes a view; one that is gone already stays so.
 * @throws AppError `forbidden views.not_allowed`, `not_found views.no_view`.
 */
export async function removeView(ctx: Context, collectivityId: string, id: string): Promise<void> {
  const agent = agentOf(ctx, collectivityId)
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    await changeable(tx, agent, { collectivityId, id })
    await deleteViewRow(tx, collectivityId, id)
  })
}

/** The columns of every list of hers that has none of its own; none at all brings back the usual ones. */
export async function chooseColumns(ctx: Context, collectivityId: string, names: readonly string[]): Promise<void> {
  const { accountId } = agentOf(ctx, collectivityId)
  const key = { collectivityId, accountId }
  await ctx.db.withCollectivity(collectivityId, (tx) => saveColumns(tx, key, readColumns(names), ctx.clock.now()))
}
