import { join } from 'node:path'
import { type ArchiveTools, type Part, sealArchive, sealOf } from '#counter/archives'
import { answersOf, type DossierFile, namesIn, readForArchive } from '#counter/dossiers'
import { type Definition, getProcedure, summarise, type SummarySection } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { renderReceipt } from '#platform/pdf'
import { formats } from '#platform/i18n'
import type { Secrets } from '#platform/crypto'
import { openLocalStore, safeFileName } from '#platform/files'
import { getSite, listCollectivities } from '#territory/collectivities'
import type { App } from './app.ts'
import { siteName, summaryFormatter, themeColour } from './guichet/index.ts'

/** A store apart from the files of requests, with a key of its own, and the seal of this installation. */
export const composeArchives = async (folder: string, secrets: Secrets): Promise<ArchiveTools> => ({
  store: await openLocalStore({ folder: join(folder, 'archives'), key: secrets.keyFor('archives at rest') }),
  seal: sealOf(secrets.keyFor('archive seal')),
})

interface CaseKey {
  readonly collectivityId: string
  readonly dossierId: string
}

/** Puts a closed request in a sealed package: what was asked and said, its journal, its files. Undefined for one that is open, or gone. */
export async function sealCase(
  app: App,
  key: CaseKey,
): Promise<{ readonly archiveId: string; readonly version: number } | undefined> {
  const found = await app.db.readCollectivity(key.collectivityId, async (tx) => {
    const file = await readForArchive(tx, key)
    if (!file?.dossier.closedAt || file.dossier.erasedAt) return undefined
    const { procedureId, revisionNumber } = file.dossier
    return { file, definition: (await getProcedure(tx, procedureId, revisionNumber)).definition }
  })
  if (!found) return undefined
  const { dossier } = found.file
  const { version, number, procedureId, outcome, submittedAt, closedAt } = dossier
  const site = await getSite(app.db, { id: key.collectivityId })
  const title = localize(found.definition.title, 'fr')
  const { id: archiveId } = await sealArchive(
    app,
    { store: app.archives.store, seal: app.archives.seal },
    {
      ...key,
      version,
      number,
      procedureId,
      title,
      outcome,
      submittedAt,
      closedAt,
      about: {
        authority: site.name,
        number,
        procedure: title,
        outcome,
        submittedAt,
        closedAt,
        journal: { lines: dossier.version, lastHash: dossier.lastEventHash.toString('hex') },
      },
      parts: partsOf(app, found),
    },
  )
  return { archiveId, version }
}

interface Archived {
  readonly file: DossierFile
  readonly definition: Definition
}

const json = (value: unknown): Uint8Array[] => [Buffer.from(JSON.stringify(value, null, 2))]

async function* partsOf(app: App, archived: Archived): AsyncGenerator<Part> {
  const { file, definition } = archived
  const { dossier, answers, edits, fields, former, messages, events, attachments } = file
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  const formatter = summaryFormatter('fr', communes, namesIn(answers, 'fr'))
  const sections = summarise(definition, answersOf(answers), 'fr', formatter)
  yield { name: 'demande.pdf', mediaType: 'application/pdf', content: [await pdfOf(app, archived, sections)] }
  const { lastEventHash: _, promise: __, ...said } = dossier
  yield {
    name: 'demande.json',
    mediaType: 'application/json',
    content: json({ ...said, form: definition, answers, corrections: edits, fields, former }),
  }
  yield { name: 'messages.json', mediaType: 'application/json', content: json(messages) }
  yield { name: 'journal.ndjson', mediaType: 'application/x-ndjson', content: linesOf(events) }
  for (const [at, { digest, name, mediaType }] of attachments.entries()) {
    if (digest === '') continue
    yield { name: `pieces/${at + 1}-${safeFileName(name)}`, mediaType, content: await app.files.open(digest) }
  }
}

function* linesOf(events: DossierFile['events']): Generator<Uint8Array> {
  for (const { hash, previousHash, ...event } of events) {
    const line = { ...event, previousHash: previousHash.toString('hex'), hash: hash.toString('hex') }
    yield Buffer.from(`${JSON.stringify(line)}\n`)
  }
}

/** In the language of the archives. */
async function pdfOf(app: App, { file, definition }: Archived, sections: readonly SummarySection[]): Promise<Buffer> {
  const { dossier, messages } = file
  const site = await getSite(app.db, { id: dossier.collectivityId })
  const format = formats('fr')
  const answered = sections.map(({ title, lines }) => ({
    title,
    lines: lines.map(({ group, label, text }) => ({ label: group ? `${group} : ${label}` : label, text: text || '—' })),
  }))
  const told = messages.map(({ at, authorName, body }) => ({
    label: `${format.dateTime(at)}, ${authorName}`,
    text: body === '' ? '—' : body,
  }))
  return renderReceipt({
    language: 'fr',
    // The same request gives the same bytes: a package that is made again is the same content.
    createdAt: dossier.closedAt ?? dossier.submittedAt,
    collectivityName: siteName(site),
    brandBase: themeColour(site),
    title: localize(definition.title, 'fr'),
    number: dossier.number,
    trackingCode: dossier.closedAt ? format.fullDateTime(dossier.closedAt) : '',
    submittedAt: format.fullDateTime(dossier.submittedAt),
    introduction: `${dossier.applicantName}, ${dossier.applicantEmail}`,
    sections: [...answered, ...(told.length > 0 ? [{ title: 'Messages et notes', lines: told }] : [])],
    labels: {
      receipt: 'Archive',
      number: 'Numéro',
      trackingCode: 'Close le',
      submittedAt: 'Reçue le',
      page: (page, pages) => `Page ${page} sur ${pages}`,
    },
    footer: 'Pièce d’une archive scellée : son manifeste en donne l’empreinte.',
  })
}
