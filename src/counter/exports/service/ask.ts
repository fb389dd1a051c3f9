import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { makeExport } from '../jobs.ts'
import { mayAskForLists } from '../policy.ts'
import type { Export, ExportFormat, Question } from '../schema.ts'
import {
  cancelRow,
  findExportRow,
  findNamedExports,
  insertExportRow,
  listExportRows,
  notePassageRow,
  type Passage,
} from '../store/exports.ts'

interface Asker {
  readonly accountId: string
  readonly name: string
  /** Of a program: its exports are its key's, whoever answers for it. */
  readonly keyId: string | null
}

function askerIn({ actor }: Context, collectivityId: string): Asker {
  if (actor.kind !== 'agent' || !mayAskForLists(actor, collectivityId))
    throw new AppError('forbidden', 'exports.not_allowed')
  const { accountId, name, program } = actor
  return { accountId, name, keyId: program?.keyId ?? null }
}

export interface AskInput {
  readonly collectivityId: string
  readonly locale: 'fr' | 'en'
  readonly format: ExportFormat
  readonly title: string
  readonly question: Question
}

/**
 * Asks for a list as a file; the worker makes it.
 * @throws AppError `forbidden exports.not_allowed`.
 */
export async function askForList(ctx: Context, input: AskInput): Promise<{ readonly id: string }> {
  const { accountId, name, keyId } = askerIn(ctx, input.collectivityId)
  const id = newId()
  const askedAt = ctx.clock.now()
  await ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    await insertExportRow(tx, { ...input, id, accountId, accountName: name, keyId, askedAt })
    await note(ctx, tx, { collectivityId: input.collectivityId, exportId: id, kind: 'asked' })
    await enqueue(tx, makeExport, { collectivityId: input.collectivityId, exportId: id })
  })
  return { id }
}

interface Noted extends Pick<Passage, 'exportId' | 'kind'> {
  readonly collectivityId: string
}

function note(ctx: Context, tx: Tx, { collectivityId, exportId, kind }: Noted): Promise<void> {
  const { accountId, name } = askerIn(ctx, collectivityId)
  const by = { accountId, accountName: name, at: ctx.clock.now() }
  return notePassageRow(tx, collectivityId, { id: newId(), exportId, kind, ...by })
}

/** The last fifty that the agent asked for, the latest first. */
export async function listMyExports(ctx: Context, collectivityId: string): Promise<readonly Export[]> {
  const asker = askerIn(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listExportRows(tx, collectivityId, asker))
}

interface ExportKey {
  readonly collectivityId: string
  readonly exportId: string
}

/** One of hers. Somebody else's is not found: she may not reach the same requests. */
async function ownIn(ctx: Context, tx: Tx, { collectivityId, exportId }: ExportKey): Promise<Export> {
  const { accountId, keyId } = askerIn(ctx, collectivityId)
  const found = await findExportRow(tx, collectivityId, exportId)
  const isOwn = found && found.keyId === keyId && (keyId !== null || found.accountId === accountId)
  if (!isOwn) throw notFound('exports.no_export', exportId)
  return found
}

/**
 * Gives up one that is not made yet. Made already, it stays.
 * @throws AppError `not_found exports.no_export`.
 */
export const cancelExport = (ctx: Context, key: ExportKey): Promise<void> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    await ownIn(ctx, tx, key)
    const isCancelled = await cancelRow(tx, key.collectivityId, key.exportId, ctx.clock.now())
    if (isCancelled) await note(ctx, tx, { ...key, kind: 'cancelled' })
  })

/**
 * One that is whole, for who asked for it; that she takes it is kept.
 * @throws AppError `not_found exports.no_export`, `gone exports.expired`.
 */
export const takeExport = (ctx: Context, key: ExportKey): Promise<Export & { readonly digest: string }> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const found = await ownIn(ctx, tx, key)
    const isOver = found.expiresAt !== null && found.expiresAt <= ctx.clock.now()
    if (found.state === 'expired' || isOver) throw new AppError('gone', 'exports.expired')
    const { digest } = found
    if (found.state !== 'done' || digest === null) throw notFound('exports.no_export', 'not made yet')
    await note(ctx, tx, { ...key, kind: 'downloaded' })
    return { ...found, digest }
  })

/** Which of these contents an export is, in any commune: for who takes contents out of the file store. */
export const namedExports = (db: Context['db'], digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.throughDoor({ name: 'unnamed-exports', accountId: null, subject: `${digests.length} contents` }, (tx) =>
    findNamedExports(tx, digests),
  )
