import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { AppError } from '#kernel/errors'

/**
 * A sealed file: header (mark, salt), chunks of 64 KiB under AES-256-GCM, then a trailer that holds the SHA-256 and the size of the content.
 * The key is the file's own, derived with its salt, so the nonce can be the chunk's index and whether it is the
 * trailer. A chunk moved, altered, taken away or taken from another file does not open; nor does the trailer of a file cut short.
 */
const mark = Buffer.from('TRBLFIL1', 'latin1')
const saltBytes = 16
const headerBytes = mark.length + saltBytes
const chunkBytes = 64 * 1024
const tagBytes = 16
const sealedChunkBytes = chunkBytes + tagBytes
const trailerBytes = 32 + 8 + tagBytes

interface Seal {
  readonly key: Buffer
  readonly header: Buffer
}

function sealWith(masterKey: Uint8Array, header: Buffer): Seal {
  const salt = header.subarray(mark.length)
  return { key: Buffer.from(hkdfSync('sha256', masterKey, salt, 'traboule file content', 32)), header }
}

function nonce(index: number, isTrailer: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes[0] = isTrailer ? 1 : 0
  bytes.writeUInt32BE(index, 8)
  return bytes
}

function sealChunk({ key, header }: Seal, plain: Uint8Array, index: number, isTrailer = false): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(index, isTrailer)).setAAD(header)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function openChunk({ key, header }: Seal, sealed: Buffer, index: number, isTrailer = false): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(index, isTrailer), { authTagLength: tagBytes })
    .setAAD(header)
    .setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
}

/** Writes a new sealed file, a chunk in memory at a time. */
export class SealedWriter {
  readonly #handle: FileHandle
  readonly #seal: Seal
  readonly #pending = Buffer.alloc(chunkBytes)
  #filled = 0
  #chunks = 0
  #size = 0

  private constructor(handle: FileHandle, seal: Seal) {
    this.#handle = handle
    this.#seal = seal
  }

  /** Creates the file; it must not exist. */
  static async create(path: string, masterKey: Uint8Array): Promise<SealedWriter> {
    const seal = sealWith(masterKey, Buffer.concat([mark, randomBytes(saltBytes)]))
    const handle = await open(path, 'wx', 0o600)
    const writer = new SealedWriter(handle, seal)
    await writer.#append(seal.header)
    return writer
  }

  async write(content: Uint8Array): Promise<void> {
    let from = 0
    while (from < content.length) {
      const taken = content.subarray(from, from + chunkBytes - this.#filled)
      this.#pending.set(taken, this.#filled)
      this.#filled += taken.length
      from += taken.length
      if (this.#filled === chunkBytes) await this.#flush()
    }
  }

  /** Seals the end with the SHA-256 of all that was written. */
  async finish(digest: Uint8Array): Promise<void> {
    if (this.#filled > 0) await this.#flush()
    const size = Buffer.alloc(8)
    size.writeBigUInt64BE(BigInt(this.#size))
    await this.#append(sealChunk(this.#seal, Buffer.concat([digest, size]), this.#chunks, true))
    await this.close()
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #flush(): Promise<void> {
    await this.#append(sealChunk(this.#seal, this.#pending.subarray(0, this.#filled), this.#chunks))
    this.#chunks += 1
    this.#size += this.#filled
    this.#filled = 0
  }

  async #append(bytes: Uint8Array): Promise<void> {
    let written = 0
    while (written < bytes.length) {
      const { bytesWritten } = await this.#handle.write(bytes, written)
      written += bytesWritten
    }
  }
}

/** Reads a sealed file, from its start or anywhere. */
export class SealedReader {
  /** Bytes of the content. */
  readonly size: number
  /** SHA-256 of the content, as sealed. */
  readonly digest: string
  readonly #handle: FileHandle
  readonly #seal: Seal
  readonly #chunks: number
  #last: { index: number; content: Buffer } | undefined

  private constructor(handle: FileHandle, seal: Seal, layout: { chunks: number; size: number; digest: string }) {
    this.#handle = handle
    this.#seal = seal
    this.#chunks = layout.chunks
    this.size = layout.size
    this.digest = layout.digest
  }

  /**
   * Opens a sealed file and checks that it is whole.
   * @throws AppError `unavailable files.damaged`; the error of `open` (`ENOENT`) when there is none
   */
  static async open(path: string, masterKey: Uint8Array): Promise<SealedReader> {
    const handle = await open(path, 'r')
    try {
      const { size: fileBytes } = await handle.stat()
      const sealedBytes = fileBytes - headerBytes - trailerBytes
      if (sealedBytes < 0) throw damaged('cut short')
      const header = await readFully(handle, 0, headerBytes)
      if (!header.subarray(0, mark.length).equals(mark)) throw damaged('not a sealed file')
      const seal = sealWith(masterKey, header)
      const chunks = Math.ceil(sealedBytes / sealedChunkBytes)
      const trailer = await readFully(handle, fileBytes - trailerBytes, trailerBytes)
      const end = unseal(() => openChunk(seal, trailer, chunks, true))
      const size = sealedBytes - chunks * tagBytes
      if (BigInt(size) !== end.readBigUInt64BE(32)) throw damaged('lengthened')
      return new SealedReader(handle, seal, { chunks, size, digest: end.toString('hex', 0, 32) })
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Bytes of the content from `position`; fewer than `length` at its end. */
  async read(position: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    const end = Math.min(position + length, this.size)
    let at = position
    while (at < end) {
      const index = Math.floor(at / chunkBytes)
      const start = at - index * chunkBytes
      const part = (await this.#chunk(index)).subarray(start, start + end - at)
      if (part.length === 0) throw damaged('a chunk is too short')
      parts.push(part)
      at += part.length
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }

  /** The whole content; the file is closed when the stream is. */
  stream(): Readable {
    let index = 0
    const next = async (): Promise<Buffer | null> => (index < this.#chunks ? this.#chunk(index++) : null)
    return new Readable({
      highWaterMark: chunkBytes,
      read() {
        next().then(
          (chunk) => this.push(chunk),
          (error: Error) => this.destroy(error),
        )
      },
      destroy: (error, done) => {
        this.close().then(
          () => done(error),
          () => done(error),
        )
      },
    })
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #chunk(index: number): Promise<Buffer> {
    if (this.#last?.index === index) return this.#last.content
    const start = headerBytes + index * sealedChunkBytes
    const length = Math.min(sealedChunkBytes, this.size + headerBytes + this.#chunks * tagBytes - start)
    const sealed = await readFully(this.#handle, start, length)
    const content = unseal(() => openChunk(this.#seal, sealed, index))
    this.#last = { index, content }
    return content
  }
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done)
    if (bytesRead === 0) throw damaged('cut short')
    done += bytesRead
  }
  return bytes
}

function unseal(attempt: () => Buffer): Buffer {
  try {
    return attempt()
  } catch (cause) {
    throw damaged('does not open with this key', cause)
  }
}

const damaged = (detail: string, cause?: unknown): AppError =>
  new AppError('unavailable', 'files.damaged', { detail, ...(cause === undefined ? {} : { cause }) })
