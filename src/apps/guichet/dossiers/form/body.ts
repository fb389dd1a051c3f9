import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { DepositedFile } from '#counter/dossiers'
import type { Page, SimpleField } from '#counter/procedures'
import { maxFileBytes, safeFileName } from '#platform/files'
import type { App } from '../../../app.ts'
import type { UploadRefusal } from '../errors.ts'
import { kindsOf, maxFilesOf } from './file-field.tsx'
import { keptName } from './sheet.ts'

export type Fields = Readonly<Record<string, string | readonly string[]>>

/** A file of the page: kept in the store, or refused with the reason. */
export type Upload = { readonly input: string; readonly name: string } & (
  | { readonly ok: true; readonly file: DepositedFile }
  | { readonly ok: false; readonly refusal: UploadRefusal }
)

export interface ReceivedPage {
  readonly fields: Fields
  readonly uploads: readonly Upload[]
}

type FileField = Extract<SimpleField, { type: 'file' }>

/** The file field behind the name of an input: `plan`, `children.0.certificate`. */
function fileFieldAt(page: Page, input: string): FileField | undefined {
  const [id, , inner] = input.split('.')
  const field = page.fields.find((each) => each.id === id)
  const found = field?.type === 'repeated' ? field.fields.find((each) => each.id === inner) : field
  return found?.type === 'file' ? found : undefined
}

/** More than any page takes; those over the limit of their field are refused one by one, with a sentence. */
const mostFiles = 60

/**
 * What a page sends, with or without files. Each file goes to the store as it comes; one that is refused does not stop
 * the others, nor the answers.
 * @param held how many files an input holds already.
 */
export async function receivePage(
  app: App,
  request: Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>,
  { page, held }: { page: Page; held: (input: string) => number },
): Promise<ReceivedPage> {
  if (!request.isMultipart()) return { fields: plainFields(request.body), uploads: [] }
  const fields = new Map<string, string | string[]>()
  const uploads: Upload[] = []
  // A file cut at its limit is refused by the store, with a sentence: the others and the answers are kept.
  const reading = { throwFileSizeLimit: false, limits: { fileSize: maxFileBytes + 1, files: mostFiles } }
  for await (const part of request.parts(reading)) {
    if (part.type === 'field') {
      add(fields, keptName(part.fieldname), String(part.value))
      continue
    }
    const upload = await receiveFile(app, part, page, { held, uploads })
    if (upload) uploads.push(upload)
  }
  return { fields: Object.fromEntries(fields), uploads }
}

/** The names and texts of a form, whatever was sent. */
export function plainFields(body: unknown): Fields {
  const fields = new Map<string, string | string[]>()
  if (typeof body !== 'object' || body === null) return {}
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof item === 'string') add(fields, keptName(name), item)
  }
  return Object.fromEntries(fields)
}

function add(fields: Map<string, string | string[]>, name: string, value: string): void {
  const known = fields.get(name)
  fields.set(name, known === undefined ? value : [...(typeof known === 'string' ? [known] : known), value])
}

interface SoFar {
  readonly held: (input: string) => number
  readonly uploads: readonly Upload[]
}

async function receiveFile(app: App, part: MultipartFile, page: Page, soFar: SoFar): Promise<Upload | undefined> {
  const input = part.fieldname
  const field = fileFieldAt(page, input)
  // A file input left empty is sent with an empty name.
  if (!field || !part.filename) {
    part.file.resume()
    return undefined
  }
  const name = safeFileName(part.filename)
  const taken = soFar.held(input) + soFar.uploads.filter((upload) => upload.ok && upload.input === input).length
  if (taken >= maxFilesOf(field)) {
    part.file.resume()
    return { input, name, ok: false, refusal: 'too_many' }
  }
  const stored = await app.files.put(part.file, { name, kinds: kindsOf(field) })
  if (!stored.ok) return { input, name, ok: false, refusal: stored.refusal }
  const { digest, mediaType, size } = stored.value
  return { input, name, ok: true, file: { digest, mediaType, size, name: safeFileName(part.filename, mediaType) } }
}

/** The last value of a field, or nothing. */
export function lastOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return (typeof value === 'string' ? value : value?.at(-1)) ?? ''
}
