import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import {
  addRow,
  type Attachment,
  type Definition,
  type Entries,
  type Page,
  type PageEntries,
  removeRow,
  takeEntries,
} from '#counter/procedures'
import type { FileStore } from '#platform/files'
import type { App } from '../../app.ts'
import { readAction } from '../../guichet/dossiers/form/action.ts'
import { type Fields, fileFieldAt, receivePage, type Upload } from '../../guichet/dossiers/form/body.ts'
import { maxFilesOf } from '../../guichet/dossiers/form/file-field.tsx'
import { typedList } from '../../guichet/dossiers/form/sheet.ts'

/** What a page of the preview carries of the others. */
export const carriedName = 'page-avant'
/** What it carries of the files that were tried: their names and sizes. */
export const filesName = 'page-fichiers'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function recordIn(body: Fields, name: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(String(body[name] ?? '{}'))
    return isRecord(json) ? json : {}
  } catch {
    return {}
  }
}

/** What was typed on the other pages, read again page by page: anything may have been sent. */
export function carriedIn(body: Fields, definition: Definition): Entries {
  const json = recordIn(body, carriedName)
  return Object.fromEntries(
    definition.form.pages
      .filter(({ id }) => Object.hasOwn(json, id))
      .map((page) => [page.id, takeEntries(page, json[page.id])]),
  )
}

const mostFiles = 100

/** The files tried so far. */
export const filesIn = (body: Fields): ReadonlyMap<string, Attachment> =>
  new Map(
    Object.entries(recordIn(body, filesName))
      .slice(0, mostFiles)
      .flatMap(([id, file]): [string, Attachment][] => {
        if (!isRecord(file)) return []
        const { name, size, mediaType } = file
        return typeof name === 'string' && typeof size === 'number' && typeof mediaType === 'string'
          ? [[id, { name, size, mediaType }]]
          : []
      }),
  )

export interface SentPage {
  /** Everything typed so far. */
  readonly entries: Entries
  readonly attachments: ReadonlyMap<string, Attachment>
  /** Files of this page, taken or refused. */
  readonly uploads: readonly Upload[]
  /** The page is left for the next one. */
  readonly isMoving: boolean
}

/** Files are judged as those of a request are, and not kept. */
const trying = ({ files }: App): { readonly files: FileStore } => ({
  files: { ...files, put: (content, limits) => files.put(content, { ...limits, isTried: true }) },
})

/** A page of the preview that was sent; rows are added and taken away, files taken away, where their buttons say. */
export async function readSent(
  app: App,
  request: Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>,
  { definition, page }: { readonly definition: Definition; readonly page: Page },
): Promise<SentPage> {
  const { fields, uploads: received } = await receivePage(trying(app), request, { page, held: () => 0 })
  const typed: Record<string, PageEntries[string]> = { ...takeEntries(page, fields) }
  const attachments = new Map(filesIn(fields))
  const uploads = received.map((upload): Upload => {
    const field = fileFieldAt(page, upload.input)
    if (!upload.ok || !field) return upload
    const held = typedList({ entries: typed }, upload.input).filter((id) => attachments.has(id))
    if (held.length >= maxFilesOf(field)) return { ...upload, ok: false, refusal: 'too_many' }
    const id = randomUUID()
    const { size, mediaType } = upload.file
    attachments.set(id, { name: upload.name, size, mediaType })
    typed[upload.input] = [...held, id]
    return upload
  })
  const action = readAction(page, fields)
  const entries = { ...carriedIn(fields, definition), [page.id]: entriesAfter(typed, action) }
  return { entries, attachments, uploads, isMoving: action.kind === 'continue' }
}

function entriesAfter(typed: PageEntries, action: ReturnType<typeof readAction>): PageEntries {
  if (action.kind === 'add') return addRow(action.field, typed, action.path)
  if (action.kind === 'remove') return removeRow(action.field, typed, action.row, action.path)
  if (action.kind !== 'remove_file') return typed
  const { input, attachmentId } = action
  return { ...typed, [input]: typedList({ entries: typed }, input).filter((id) => id !== attachmentId) }
}
