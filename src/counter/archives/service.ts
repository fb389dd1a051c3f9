import { createHash } from 'node:crypto'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Readable } from 'node:stream'
import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import { firstLink, hashOfLink, type Seal } from './domain.ts'
import { packed, type Packed } from './package.ts'
import { mayReadArchives } from './policy.ts'
import type { Archive, Found, Part, Reading } from './schema.ts'
import {
  findArchiveAt,
  findArchiveOf,
  findArchiveRow,
  findChainEnd,
  insertArchiveRow,
  insertReadingRow,
  listArchiveRows,
  listReadingRows,
  lockChain,
} from './store.ts'

export interface ArchiveTools {
  /** Apart from the files of requests: nothing is ever swept out of it. */
  readonly store: FileStore
  readonly seal: Seal
}

/** A request holds files of 20 MB; a package of them all stays under what a ZIP can say. */
const largestPackage = 3 * 1024 ** 3

export interface Sealing extends Pick<
  Archive,
  | 'collectivityId'
  | 'dossierId'
  | 'version'
  | 'number'
  | 'procedureId'
  | 'title'
  | 'outcome'
  | 'submittedAt'
  | 'closedAt'
> {
  readonly about: Readonly<Record<string, unknown>>
  readonly parts: AsyncIterable<Part>
}

/**
 * Puts a request away as it stands: once for each of its versions, whatever crashes. The package is on the disk before its row
 * is written: stopped in between, it is made again, the same parts giving the same content.
 * @throws AppError `too_large sheets.too_large`.
 */
export async function sealArchive(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { store, seal }: ArchiveTools,
  { about, parts, ...of }: Sealing,
): Promise<Archive> {
  const known = await db.readCollectivity(of.collectivityId, (tx) => findArchiveOf(tx, of))
  if (known) return known
  const told: Packed = { manifest: '' }
  const name = `${of.number}.zip`
  const limits = { name, maxBytes: largestPackage, made: { mediaType: 'application/zip' } }
  const stored = await store.put(packed({ about, parts, seal }, told), limits)
  if (!stored.ok) throw new AppError('too_large', 'sheets.too_large', { detail: stored.refusal })
  const { digest, size } = stored.value
  return db.withCollectivity(of.collectivityId, async (tx) => {
    const last = await lockChain(tx, of.collectivityId, firstLink)
    // Another worker was quicker; its package is the one that counts.
    const meanwhile = await findArchiveOf(tx, of)
    if (meanwhile) return meanwhile
    const place = { seq: last.seq + 1, previous: last.hash }
    const link = { ...of, ...place, id: newId(), madeAt: clock.now(), digest, size, manifest: told.manifest }
    const hash = hashOfLink(link)
    const archive = { ...link, hash, signature: seal.sign(hash) }
    await insertArchiveRow(tx, archive)
    return archive
  })
}

interface ArchiveKey {
  readonly collectivityId: string
  readonly archiveId: string
}

function allow({ actor }: Context, collectivityId: string): { readonly accountId: string; readonly name: string } {
  if (actor.kind !== 'agent' || !mayReadArchives(actor, collectivityId)) throw notFound('archives.no_archive')
  return actor
}

/**
 * What was put away, the latest first.
 * @throws AppError `not_found archives.no_archive` for who does not administer the whole collectivity; so do the others.
 */
export function listArchives(
  ctx: Context,
  {
    collectivityId,
    before = 2 ** 31 - 1,
    number = '',
    limit,
  }: {
    readonly collectivityId: string
    readonly before?: number | undefined
    readonly number?: string
    readonly limit: number
  },
): Promise<readonly Archive[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listArchiveRows(tx, collectivityId, { before, number, limit }))
}

export interface ArchiveRead {
  readonly archive: Archive
  readonly readings: readonly Reading[]
}

export async function readArchive(ctx: Context, { collectivityId, archiveId }: ArchiveKey): Promise<ArchiveRead> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [archive, readings] = await Promise.all([
      findArchiveRow(tx, collectivityId, archiveId),
      listReadingRows(tx, collectivityId, archiveId),
    ])
    if (!archive) throw notFound('archives.no_archive', archiveId)
    return { archive, readings }
  })
}

/**
 * Gives the package to somebody who says why; it is written down before the first byte leaves.
 * @returns undefined when she does not say why.
 */
export async function takeArchive(
  ctx: Context,
  { store }: ArchiveTools,
  { why, ...key }: ArchiveKey & { readonly why: string },
): Promise<{ readonly archive: Archive; readonly content: Readable } | undefined> {
  const reason = why.trim().slice(0, 300)
  const { archive } = await readArchive(ctx, key)
  if (reason === '') return undefined
  const content = await store.open(archive.digest)
  await note(ctx, archive, { kind: 'taken', why: reason, found: null })
  return { archive, content }
}

/** Reads the package to its end and its link in the chain, and says whether all is as it was sealed. */
export async function checkArchive(ctx: Context, tools: ArchiveTools, key: ArchiveKey): Promise<Found> {
  const { archive } = await readArchive(ctx, key)
  const found = await foundIn(ctx, tools, archive)
  await note(ctx, archive, { kind: 'checked', why: '', found })
  return found
}

const note = (
  ctx: Context,
  { collectivityId, id: archiveId }: Archive,
  row: Pick<Reading, 'kind' | 'why' | 'found'>,
): Promise<void> => {
  const { accountId, name: accountName } = allow(ctx, collectivityId)
  const at = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, (tx) =>
    insertReadingRow(tx, { ...row, id: newId(), collectivityId, archiveId, accountId, accountName, at }),
  )
}

async function foundIn({ db }: Context, { store, seal }: ArchiveTools, archive: Archive): Promise<Found> {
  if (hashOfLink(archive) !== archive.hash) return 'link_altered'
  if (!seal.isSigned(archive.hash, archive.signature)) return 'signature_wrong'
  const { collectivityId, seq } = archive
  const isBound = await db.readCollectivity(collectivityId, async (tx) => {
    const [before, after, end] = await Promise.all([
      findArchiveAt(tx, collectivityId, seq - 1),
      findArchiveAt(tx, collectivityId, seq + 1),
      findChainEnd(tx, collectivityId),
    ])
    const followed = after ? after.previous : end?.seq === seq ? end.hash : undefined
    return (before?.hash ?? firstLink.hash) === archive.previous && followed === archive.hash
  })
  if (!isBound) return 'chain_broken'
  if (!(await store.has(archive.digest))) return 'package_missing'
  return (await isWhole(store, archive.digest)) ? 'whole' : 'package_altered'
}

async function isWhole(store: FileStore, digest: string): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    for await (const piece of await store.open(digest)) hash.update(piece as Uint8Array)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return false
    throw error
  }
  return hash.digest('hex') === digest
}
