import type { Readable } from 'node:stream'
import type { Outcome } from '#kernel/outcome'

/** The families a form may ask for. */
export type FileKind = 'pdf' | 'image' | 'document'

/** What the bytes of a file turned out to be, whatever its name says. */
export interface FileType {
  readonly kind: FileKind
  readonly mediaType: string
  /** Extension the type is best known by, without dot. */
  readonly extension: string
}

export interface StoredFile {
  /** SHA-256 of the content, 64 hexadecimal digits: the address of the file in the store. */
  readonly digest: string
  /** Bytes of the content. */
  readonly size: number
  /** Read from the bytes, never from what the sender claimed. */
  readonly mediaType: string
  readonly kind: FileKind
}

/**
 * Why a file is not kept: `disguised` when its name says one thing and its bytes another, `forbidden_type` when it is
 * of no kind asked for, or carries programs (macros); `infected` when the scanner says so.
 */
export type FileRefusal = 'too_large' | 'empty' | 'disguised' | 'forbidden_type' | 'infected'

export interface PutLimits {
  /** Name given by the sender; only its extension is looked at. */
  readonly name: string
  /** Bytes; 20 MB unless given. */
  readonly maxBytes?: number
  /** All kinds unless given. */
  readonly kinds?: readonly FileKind[]
  /** Judged like any other, and not kept. */
  readonly isTried?: true
  /**
   * Kept whatever it is, as bytes of no type: `given` to who asks for it, once scanned; `sealed` as evidence, which nobody
   * is given.
   */
  readonly opaque?: 'given' | 'sealed'
  /** Made here, not sent by somebody: its type is known, and nobody looks into it. */
  readonly made?: { readonly mediaType: string }
}

/**
 * A store of contents addressed by their digest: the same content is kept once, whoever sends it. Who may read it, and
 * under which name, is the business of the rows that hold the digest.
 */
export interface FileStore {
  /**
   * Reads the content to its end, whatever happens, and keeps it when nothing is against it; once accepted it is on the disk.
   * Throws what the content throws (a sender who leaves), and keeps nothing then.
   */
  put(content: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<Outcome<StoredFile, FileRefusal>>
  /**
   * The content. Truncated files are refused before the first byte, altered ones when the stream reaches the fault.
   * @throws AppError `not_found files.missing`, `unavailable files.damaged` (here or as the stream's error)
   */
  open(digest: string): Promise<Readable>
  has(digest: string): Promise<boolean>
  /**
   * Forgets a content; nothing happens when it is not there. The caller knows that no row holds it any more; `putBefore`
   * leaves it when somebody has sent the same content again since that moment.
   */
  remove(digest: string, options?: { readonly putBefore?: Date }): Promise<void>
}

/** Looks for malicious content. Throws `unavailable files.scanner` when it cannot say. */
export interface Scanner {
  scan(content: AsyncIterable<Uint8Array>): Promise<'clean' | 'infected'>
}

export const maxFileBytes = 20 * 1024 * 1024
