import { AppError, notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type EditRefusal } from '../domain/edit.ts'
import { replay, type Rival } from '../domain/replay.ts'
import type { DraftDocument, Edit } from '../schema.ts'
import {
  advance,
  type DraftKey,
  type DraftRow,
  findVersion,
  forgetVersionsBefore,
  insertVersion,
  listVersionsFrom,
  lockRow,
  type VersionRow,
} from '../store.ts'
import { actorId, allow, within } from './drafts.ts'

/** States that can be gone back to; a change made on an older one is refused. */
const keptVersions = 200

/** The page that it was made on is too old to tell what changed since. */
export type Late = 'too_old' | 'ended'

export interface EditInput extends DraftKey {
  /** The version that the author saw. */
  readonly seen: number
}

export interface Saved {
  readonly version: number
  /** The name that an added item received. */
  readonly name?: string
}

/**
 * Does one small change. What others changed meanwhile stays; where they changed the same thing, this is refused with both.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function editDraft(
  ctx: Context,
  input: EditInput & { readonly edit: Edit },
): Promise<Outcome<Saved, EditRefusal | Rival | Late>> {
  allow(ctx, input.owner)
  return within(ctx, input.owner, async (tx) => {
    const row = await openRow(tx, input)
    if (row.state !== 'open') return refused('ended')
    const versions = await listVersionsFrom(tx, row.id, Math.min(input.seen, row.version))
    if (versions[0]?.number !== input.seen) return refused('too_old')
    const edited = replay(versions, input.edit)
    if (!edited.ok) return edited
    const { document, name } = edited.value
    const { edit } = input
    const version = await save(tx, ctx, { row, document, edit, previous: row.version, next: null })
    return accepted(name === undefined ? { version } : { version, name })
  })
}

async function openRow(tx: Tx, key: DraftKey): Promise<DraftRow> {
  const row = await lockRow(tx, key)
  if (!row) throw notFound('studio.draft', key.id)
  return row
}

interface State extends Pick<VersionRow, 'document' | 'edit' | 'previous' | 'next'> {
  readonly row: DraftRow
}

async function save(tx: Tx, ctx: Context, { row, ...state }: State): Promise<number> {
  const [at, by, number] = [ctx.clock.now(), actorId(ctx), row.version + 1]
  await insertVersion(tx, row, { ...state, number, madeAt: at, madeBy: by })
  await advance(tx, { owner: row.owner, id: row.id, version: number, title: titleOf(state.document, row), at, by })
  await forgetVersionsBefore(tx, row.id, number - keptVersions + 1)
  return number
}

const titleOf = ({ definition }: DraftDocument, row: DraftRow): string => definition.title.fr || row.title

/** Somebody changed the draft since the page was shown: undoing would undo her change. */
export type UndoRefusal = 'changed' | 'nothing' | 'ended'

/**
 * Takes back the last change, whoever made it, or does it again.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function undoEdit(
  ctx: Context,
  input: EditInput & { readonly way: 'undo' | 'redo' },
): Promise<Outcome<Saved, UndoRefusal>> {
  allow(ctx, input.owner)
  return within(ctx, input.owner, async (tx) => {
    const row = await openRow(tx, input)
    if (row.state !== 'open') return refused('ended')
    if (row.version !== input.seen) return refused('changed')
    const here = await findVersion(tx, row.id, row.version)
    const number = input.way === 'undo' ? here?.previous : here?.next
    const there = number == null ? undefined : await findVersion(tx, row.id, number)
    if (!here || !there) return refused('nothing')
    const links =
      input.way === 'undo'
        ? { previous: there.previous, next: here.number }
        : { previous: here.number, next: there.next }
    return accepted({ version: await save(tx, ctx, { row, document: there.document, edit: null, ...links }) })
  })
}

/** A draft that is open, locked until the transaction ends, with its newest document. */
export async function openDraft(tx: Tx, key: DraftKey): Promise<{ row: DraftRow; document: DraftDocument }> {
  const row = await openRow(tx, key)
  const version = await findVersion(tx, row.id, row.version)
  if (!version) throw new AppError('gone', 'studio.draft', { detail: key.id })
  return { row, document: version.document }
}
