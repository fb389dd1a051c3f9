import { createHash, hkdfSync, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import {
  type FileKind,
  type FileRefusal,
  type FileStore,
  maxFileBytes,
  type PutLimits,
  type Scanner,
  type StoredFile,
} from './schema.ts'
import { SealedReader, SealedWriter } from './sealing.ts'
import { judgeType } from './sniff.ts'
import { TextProbe } from './text.ts'

export interface LocalStoreOptions {
  /** Created when it is not there. */
  readonly folder: string
  /** 32 bytes; without them nothing can be read again. `deriveFileKey` makes them from a secret. */
  readonly key: Uint8Array
  /** None unless given. */
  readonly scanner?: Scanner
}

/** The key of files, from the secret of an installation: another purpose, another key. */
export const deriveFileKey = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'traboule files at rest', 32))

/** A file half received is left alone for so long: another process may still be writing it. */
const abandonedAfter = 60 * 60 * 1000
const allKinds: readonly FileKind[] = ['pdf', 'image', 'document']

/** What was received, before anybody decided on it. */
interface Received {
  readonly path: string
  readonly digest: Buffer
  readonly size: number
  readonly isText: boolean
}

/** Opens the store of a local folder, and sweeps what a crash left half received. */
export async function openLocalStore({ folder, key, scanner }: LocalStoreOptions): Promise<FileStore> {
  if (key.length !== 32) throw new AppError('invalid', 'files.key', { detail: 'The key of files has 32 bytes.' })
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await sweep(incoming)
  const pathOf = (digest: string): string => {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw notFound('files.missing', 'not a digest')
    return join(folder, 'content', digest.slice(0, 2), digest)
  }

  return {
    put: async (content, limits) => {
      const path = join(incoming, randomUUID())
      try {
        const received = await receive(path, key, { content, maxBytes: limits.maxBytes ?? maxFileBytes })
        if (!received.ok) return received
        const judged = await judge(received.value, key, { limits, scanner })
        if (judged.ok && limits.isTried !== true) await settle(path, pathOf(judged.value.digest))
        return judged
      } catch (cause) {
        throw isCode(cause, 'ENOSPC') ? new AppError('unavailable', 'files.disk_full', { cause }) : cause
      } finally {
        await rm(path, { force: true })
      }
    },
    open: async (digest) => {
      const reader = await openSealed(pathOf(digest), key)
      if (reader.digest === digest) return reader.stream()
      await reader.close()
      throw new AppError('unavailable', 'files.damaged', { detail: 'the content of another file' })
    },
    has: async (digest) => (await lastPut(pathOf(digest))) !== undefined,
    remove: async (digest, { putBefore } = {}) => {
      const path = pathOf(digest)
      const isWanted = async (at: string) => {
        const last = await lastPut(at)
        return last === undefined || (putBefore !== undefined && last >= putBefore.getTime())
      }
      if (await isWanted(path)) return
      // Aside first, then looked at again: a put that came in between is given back, not lost.
      const aside = join(incoming, randomUUID())
      await rename(path, aside).catch(unlessMissing)
      await ((await isWanted(aside)) ? rename(aside, path) : unlink(aside)).catch(unlessMissing)
      await sync(dirname(path))
    },
  }
}

/** Seals the content under a temporary name as it comes, and reads on without keeping once it is too large. */
async function receive(
  path: string,
  key: Uint8Array,
  { content, maxBytes }: { content: AsyncIterable<Uint8Array>; maxBytes: number },
): Promise<Outcome<Received, 'too_large' | 'empty'>> {
  const writer = await SealedWriter.create(path, key)
  const hash = createHash('sha256')
  const probe = new TextProbe()
  let size = 0
  try {
    for await (const piece of content) {
      size += piece.length
      if (size > maxBytes) continue
      hash.update(piece)
      probe.push(piece)
      await writer.write(piece)
    }
    if (size === 0) return refused('empty')
    if (size > maxBytes) return refused('too_large')
    const digest = hash.digest()
    await writer.finish(digest)
    return accepted({ path, digest, size, isText: probe.isText })
  } finally {
    await writer.close()
  }
}

const opaque = { mediaType: 'application/octet-stream', kind: 'document' } as const

async function judge(
  { path, digest, size, isText }: Received,
  key: Uint8Array,
  { limits, scanner }: { limits: PutLimits; scanner: Scanner | undefined },
): Promise<Outcome<StoredFile, FileRefusal>> {
  if (limits.made) {
    return accepted({ digest: digest.toString('hex'), size, mediaType: limits.made.mediaType, kind: 'document' })
  }
  const reader = await SealedReader.open(path, key)
  try {
    const type =
      limits.opaque === undefined
        ? await judgeType(reader, { name: limits.name, isText, kinds: limits.kinds ?? allKinds })
        : accepted(opaque)
    if (!type.ok) return type
    const isScanned = limits.opaque !== 'sealed'
    if (isScanned && (await scanner?.scan(reader.stream())) === 'infected') return refused('infected')
    const { mediaType, kind } = type.value
    return accepted({ digest: digest.toString('hex'), size, mediaType, kind })
  } finally {
    await reader.close()
  }
}

/**
 * Gives the file its lasting name; on the disk when this returns. The same content put before is replaced by its equal:
 * a spoilt copy heals, and the date of the last put is the file's own.
 */
async function settle(from: string, to: string): Promise<void> {
  const folder = dirname(to)
  const created = await mkdir(folder, { recursive: true, mode: 0o700 })
  await sync(from)
  await rename(from, to)
  await sync(folder)
  if (created === undefined) return
  await sync(dirname(folder))
  await sync(dirname(dirname(folder)))
}

/** Waits until a file, or the names in a folder, are on the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function openSealed(path: string, key: Uint8Array): Promise<SealedReader> {
  try {
    return await SealedReader.open(path, key)
  } catch (error) {
    unlessMissing(error)
    throw notFound('files.missing')
  }
}

async function lastPut(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    unlessMissing(error)
    return undefined
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

function unlessMissing(error: unknown): void {
  if (!isCode(error, 'ENOENT')) throw error
}

async function sweep(incoming: string): Promise<void> {
  const before = Date.now() - abandonedAfter
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const touched = await lastPut(path)
    if (touched !== undefined && touched < before) await rm(path, { force: true })
  }
}
