import { once } from 'node:events'
import { crc32, createDeflateRaw } from 'node:zlib'
import { AppError } from '#kernel/errors'

/*
 * An archive written as it goes (APPNOTE 6.3.10): the sizes of an entry follow it in a descriptor, for nobody knows them before. Without
 * ZIP64, an entry has four gigabytes at most: a table that is larger is refused rather than spoilt.
 */

export interface ZipEntry {
  readonly name: string
  /** As it is, when it must be read without opening the archive (`mimetype` of OpenDocument). */
  readonly isStored?: true
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const largest = 0xff_ff_ff_f0
/** 2 January 1980: the same table gives the same bytes. */
const date = (1 << 5) | 2
const hasDescriptor = 1 << 3
const isUtf8 = 1 << 11

interface Written {
  readonly name: Buffer
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** @throws AppError `too_large sheets.too_large`. */
export async function* zipped(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const written: Written[] = []
  let offset = 0
  for await (const entry of entries) {
    const start = offset
    const counts = { crc: 0, packed: 0, size: 0 }
    for await (const piece of entry.isStored ? stored(entry, counts) : deflated(entry, counts)) {
      offset += piece.length
      if (offset > largest || counts.size > largest) throw new AppError('too_large', 'sheets.too_large')
      yield piece
    }
    const flags = (entry.isStored ? 0 : hasDescriptor) | isUtf8
    written.push({
      name: Buffer.from(entry.name),
      flags,
      method: entry.isStored ? 0 : 8,
      ...counts,
      offset: start,
    })
  }
  yield directoryOf(written, offset)
}

interface Counts {
  crc: number
  packed: number
  size: number
}

const header = (name: Buffer, flags: number, method: number): Buffer => {
  const bytes = Buffer.alloc(30)
  bytes.writeUInt32LE(0x04_03_4b_50, 0)
  bytes.writeUInt16LE(20, 4)
  bytes.writeUInt16LE(flags, 6)
  bytes.writeUInt16LE(method, 8)
  bytes.writeUInt16LE(date, 12)
  bytes.writeUInt16LE(name.length, 26)
  return bytes
}

async function* stored({ name, content }: ZipEntry, counts: Counts): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of content) parts.push(part)
  const bytes = Buffer.concat(parts)
  counts.crc = crc32(bytes)
  counts.size = bytes.length
  counts.packed = bytes.length
  const head = header(Buffer.from(name), isUtf8, 0)
  writeSizes(head, 14, counts)
  yield Buffer.concat([head, Buffer.from(name), bytes])
}

const writeSizes = (bytes: Buffer, at: number, { crc, packed, size }: Counts): void => {
  bytes.writeUInt32LE(crc, at)
  bytes.writeUInt32LE(packed, at + 4)
  bytes.writeUInt32LE(size, at + 8)
}

async function* deflated({ name, content }: ZipEntry, counts: Counts): AsyncGenerator<Uint8Array> {
  yield Buffer.concat([header(Buffer.from(name), hasDescriptor | isUtf8, 8), Buffer.from(name)])
  const deflate = createDeflateRaw({ level: 3 })
  const feeding = feed(deflate, content, counts)
  // Heard at the end; told to the stream meanwhile, so that reading it does not wait for ever.
  feeding.catch((error: unknown) => deflate.destroy(error instanceof Error ? error : new Error(String(error))))
  try {
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      counts.packed += piece.length
      yield piece
    }
    await feeding
  } finally {
    // Whoever reads may stop before the end: the source is let go too.
    deflate.destroy()
  }
  const descriptor = Buffer.alloc(16)
  descriptor.writeUInt32LE(0x08_07_4b_50, 0)
  writeSizes(descriptor, 4, counts)
  yield descriptor
}

async function feed(
  deflate: ReturnType<typeof createDeflateRaw>,
  content: ZipEntry['content'],
  counts: Counts,
): Promise<void> {
  for await (const part of content) {
    counts.crc = crc32(part, counts.crc)
    counts.size += part.length
    if (counts.size > largest) throw new AppError('too_large', 'sheets.too_large')
    if (deflate.destroyed) return
    if (!deflate.write(part)) await Promise.race([once(deflate, 'drain'), once(deflate, 'close')])
  }
  deflate.end()
}

function directoryOf(entries: readonly Written[], offset: number): Buffer {
  const records = entries.map((entry) => {
    const bytes = Buffer.alloc(46)
    bytes.writeUInt32LE(0x02_01_4b_50, 0)
    bytes.writeUInt16LE(20, 4)
    bytes.writeUInt16LE(20, 6)
    bytes.writeUInt16LE(entry.flags, 8)
    bytes.writeUInt16LE(entry.method, 10)
    bytes.writeUInt16LE(date, 14)
    writeSizes(bytes, 16, entry)
    bytes.writeUInt16LE(entry.name.length, 28)
    bytes.writeUInt32LE(entry.offset, 42)
    return Buffer.concat([bytes, entry.name])
  })
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06_05_4b_50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([directory, end])
}
