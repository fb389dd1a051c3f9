import { basename } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { type GivenFile, isDraft, maxBytes } from '#counter/publik'
import { route, type Route, sendPage } from '#platform/http'
import { openArchive } from '#platform/office'
import type { App } from '../../app.ts'
import { importIntoStudio, type StudioImport } from '../../publik-drafts.ts'
import { framedPage, frameOf, uploadScripts } from '../frame/index.ts'
import { ImportPage, type ImportProps } from './import.page.tsx'
import { importTexts } from './import.texts.ts'
import { authorAt, baseOf, type Exchange, ownerOf, Places, url } from './place.ts'

/** Exports of Publik, several at once: what each became, and what of it was not carried over. */
export const importRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/importer`,
    guard: authorAt(app),
    schema: { params: Places },
    handle: (request, reply, who) => show({ app, request, reply, who }, {}),
  }),
  // Sent again, it replaces the drafts that nobody changed: the report is its answer, without leading elsewhere.
  route({
    method: 'POST',
    url: `${url}/importer`,
    guard: authorAt(app),
    schema: { params: Places },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const given = await receive(request)
      if (typeof given === 'string') return show(exchange, { fault: given })
      const files = await importIntoStudio(who.context, ownerOf(who), given)
      return show(exchange, { files })
    },
  }),
]

/** Together, opened archives included: as much as one reads at a time. */
const mostBytes = 40_000_000
const mostFiles = 200

type FilesFault = 'no_file' | 'too_much' | 'bad_archive' | 'too_many'

/** The files that came, those of archives in their place. */
async function receive(request: Pick<FastifyRequest, 'isMultipart' | 'files'>): Promise<GivenFile[] | FilesFault> {
  if (!request.isMultipart()) return 'no_file'
  const given: GivenFile[] = []
  let total = 0
  try {
    const limits = { fileSize: maxBytes + 1, files: mostFiles, parts: mostFiles + 10 }
    for await (const part of request.files({ limits, throwFileSizeLimit: false })) {
      const bytes = await part.toBuffer()
      const opened = opensAs(part.filename, bytes)
      if (typeof opened === 'string') return opened
      total += opened.reduce((sum, file) => sum + file.bytes.length, 0)
      if (total > mostBytes) return 'too_much'
      given.push(...opened)
    }
  } catch (error) {
    if (isLimit(error)) return 'too_many'
    throw error
  }
  if (given.length > mostFiles) return 'too_many'
  return given.length === 0 ? 'no_file' : given
}

const isLimit = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^FST_(FILES|PARTS|FIELDS)_LIMIT$/.test(String(error.code))

/** One file, or those that an archive holds. */
function opensAs(name: string, bytes: Buffer): readonly GivenFile[] | FilesFault {
  if (name === '' || bytes.length === 0) return []
  const isArchive = bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'
  if (!isArchive) return [{ name, bytes }]
  const opened = openArchive(bytes)
  if (!opened.ok) return opened.refusal === 'too_large' ? 'too_much' : 'bad_archive'
  return [...opened.value]
    .filter(([path]) => !path.endsWith('/') && !path.startsWith('__MACOSX/') && !basename(path).startsWith('.'))
    .map(([path, content]) => ({ name: path, bytes: content }))
}

interface Said {
  readonly fault?: FilesFault
  readonly files?: readonly StudioImport[]
}

function show({ app, request, reply, who }: Exchange, { fault, files }: Said) {
  const { locale } = who
  const t = importTexts(locale)
  const error: ImportProps['error'] = fault && t[fault]
  const main = ImportPage({ locale, base: baseOf(who), files, error })
  const isRefused = fault !== undefined || (files?.every((file) => !isDraft(file)) ?? false)
  const page = framedPage(frameOf(app, request, who), {
    title: t.title,
    main,
    menu: 'studio',
    isRefused,
    scripts: uploadScripts,
  })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
