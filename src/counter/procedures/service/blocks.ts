import { Compile } from 'typebox/compile'
import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { blocksCalled, withBlocks } from '../domain/index.ts'
import { mayShapeLibrary } from '../policy.ts'
import { BlockFields, type Field, type LocalizedText } from '../schema/index.ts'
import { findBlocks, insertBlock, listOfferedRows, retireRow } from '../store/blocks.ts'

export interface BlockInput {
  readonly slug: string
  readonly title: LocalizedText
  /** Fields as in a definition, as anybody may have written them. */
  readonly fields: unknown
}

const fieldsShape = Compile(BlockFields)

/**
 * Writes fields that several procedures share, or a new revision of them: procedures published from now on take it, those
 * published before keep the copy they have.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function publishBlock(
  ctx: Context,
  { slug, title, fields }: BlockInput,
): Promise<Outcome<{ readonly number: number }, 'invalid_slug' | 'invalid_fields'>> {
  if (!mayShapeLibrary(ctx.actor)) throw new AppError('forbidden', 'procedures.not_allowed')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return refused('invalid_slug')
  if (!fieldsShape.Check(fields)) return refused('invalid_fields')
  const at = ctx.clock.now()
  const number = await ctx.db.withTerritory((tx) => insertBlock(tx, { slug, title, fields, at }))
  return accepted({ number })
}

/** The newest fields of each shared block that a definition calls, by slug. */
export const sharedBlocks = (tx: Tx, json: unknown): Promise<ReadonlyMap<string, readonly Field[]>> =>
  findBlocks(tx, blocksCalled(json))

/** A definition with the fields of its blocks in their place; untouched when it calls none. */
export const resolveBlocks = async (tx: Tx, json: unknown): Promise<ReturnType<typeof withBlocks>> =>
  withBlocks(json, await findBlocks(tx, blocksCalled(json)))

/**
 * Offers a block no longer: drafts that call it keep its fields, and it comes back when it is published again.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function retireBlock(ctx: Context, slug: string): Promise<void> {
  if (!mayShapeLibrary(ctx.actor)) throw new AppError('forbidden', 'procedures.not_allowed')
  const at = ctx.clock.now()
  await ctx.db.withTerritory((tx) => retireRow(tx, slug, at))
}

/** The shared blocks that may be inserted, by name. */
export const offeredBlocks = (tx: Tx): Promise<readonly { readonly slug: string; readonly title: LocalizedText }[]> =>
  listOfferedRows(tx)
