import { addDays, type Day, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { normalise } from '#kernel/normalise'
import { accepted, type Outcome } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type ListedSource, type ListedValue, type ListRefusal, readList } from '../domain/index.ts'
import { mayOffer, mayShapeLibrary } from '../policy.ts'
import type { ListedOption, ListRecord, LocalizedText } from '../schema/index.ts'
import { findItems, listItems, replaceItems, saveListRow, searchItems } from '../store/lists.ts'
import { findRecordOptions, findRecordRow, listRecordOptions, saveRecordRow } from '../store/records.ts'

export interface ListInput {
  readonly slug: string
  /** Null: the territory's own, offered to every commune. */
  readonly collectivityId: string | null
  readonly title: LocalizedText
  readonly csv: string
}

/**
 * Writes a reference list from a CSV file, or what it offers from now on: an item that the file no longer has is offered
 * no longer, and keeps its name for the answers given before.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function importList(
  ctx: Context,
  { slug, collectivityId, title, csv }: ListInput,
): Promise<Outcome<{ readonly items: number }, ListRefusal>> {
  const isAllowed = collectivityId === null ? mayShapeLibrary(ctx.actor) : mayOffer(ctx.actor, collectivityId)
  if (!isAllowed) throw new AppError('forbidden', 'procedures.not_allowed')
  const read = readList(csv)
  if (!read.ok) return read
  const now = ctx.clock.now()
  const items = read.value.map((item) => ({
    ...item,
    search: normalise(`${item.label.fr} ${item.label.en ?? ''} ${item.value}`),
  }))
  await ctx.db.withTerritory(async (tx) => {
    const listId = await saveListRow(tx, { id: newId(), slug, owner: collectivityId, title, at: now })
    await replaceItems(tx, { listId, items, lastDay: addDays(dayOf(now), -1) })
  })
  return accepted({ items: items.length })
}

/** A list of more is searched rather than shown whole. */
const longestShown = 60
const mostFound = 20

export interface Choices {
  readonly options: readonly ListedOption[]
  /** There are more than are shown: one searches. */
  readonly isLong: boolean
}

interface ChoicesAsked {
  readonly collectivityId: string
  readonly source: ListedSource
  readonly today: Day
  /** Words to look for in a long one. */
  readonly search?: string | undefined
}

/** What a list or records offer: all of a short one; of a long one what the words find, and nothing without words. */
export async function listChoices(tx: Tx, asked: ChoicesAsked): Promise<Choices> {
  const { collectivityId, source, today } = asked
  const words = normalise(asked.search ?? '')
    .split(' ')
    .filter((word) => word !== '')
  const among = (limit: number, sought: readonly string[]) => {
    if (source.kind === 'card')
      return listRecordOptions(tx, { collectivityId, list: source.name, words: sought, limit })
    const of = { collectivityId, name: source.name, today }
    return sought.length === 0 ? listItems(tx, of, limit) : searchItems(tx, of, { words: sought, limit })
  }
  const first = await among(longestShown + 1, [])
  if (first.length <= longestShown) return { options: first, isLong: false }
  return { options: words.length === 0 ? [] : await among(mostFound, words), isLong: true }
}

/** What some values are, by source and value. */
export interface Listed {
  /** Whether it may be chosen today. */
  readonly isListed: (source: ListedSource, value: string) => boolean
  readonly labelOf: (source: ListedSource, value: string) => LocalizedText | undefined
}

const keyOf = ({ kind, name }: ListedSource, value: string): string => `${kind} ${name} ${value}`

/** Nothing is listed where nothing was asked. */
export const nothingListed: Listed = { isListed: () => false, labelOf: () => undefined }

/**
 * Looks values up where they come from, in one query for lists and one for records; none for a form that has none.
 * Times of agendas are not ours: whoever keeps them answers for them.
 */
export async function findListed(
  tx: Tx,
  { collectivityId, values, today }: { collectivityId: string; values: readonly ListedValue[]; today: Day },
): Promise<Listed> {
  const of = (kind: ListedSource['kind']) =>
    values.filter(({ source }) => source.kind === kind).map(({ source, value }) => ({ name: source.name, value }))
  const [inLists, inRecords] = [of('list'), of('card').filter(({ value }) => isId(value))]
  if (inLists.length === 0 && inRecords.length === 0) return nothingListed
  const [items, records] = await Promise.all([
    inLists.length === 0 ? [] : findItems(tx, { collectivityId, today, values: inLists }),
    inRecords.length === 0
      ? []
      : findRecordOptions(
          tx,
          collectivityId,
          inRecords.map(({ value }) => value),
        ),
  ])
  const known = new Map([
    ...items.map((item) => [keyOf({ kind: 'list', name: item.name }, item.value), item] as const),
    ...records.map((item) => [keyOf({ kind: 'card', name: item.name }, item.value), item] as const),
  ])
  return {
    isListed: (source, value) => known.get(keyOf(source, value))?.isOffered === true,
    labelOf: (source, value) => known.get(keyOf(source, value))?.label,
  }
}

export interface RecordInput {
  readonly collectivityId: string
  readonly list: string
  /** Absent: a new one. */
  readonly id?: string | undefined
  readonly label: string
  readonly values: Readonly<Record<string, unknown>>
  readonly at: Date
}

/**
 * Writes a record of a collectivity, or changes one; values are added to those it has. In the transaction of what causes
 * it: who may is for the caller to say.
 * @returns its id.
 */
export async function saveRecord(tx: Tx, input: RecordInput): Promise<string> {
  const id = input.id ?? newId()
  const search = normalise([input.label, ...Object.values(input.values).filter(isText)].join(' '))
  await saveRecordRow(tx, { ...input, id, search })
  return id
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** A record by its id, offered still or not. */
export const findRecord = (tx: Tx, collectivityId: string, id: string): Promise<ListRecord | undefined> =>
  findRecordRow(tx, collectivityId, id)
