import { inflateRawSync } from 'node:zlib'
import type { SealedReader } from './sealing.ts'

/** What is read of a content, wherever in it. */
export type RandomAccess = Pick<SealedReader, 'read' | 'size'>

interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly packedSize: number
  readonly headerAt: number
}

/** More than any honest letter holds; beyond, we refuse to look. */
const most = { entries: 10_000, directoryBytes: 4 * 1024 * 1024, partBytes: 1024 * 1024 }

/**
 * The entries of a ZIP archive by their directory, which is what office suites read.
 * Undefined when it is not one that they would open: none, cut, or of the 64-bit form.
 */
export async function readZipDirectory(file: RandomAccess): Promise<ZipEntry[] | undefined> {
  const tailBytes = Math.min(file.size, 22 + 65_535)
  const tail = await file.read(file.size - tailBytes, tailBytes)
  const at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  if (at < 0 || at + 22 > tail.length) return undefined
  const count = tail.readUInt16LE(at + 10)
  const length = tail.readUInt32LE(at + 12)
  const start = tail.readUInt32LE(at + 16)
  if (count > most.entries || length > most.directoryBytes || start + length > file.size) return undefined
  return parseDirectory(await file.read(start, length), count)
}

function parseDirectory(directory: Buffer, count: number): ZipEntry[] | undefined {
  const entries: ZipEntry[] = []
  let at = 0
  while (entries.length < count) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) return undefined
    const nameBytes = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** The text of one small part of the archive; undefined when it is not there, too large or spoilt. */
export async function readZipText(file: RandomAccess, entry: ZipEntry | undefined): Promise<string | undefined> {
  if (!entry || entry.packedSize > most.partBytes) return undefined
  const header = await file.read(entry.headerAt, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return undefined
  const contentAt = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const packed = await file.read(contentAt, entry.packedSize)
  if (entry.method === 0) return packed.toString('utf8')
  if (entry.method !== 8) return undefined
  try {
    return inflateRawSync(packed, { maxOutputLength: most.partBytes }).toString('utf8')
  } catch {
    return undefined
  }
}
