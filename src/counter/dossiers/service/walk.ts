import type { NamedValues } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { AnswerSheet } from '../schema.ts'
import { countListRows, type ListedDossier, listRows, type Selection } from '../store/list.ts'
import { walkAnswers, type WalkedPerson, walkFields, walkPeople } from '../store/walk.ts'
import {
  type DossierPage,
  hiddenRows,
  type ListCursor,
  listDossiers,
  type ListFilters,
  wholeSelection,
} from './list.ts'

/** What is read of each dossier besides its line. */
export interface WalkedParts {
  readonly people: boolean
  readonly answers: boolean
  readonly fields: boolean
}

export interface Walked {
  readonly line: ListedDossier
  readonly person: WalkedPerson | undefined
  readonly answers: AnswerSheet
  readonly fields: NamedValues
}

/** Of one page, in memory at once. */
const pageSize = 500

/** What is searched, and what one follows, is bounded by itself: it is listed by its own pages. */
const isListed = ({ text, isFollowed }: ListFilters): boolean => Boolean(text?.trim()) || isFollowed === true

/**
 * How many dossiers an agent's list has, to the last one. Those whose status is hidden from her count too. Undefined for a search,
 * which is counted by reading it.
 */
export async function countWhole(ctx: Context, filters: ListFilters): Promise<number | undefined> {
  if (isListed(filters)) return undefined
  const selection = wholeSelection(ctx, filters, pageSize)
  if (!selection) return 0
  return ctx.db.readCollectivity(filters.collectivityId, (tx) => countListRows(tx, selection))
}

/**
 * Every dossier of an agent's list, the latest submitted first, by pages of a transaction each: as many as there are, and the memory
 * of one page. What changes meanwhile is read as it is when its page comes; none comes twice, and none that was there is passed over
 * in the order of submission. In lists by deadline, one whose promise moves may be.
 */
export async function* walkDossiers(
  ctx: Context,
  filters: ListFilters,
  parts: WalkedParts,
): AsyncGenerator<readonly Walked[]> {
  if (isListed(filters)) {
    yield* walkListed(ctx, filters, parts)
    return
  }
  let selection = wholeSelection(ctx, filters, pageSize)
  while (selection) {
    const page: { rows: readonly ListedDossier[]; walked: readonly Walked[] } = await readPage(ctx, selection, parts)
    if (page.walked.length > 0) yield page.walked
    const last = page.rows.at(-1)
    if (!last || page.rows.length < pageSize) return
    selection = { ...selection, from: { key: last.key, id: last.id } }
  }
}

async function* walkListed(ctx: Context, filters: ListFilters, parts: WalkedParts): AsyncGenerator<readonly Walked[]> {
  let cursor: ListCursor | undefined
  do {
    const page: DossierPage = await listDossiers(ctx, { ...filters, limit: 200 }, cursor)
    const { collectivityId } = filters
    const of = { seen: page.dossiers, parts }
    yield await ctx.db.readCollectivity(collectivityId, (tx) => completed(tx, collectivityId, of))
    cursor = page.after === undefined ? undefined : { after: page.after }
  } while (cursor)
}

const readPage = (ctx: Context, selection: Selection, parts: WalkedParts) =>
  ctx.db.readCollectivity(selection.collectivityId, async (tx) => {
    const rows = await listRows(tx, selection)
    const hidden = await hiddenRows(tx, ctx, selection.collectivityId, rows)
    const seen = rows.filter(({ id }) => !hidden.has(id))
    return { rows, walked: await completed(tx, selection.collectivityId, { seen, parts }) }
  })

async function completed(
  tx: Tx,
  collectivityId: string,
  { seen, parts }: { readonly seen: readonly ListedDossier[]; readonly parts: WalkedParts },
): Promise<readonly Walked[]> {
  const ids = seen.map(({ id }) => id)
  const [people, answers, fields] = await Promise.all([
    parts.people ? walkPeople(tx, collectivityId, ids) : [],
    parts.answers ? walkAnswers(tx, collectivityId, ids) : undefined,
    parts.fields ? walkFields(tx, collectivityId, ids) : undefined,
  ])
  const byId = new Map(people.map((person) => [person.id, person]))
  return seen.map((line) => ({
    line,
    person: byId.get(line.id),
    answers: answers?.get(line.id) ?? {},
    fields: fields?.get(line.id) ?? {},
  }))
}
