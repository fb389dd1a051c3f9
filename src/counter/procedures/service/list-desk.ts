import { addDays, dayOf } from '#kernel/calendar'
import { csvText } from '#kernel/csv'
import { AppError, notFound } from '#kernel/errors'
import type { Outcome } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { ListRefusal } from '../domain/index.ts'
import { mayPublish } from '../policy.ts'
import type { Field, ListItem, LocalizedText } from '../schema/index.ts'
import { findBlocks } from '../store/blocks.ts'
import {
  type BlockRow,
  everyItem,
  findListRow,
  listBlockRows,
  listListRows,
  type ListRow,
  listUses,
} from '../store/list-desk.ts'
import { importList } from './lists.ts'

/** Reference lists as those who keep them see them. */

export type ListListed = ListRow
export type BlockListed = BlockRow

function allow(ctx: Context, owner: string | null): void {
  if (!mayPublish(ctx.actor, owner)) throw new AppError('forbidden', 'procedures.not_allowed')
}

const reading = <T>(ctx: Context, owner: string | null, work: (tx: Tx) => Promise<T>): Promise<T> =>
  owner === null ? ctx.db.readTerritory(work) : ctx.db.readCollectivity(owner, work)

/**
 * The lists of a collectivity (the territory's when null) and those that the territory offers it.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function listLists(ctx: Context, owner: string | null): Promise<readonly ListListed[]> {
  allow(ctx, owner)
  return reading(ctx, owner, (tx) => listListRows(tx, owner, dayOf(ctx.clock.now())))
}

interface ListKey {
  readonly owner: string | null
  readonly slug: string
}

export interface ListReading {
  readonly list: ListListed
  /** Those that are offered no longer too. */
  readonly items: readonly ListItem[]
  /** The published procedures that offer it. */
  readonly uses: readonly { readonly slug: string; readonly owner: string | null; readonly title: LocalizedText }[]
}

/**
 * One list of an owner, with its items and where it is used.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_list`.
 */
export async function readReferenceList(ctx: Context, { owner, slug }: ListKey): Promise<ListReading> {
  allow(ctx, owner)
  return reading(ctx, owner, async (tx) => {
    const row = await findListRow(tx, { owner, slug, today: dayOf(ctx.clock.now()) })
    if (!row) throw notFound('procedures.no_list', slug)
    const { id, ...list } = row
    return { list, items: await everyItem(tx, id), uses: await listUses(tx, slug) }
  })
}

const header = ['valeur', 'libelle', 'libelle_en', 'parent', 'du', 'au']

/** A list as the file that one gives to make it. */
export const listCsv = (items: readonly ListItem[]): string =>
  csvText([
    header,
    ...items.map(({ value, label, parent, validFrom, validTo }) => [
      value,
      label.fr,
      label.en ?? '',
      parent ?? '',
      validFrom ?? '',
      validTo ?? '',
    ]),
  ])

export type ListChange =
  /** Added at the end, or changed where it stands. */
  | { readonly kind: 'save'; readonly item: ListItem }
  /** Offered no longer from today: answers that were given keep its name. */
  | { readonly kind: 'end'; readonly value: string }

/**
 * Changes one line of a list; the others stay.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_list`.
 */
export async function changeList(
  ctx: Context,
  key: ListKey & { readonly change: ListChange },
): Promise<Outcome<{ readonly items: number }, ListRefusal>> {
  const { list, items } = await readReferenceList(ctx, key)
  const csv = listCsv(changed(items, key.change, addDays(dayOf(ctx.clock.now()), -1)))
  return importList(ctx, { slug: key.slug, collectivityId: key.owner, title: list.title, csv })
}

function changed(items: readonly ListItem[], change: ListChange, yesterday: string): readonly ListItem[] {
  if (change.kind === 'end') {
    return items.map((item) => (item.value === change.value ? { ...item, validTo: yesterday } : item))
  }
  const { item } = change
  const isKnown = items.some(({ value }) => value === item.value)
  return isKnown ? items.map((each) => (each.value === item.value ? item : each)) : [...items, item]
}

export interface BlockReading {
  readonly block: BlockListed
  readonly fields: readonly Field[]
}

/**
 * One block as it is now.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_block`.
 */
export async function readBlock(ctx: Context, { owner, slug }: ListKey): Promise<BlockReading> {
  allow(ctx, owner)
  return reading(ctx, owner, async (tx) => {
    const block = (await listBlockRows(tx)).find((each) => each.slug === slug)
    if (!block) throw notFound('procedures.no_block', slug)
    return { block, fields: (await findBlocks(tx, [slug])).get(slug) ?? [] }
  })
}

/**
 * Blocks of fields that procedures share, by slug.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function listBlocks(ctx: Context, owner: string | null): Promise<readonly BlockListed[]> {
  allow(ctx, owner)
  return reading(ctx, owner, listBlockRows)
}
