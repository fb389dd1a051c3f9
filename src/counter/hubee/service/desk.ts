import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { readStream } from '../jobs.ts'
import { mayArrangeStreams, mayTendFolders } from '../policy.ts'
import type { Folder, FolderFile, Stream } from '../schema.ts'
import {
  findFolderRow,
  type FolderView,
  listFileRows,
  listFolderRows,
  lockFolderRow,
  settleFolderRow,
} from '../store/folders.ts'
import { sayRow } from '../store/sayings.ts'
import { findStreamRow, listStreamRows, saveStreamRow } from '../store/streams.ts'
import { fileFolder } from './taking.ts'
import { type HubeeTools, sealClientSecret } from './tools.ts'

/** What administrators decide of streams, and what agents do with what waits. */

function allowArranging(ctx: Context, collectivityId: string): void {
  if (!mayArrangeStreams(ctx.actor, collectivityId)) throw new AppError('forbidden', 'hubee.not_allowed')
}

function allowTending(ctx: Context, collectivityId: string): void {
  if (!mayTendFolders(ctx.actor, collectivityId)) throw new AppError('forbidden', 'hubee.not_allowed')
}

const mostListed = 200

export interface HubeeDesk {
  readonly streams: readonly Stream[]
  /** The newest first, 200 at most. */
  readonly folders: readonly Folder[]
}

/** @throws AppError `forbidden hubee.not_allowed` */
export function readDesk(
  ctx: Context,
  { collectivityId, view }: { readonly collectivityId: string; readonly view: FolderView },
): Promise<HubeeDesk> {
  allowTending(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => ({
    streams: await listStreamRows(tx, collectivityId),
    folders: await listFolderRows(tx, { collectivityId, view, limit: mostListed }),
  }))
}

interface Key {
  readonly collectivityId: string
  readonly id: string
}

/** @throws AppError `forbidden hubee.not_allowed`, `not_found hubee.no_stream` */
export async function getStream(ctx: Context, { collectivityId, id }: Key): Promise<Stream> {
  allowArranging(ctx, collectivityId)
  const stream = await ctx.db.readCollectivity(collectivityId, (tx) => findStreamRow(tx, collectivityId, id))
  if (!stream) throw notFound('hubee.no_stream', id)
  return stream
}

export interface TypedStream {
  readonly processCode: string
  readonly clientId: string
  /** Blank: the one that it has. */
  readonly clientSecret: string
  readonly procedure: string
  readonly isOpen: boolean
}

export type StreamFault = 'process_code' | 'client_id' | 'client_secret' | 'code_taken'

/** All that is wrong with what was typed. */
export interface WrongStream {
  readonly reason: 'wrong'
  readonly faults: readonly StreamFault[]
}

/**
 * Writes a stream, which is then read at once when it is open.
 * @returns its id, or all that is wrong with what was typed.
 * @throws AppError `forbidden hubee.not_allowed`, `not_found hubee.no_stream`
 */
export const saveStream =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    input: { readonly collectivityId: string; readonly id?: string | undefined; readonly typed: TypedStream },
  ): Promise<Outcome<string, WrongStream>> => {
    const { collectivityId, typed } = input
    allowArranging(ctx, collectivityId)
    const processCode = typed.processCode.trim()
    const clientId = typed.clientId.trim()
    const secret = typed.clientSecret.trim()
    const id = input.id ?? newId()
    const at = ctx.clock.now()
    return ctx.db.withCollectivity(collectivityId, async (tx): Promise<Outcome<string, WrongStream>> => {
      const streams = await listStreamRows(tx, collectivityId)
      const before = streams.find((stream) => stream.id === id)
      if (input.id !== undefined && !before) throw notFound('hubee.no_stream', id)
      const isTaken = streams.some(
        (stream) => stream.id !== id && stream.processCode.toLowerCase() === processCode.toLowerCase(),
      )
      const checks: readonly (readonly [StreamFault, boolean])[] = [
        ['process_code', /^[A-Za-z0-9_-]{1,30}$/.test(processCode)],
        ['code_taken', !isTaken],
        ['client_id', /^[\x21-\x7e]{1,200}$/.test(clientId)],
        ['client_secret', secret === '' ? before !== undefined : /^[\x21-\x7e]{1,500}$/.test(secret)],
      ]
      const faults = checks.filter(([, isRight]) => !isRight).map(([fault]) => fault)
      if (faults.length > 0) return refused({ reason: 'wrong', faults })
      const clientSecret =
        secret === '' && before ? before.clientSecret : sealClientSecret(secrets, { collectivityId, id }, secret)
      const procedure = typed.procedure || null
      const stream = { collectivityId, id, processCode, clientId, clientSecret, procedure, isOpen: typed.isOpen }
      await saveStreamRow(tx, { ...stream, at, by: byOf(ctx) })
      if (typed.isOpen)
        await enqueue(tx, readStream, { collectivityId, streamId: id }, { key: `hubee.read_stream:${id}` })
      return accepted(id)
    })
  }

const byOf = ({ actor }: Context): { readonly id: string | null; readonly name: string } =>
  actor.kind === 'agent' ? { id: actor.accountId, name: actor.name } : { id: null, name: actor.kind }

export interface FolderToTend {
  readonly folder: Folder
  readonly files: readonly FolderFile[]
}

/** @throws AppError `forbidden hubee.not_allowed`, `not_found hubee.no_folder` */
export async function readFolder(ctx: Context, key: Key): Promise<FolderToTend> {
  allowTending(ctx, key.collectivityId)
  return ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const folder = await findFolderRow(tx, key)
    if (!folder) throw notFound('hubee.no_folder', key.id)
    return { folder, files: await listFileRows(tx, key) }
  })
}

/** Where a file of it is. */
export async function openFolderFile(
  ctx: Context,
  { place, ...key }: Key & { readonly place: number },
): Promise<FolderFile & { readonly digest: string }> {
  const { files } = await readFolder(ctx, key)
  const file = files.find((each) => each.place === place)
  if (!file || file.digest === null) throw notFound('hubee.no_folder', key.id)
  return { ...file, digest: file.digest }
}

const waits = ({ state }: Folder): boolean => state === 'tray'

/** Settles one that still waits, under lock; what a colleague has settled meanwhile is told. */
async function settleBy(ctx: Context, key: Key, write: (tx: Tx) => Promise<void>): Promise<Outcome<null, 'settled'>> {
  return ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const folder = await lockFolderRow(tx, key)
    if (!folder || !waits(folder)) return refused('settled')
    await write(tx)
    return accepted(null)
  })
}

/** Files one that waits as a request, under a procedure that the agent chooses. */
export const fileWaiting =
  (tools: HubeeTools) =>
  async (
    ctx: Context,
    { procedure, ...key }: Key & { readonly procedure: string },
  ): Promise<Outcome<{ readonly dossierId: string }, 'settled' | 'not_filed'>> => {
    const { folder, files } = await readFolder(ctx, key)
    if (!waits(folder)) return refused('settled')
    const filed = await fileFolder(tools, ctx, { folder, files, procedure })
    if (!filed.ok) return refused('not_filed')
    const dossier = { id: filed.value.dossierId, number: filed.value.number }
    const { id, name } = byOf(ctx)
    const to = {
      state: 'filed' as const,
      reason: null,
      dossier,
      at: ctx.clock.now(),
      by: id === null ? null : { id, name },
    }
    const settled = await settleBy(ctx, key, (tx) => settleFolderRow(tx, key, to))
    return settled.ok ? accepted({ dossierId: dossier.id }) : refused('settled')
  }

/** Puts one that waits aside for good: HubEE, and so its person, hears that it is refused, and why. */
export const discardFolder = async (
  ctx: Context,
  { why, ...key }: Key & { readonly why: string },
): Promise<Outcome<null, 'settled' | 'no_reason'>> => {
  allowTending(ctx, key.collectivityId)
  const note = why.trim().slice(0, 900)
  if (note === '') return refused('no_reason')
  const at = ctx.clock.now()
  const { id, name } = byOf(ctx)
  return settleBy(ctx, key, async (tx) => {
    await settleFolderRow(tx, key, {
      state: 'discarded',
      reason: null,
      at,
      by: id === null ? null : { id, name },
      note,
    })
    const { collectivityId, id: folderId } = key
    await sayRow(tx, { collectivityId, folderId, id: newId(), status: 'REFUSED', message: note, at })
  })
}

/** Asks that a stream be read now. */
export async function readNow(ctx: Context, { collectivityId, id }: Key): Promise<void> {
  await getStream(ctx, { collectivityId, id })
  await ctx.db.withCollectivity(collectivityId, (tx) =>
    enqueue(tx, readStream, { collectivityId, streamId: id }, { key: `hubee.read_stream:${id}` }),
  )
}
