import type { FastifyRequest } from 'fastify'
import { fieldAt, type Page, type SimpleField } from '#counter/procedures'
import { safeFileName } from '#platform/files'
import { type DepositedFile, readUpload } from '../../../attachments/index.ts'
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
export function fileFieldAt(page: Page, input: string): FileField | undefined {
  const found = fieldAt(page, input)
  return found?.type === 'file' ? found : undefined
}

/**
 * What a page sends, with or without files. One file that is refused does not stop the others, nor the answers.
 * @param held how many files an input holds already.
 */
export async function receivePage(
  app: Pick<App, 'files'>,
  request: Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>,
  { page, held }: { page: Page; held: (input: string) => number },
): Promise<ReceivedPage> {
  const kinds = (input: string) => {
    const field = fileFieldAt(page, input)
    return field ? kindsOf(field) : []
  }
  const form = await readUpload(app.files, request, { kindsOf: kinds })
  const counts = new Map<string, number>()
  const kept = form.files.map(({ input, file }): Upload => {
    const field = fileFieldAt(page, input)
    const count = (counts.get(input) ?? held(input)) + 1
    const name = safeFileName(file.name, file.mediaType)
    if (!field || count > maxFilesOf(field)) return { input, name, ok: false, refusal: 'too_many' }
    counts.set(input, count)
    return { input, name, ok: true, file: { ...file, name } }
  })
  const refused = form.refused.map(({ input, name, reason }): Upload => ({
    input,
    name: safeFileName(name),
    ok: false,
    refusal: reason,
  }))
  return { fields: keptFields(form.body), uploads: [...kept, ...refused] }
}

/** The texts of a form under the names by which they are kept. */
const keptFields = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [keptName(name), value]))

/** The last value of a field, or nothing. */
export function lastOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return (typeof value === 'string' ? value : value?.at(-1)) ?? ''
}
