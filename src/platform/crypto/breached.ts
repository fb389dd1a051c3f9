import { hash } from 'node:crypto'
import { type FileHandle, open, opendir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#kernel/errors'

/** Passwords that others lost: whoever guesses tries them first (NIST SP 800-63B, section 5.1.1.2). */
export interface BreachedPasswords {
  has(password: string): Promise<boolean>
}

/** Where a list says that it holds the SHA-1 of a password, 40 upper-case hexadecimal digits. */
type Lookup = (digest: string) => Promise<boolean>

const digestLength = 40
const prefixLength = 5

/**
 * @param common passwords in plain words, whatever their case: what is known without any file.
 * @param path a copy of the list of Have I Been Pwned, kept on this machine, nothing ever leaves it: the folder of its ranges
 *   (`21BD1` or `21BD1.txt`, lines `SUFFIX:COUNT`), or its single file sorted by hash (lines `HASH:COUNT`).
 * @throws AppError `invalid crypto.breached_list` when the path cannot be read, or holds something else: a list that is
 *   ordered by count would let every password pass without a word.
 */
export async function openBreachedPasswords(
  common: readonly string[],
  path?: string,
): Promise<BreachedPasswords & { close(): Promise<void> }> {
  const known = new Set(common.map((word) => word.toLowerCase()))
  const list = path === undefined ? undefined : await openList(path)
  return {
    has: async (password) => {
      if (known.has(password.toLowerCase())) return true
      return list ? list.lookup(hash('sha1', password).toUpperCase()) : false
    },
    close: async () => list?.close(),
  }
}

async function openList(path: string): Promise<{ lookup: Lookup; close(): Promise<void> }> {
  try {
    if ((await stat(path)).isDirectory()) {
      if (!(await hasRanges(path))) throw new Error('no range in this folder')
      return { lookup: inRanges(path), close: async () => {} }
    }
    const file = await open(path)
    const { size } = await file.stat()
    if (!(await isSorted(file, size))) {
      await file.close()
      throw new Error('not sorted by hash')
    }
    return { lookup: inSortedFile(file, size), close: () => file.close() }
  } catch (error) {
    throw new AppError('invalid', 'crypto.breached_list', { cause: error, detail: path })
  }
}

async function hasRanges(folder: string): Promise<boolean> {
  for await (const { name } of await opendir(folder)) if (/^[0-9A-F]{5}(\.txt)?$/.test(name)) return true
  return false
}

const sampled = 32

/** Whether lines taken here and there have the shape of the list, each after the one before. An empty file is sorted. */
async function isSorted(file: FileHandle, size: number): Promise<boolean> {
  let last = ''
  for (let step = 0; step < sampled; step++) {
    const position = Math.floor((size * step) / sampled)
    const text = await readAt(file, position, 2 * lineLength)
    const line = position === 0 ? text : text.slice(text.indexOf('\n') + 1)
    if (line === '') continue
    const digest = /^([0-9A-F]{40}):\d/.exec(line)?.[1]
    if (digest === undefined || digest < last) return false
    last = digest
  }
  return true
}

/** One small file for the first five digits; one that is missing holds nothing. */
const inRanges =
  (folder: string): Lookup =>
  async (digest) => {
    const prefix = digest.slice(0, prefixLength)
    const suffix = digest.slice(prefixLength)
    for (const name of [prefix, `${prefix}.txt`]) {
      const text = await readFile(join(folder, name), 'latin1').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      if (text !== undefined) return holds(text, suffix)
    }
    return false
  }

/** Whether a line begins with the digits and counts at least one loss: padding lines count none. */
const holds = (text: string, digits: string): boolean =>
  text.split('\n').some((line) => line.startsWith(`${digits}:`) && Number(line.slice(digits.length + 1)) > 0)

/** Longer than any line, and the length at which what is left is read whole. */
const lineLength = 64
const windowLength = 4096

/** By halves: thirty reads of a few bytes in forty gigabytes. */
const inSortedFile =
  (file: FileHandle, size: number): Lookup =>
  async (digest) => {
    // The line sought begins after `low`, or at 0, and not after `high`.
    let low = 0
    let high = size
    while (high - low > windowLength) {
      const middle = Math.floor((low + high) / 2)
      const text = await readAt(file, middle, 2 * lineLength)
      const next = text.slice(text.indexOf('\n') + 1).slice(0, digestLength)
      if (next.length === digestLength && next <= digest) low = middle
      else high = middle
    }
    return holds(await readAt(file, low, high - low + lineLength), digest)
  }

async function readAt(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('latin1', 0, bytesRead)
}
