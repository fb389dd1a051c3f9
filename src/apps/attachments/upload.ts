import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { accepted, type Outcome } from '#kernel/outcome'
import type { FileKind, FileRefusal, FileStore } from '#platform/files'
import type { FormBody } from '#platform/http'

/** A content that the store holds, under the name its sender gave it. */
export interface DepositedFile {
  readonly digest: string
  readonly name: string
  /** Read from the bytes. */
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

export interface UploadedFile {
  /** Name of the input it came by. */
  readonly input: string
  readonly file: DepositedFile
}

export interface RefusedFile {
  readonly input: string
  readonly name: string
  readonly reason: FileRefusal
}

/** What a page sent: its texts as an ordinary form gives them, and its files, kept or refused one by one. */
export interface UploadedForm {
  readonly body: FormBody
  readonly files: readonly UploadedFile[]
  readonly refused: readonly RefusedFile[]
}

export interface UploadRules {
  /** The kinds that an input takes: undefined for all of them, an empty list when it takes no file at all. */
  readonly kindsOf?: (input: string) => readonly FileKind[] | undefined
}

/** A file cut at the server's limit is refused as too large by the store, with its name: it does not end the request. */
const judgedOneByOne: { throwFileSizeLimit: boolean } & Parameters<FastifyRequest['parts']>[0] = {
  throwFileSizeLimit: false,
}

type RequestWithParts = Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>

/**
 * Reads a form with or without files. Each file goes to the store as it comes and is judged on its own: one that is
 * refused takes nothing else away. Texts may come before or after files. An input left without a file sends a nameless
 * empty one, which is none.
 * @throws AppError of the HTTP layer beyond 20 files or 400 texts; what the sender's connection throws when it breaks.
 */
export async function readUpload(
  store: FileStore,
  request: RequestWithParts,
  rules: UploadRules = {},
): Promise<UploadedForm> {
  if (!request.isMultipart()) return { body: (request.body ?? {}) as FormBody, files: [], refused: [] }
  const body: Record<string, string | string[]> = Object.create(null)
  const files: UploadedFile[] = []
  const refused: RefusedFile[] = []
  for await (const part of request.parts(judgedOneByOne)) {
    if (part.type === 'field') {
      addText(body, part.fieldname, String(part.value))
      continue
    }
    const { fieldname: input, filename: name } = part
    const kept = await keep(store, part, rules.kindsOf?.(input))
    if (!kept) continue
    if (kept.ok) files.push({ input, file: { name, ...kept.value } })
    else refused.push({ input, name, reason: kept.refusal })
  }
  return { body, files, refused }
}

/** Reads the part to its end in every case: the next one waits behind it. Undefined for a part without a file. */
async function keep(
  store: FileStore,
  { file, filename: name }: Pick<MultipartFile, 'file' | 'filename'>,
  kinds: readonly FileKind[] | undefined,
): Promise<Outcome<Omit<DepositedFile, 'name'>, FileRefusal> | undefined> {
  if (!name || kinds?.length === 0) {
    await pipeline(file, nowhere())
    return undefined
  }
  const kept = await store.put(file, { name, ...(kinds && { kinds }) })
  if (!kept.ok) return kept
  const { digest, mediaType, size } = kept.value
  return accepted({ digest, mediaType, size })
}

/** Several inputs of one name make a list, as in an ordinary form. */
function addText(body: Record<string, string | string[]>, name: string, value: string): void {
  const before = body[name]
  if (before === undefined) body[name] = value
  else if (Array.isArray(before)) before.push(value)
  else body[name] = [before, value]
}

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })
