import { type ErrandAnswer, type ErrandPorts, wordsOfCase } from '#counter/dossiers'
import { findRecord, saveRecord } from '#counter/procedures'
import { renderTemplate } from '#counter/workflows'
import { AppError } from '#kernel/errors'
import type { Value } from '#kernel/expression'
import { isId } from '#kernel/ids'
import { systemContext } from '#platform/context'
import { safeFileName } from '#platform/files'
import { listCollectivities } from '#territory/collectivities'
import type { App } from './app.ts'

/** Work that circuits ask of other houses. Each may be asked again after a crash, and then changes nothing more. */
export const errandPorts = (app: App): ErrandPorts => ({
  generate_document: (about, errand) => generateDocument(app, about, errand),
  card: (about, errand) => keepCard(app, about, errand),
  create_case: (about, errand) => createCase(app, about, errand),
})

type Port<W extends keyof ErrandPorts> = NonNullable<ErrandPorts[W]>
type About = Parameters<Port<'card'>>[0]
type Asked<W extends keyof ErrandPorts> = Parameters<Port<W>>[1]

const failed = (detail: string): ErrandAnswer => ({ state: 'failed', way: 'failed', detail })

const mediaTypes = {
  pdf: 'application/pdf',
  odt: 'application/vnd.oasis.opendocument.text',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const

/** A letter filled with the words of the case; the document itself where no PDF can be made, and the journal says why. */
async function generateDocument(app: App, about: About, errand: Asked<'generate_document'>): Promise<ErrandAnswer> {
  const { words, rows } = await wordsOfCase(systemContext(app, 'Circuit'), about)
  const letter = await fillLetter(app, about, { slug: errand.template, values: { ...textsOf(words), ...rows } })
  if (typeof letter === 'string') return failed(letter)
  const { bytes, format, whyNotPdf } = letter
  const title = renderTemplate(errand.name.fr, words).trim() || 'document'
  const stored = await app.files.put(inOne(bytes), { name: `document.${format}` })
  if (!stored.ok) return failed(stored.refusal)
  const name = safeFileName(`${title}.${format}`, mediaTypes[format])
  const { digest, size, mediaType } = stored.value
  const remark = whyNotPdf === undefined ? {} : { remark: whyNotPdf === 'no_office' ? whyNotPdf : 'not_converted' }
  return { state: 'done', file: { digest, size, mediaType, name, readBy: errand.readBy }, ...remark }
}

/** One chunk, as the store reads contents. */
async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const textsOf = (words: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [name, word ?? '']))

type FillValues = Parameters<App['letters']['fill']>[2]

async function fillLetter(
  app: App,
  { collectivityId }: About,
  { slug, values }: { readonly slug: string; readonly values: FillValues },
) {
  try {
    return await app.letters.fill(app, { collectivityId, slug }, values)
  } catch (error) {
    if (error instanceof AppError && error.code === 'letters.no_letter') return 'no_letter'
    if (error instanceof AppError && error.code === 'letters.unreadable') return 'unreadable'
    throw error
  }
}

/** A record of the collectivity, new or changed; a new one bears the id of the work, so that it is written once. */
async function keepCard(app: App, about: About, errand: Asked<'card'>): Promise<ErrandAnswer> {
  const { collectivityId, errandId } = about
  const { list, record, values } = errand
  const id = record === null || record === '' ? undefined : String(record)
  return app.db.withCollectivity(collectivityId, async (tx) => {
    const known = id !== undefined && isId(id) ? await findRecord(tx, collectivityId, id) : undefined
    if (id !== undefined && known?.list !== list) return failed('no_record')
    const all = { ...known?.values, ...values }
    const label = labelOf(values) ?? known?.label ?? list
    const saved = { collectivityId, list, id: id ?? errandId, label, values: all, at: app.clock.now() }
    return { state: 'done', value: await saveRecord(tx, saved) }
  })
}

/** What a record is called: its field of that name, or its first text. */
function labelOf(values: Readonly<Record<string, Value>>): string | undefined {
  const texts = Object.entries(values).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const named = texts.find(([id]) => ['label', 'name', 'title', 'libelle', 'nom', 'titre'].includes(id)) ?? texts[0]
  return named?.[1].trim().slice(0, 300) || undefined
}

/** Files a request of another procedure, here or in the collectivity of that code. */
async function createCase(app: App, about: About, errand: Asked<'create_case'>): Promise<ErrandAnswer> {
  const { collectivityId: here, dossierId, errandId } = about
  const collectivityId = errand.collectivity === null ? here : await idOf(app, errand.collectivity)
  if (collectivityId === undefined) return failed('no_collectivity')
  const filed = await app.dossiers.fileCase(systemContext(app, 'Circuit'), {
    from: { collectivityId: here, dossierId },
    errandId,
    collectivityId,
    procedure: errand.procedure,
    values: errand.answers,
  })
  if (filed.ok) return { state: 'done', value: filed.value.number, linked: filed.value }
  const { refusal } = filed
  return failed('fields' in refusal ? `${refusal.reason}: ${refusal.fields.join(', ')}` : refusal.reason)
}

const idOf = async (app: App, code: string): Promise<string | undefined> =>
  (await listCollectivities(app.db)).find((each) => each.code === code)?.id
