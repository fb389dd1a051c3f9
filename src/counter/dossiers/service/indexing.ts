import { AppError, notFound } from '#kernel/errors'
import type { Outcome } from '#kernel/outcome'
import { zoneAt } from '#counter/dispatch'
import { getProcedure } from '#counter/procedures'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { placesIn } from '../domain/dispatch-facts.ts'
import type { DossierKey } from '../domain/journal.ts'
import {
  isSpelled,
  keptOfFile,
  phonePieces,
  type Piece,
  shortNumber,
  stemOf,
  type Term,
  termsOf,
  textsIn,
  wordsOfFile,
} from '../domain/terms.ts'
import { readFiles } from '../jobs.ts'
import type { AnswerSheet, Attachment, Dossier } from '../schema.ts'
import { findAnswers } from '../store/answers.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findDossierRow, lockAnyDossierRow, lockDossierRow } from '../store/dossiers.ts'
import { type FileWords, insertFileWords, listFileWords } from '../store/file-words.ts'
import { listMessageRows } from '../store/journal.ts'
import { placeDossierRow, saveLabels } from '../store/labels.ts'
import { readStems, saveTerms } from '../store/search.ts'
import { answersOf } from './circuit-scope.ts'

/** How the text of a file is had, whatever it holds. */
export interface TextOfFile {
  /** Whether a file of that media type says anything. */
  isReadable(mediaType: string): boolean
  /** @throws AppError `not_found files.missing`; `unavailable` when the store does not answer. */
  read(file: Pick<Attachment, 'digest' | 'mediaType'>): Promise<Outcome<string, 'unreadable' | 'too_much'>>
}

export interface IndexingTools extends Pick<Context, 'db' | 'clock'> {
  readonly textOfFile: TextOfFile
}

/**
 * Writes the words by which a dossier is found, the stems that do not begin them, the quarter it lies in and its labels. Files that nobody has read yet are read
 * in a job of their own: the rest is found meanwhile. One that is out of sight is left as it is.
 */
export async function indexDossier({ db, textOfFile }: IndexingTools, key: DossierKey): Promise<void> {
  const { collectivityId, dossierId } = key
  await db.withCollectivity(collectivityId, async (tx) => {
    // Kept from who erases it: words must not come back after it.
    const dossier = await lockAnyDossierRow(tx, collectivityId, dossierId)
    if (!dossier) throw notFound('dossiers.no_dossier', dossierId)
    if (dossier.removedAt) return
    const files = dossier.erasedAt ? [] : await listAttachmentRows(tx, collectivityId, dossierId)
    const read = await listFileWords(tx, key)
    const answers = dossier.erasedAt ? {} : await findAnswers(tx, collectivityId, dossierId)
    const pieces = dossier.erasedAt ? [] : [...(await piecesOf(tx, dossier, answers)), ...piecesOfFiles(files, read)]
    const terms = termsOf(pieces)
    const stems = await readStems(tx, terms)
    const known = new Set(terms.map(({ term }) => term))
    const beside = terms.flatMap((term): Omit<Term, 'written'>[] => {
      const stem = stemOf(term, stems.get(term.written) ?? null)
      return isSpelled(term.term) && !term.term.startsWith(stem) && !known.has(stem) ? [{ ...term, term: stem }] : []
    })
    const unique = new Map([...beside, ...terms].map((term) => [term.term, term]))
    await saveTerms(tx, key, [...unique.values()])
    await placeDossierRow(tx, dossier, await zoneAt(tx, collectivityId, placesIn(answersOf(answers)).positions))
    await saveLabels(tx, dossier, dossier.labels)
    if (unreadOf({ textOfFile }, files, read).length > 0)
      await enqueue(tx, readFiles, { collectivityId, dossierId }, { key: `read_files:${dossierId}` })
  })
}

/** Everything in a dossier that agents may look for, and where it stands; its files apart. */
async function piecesOf(tx: Tx, dossier: Dossier, answers: AnswerSheet): Promise<Piece[]> {
  const { collectivityId, id } = dossier
  const [revision, messages] = await Promise.all([
    getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
    listMessageRows(tx, collectivityId, id),
  ])
  const { number, applicantName, applicantEmail, applicantPhone, subject } = dossier
  return [
    { source: 'number', text: `${number} ${shortNumber(number)}` },
    { source: 'person', text: applicantName },
    { source: 'person', text: applicantEmail },
    { source: 'person', text: phonePieces(applicantPhone) },
    { source: 'person', text: dossier.actingFor?.name },
    { source: 'subject', text: subject },
    { source: 'procedure', text: revision.definition.title.fr },
    ...Object.values(answers)
      .flatMap(({ value }) => textsIn(value))
      .map((text) => ({ source: 'answer' as const, text })),
    ...messages.map(({ body }) => ({ source: 'message' as const, text: body })),
  ]
}

/** How files are called, then what they say. */
function piecesOfFiles(files: readonly Attachment[], read: readonly FileWords[]): Piece[] {
  const words = new Map(read.map((each) => [each.attachmentId, each.words]))
  const piece = (attachmentId: string, text: string | undefined): Piece => ({ source: 'file', text, attachmentId })
  return [...files.map(({ id, name }) => piece(id, name)), ...files.map(({ id }) => piece(id, words.get(id)))]
}

const unreadOf = (
  { textOfFile }: Pick<IndexingTools, 'textOfFile'>,
  files: readonly Attachment[],
  read: readonly FileWords[],
): readonly Attachment[] => {
  const known = new Set(read.map(({ attachmentId }) => attachmentId))
  return files.filter(({ id, mediaType }) => !known.has(id) && textOfFile.isReadable(mediaType))
}

/**
 * Reads the files of a dossier that nobody has read, one after the other, then fills its words again. What cannot be read is
 * noted as such, and not tried again; a store that does not answer is.
 * @returns false when none was left to read: its words are as they were.
 */
export async function readFilesOf(tools: IndexingTools, key: DossierKey): Promise<boolean> {
  const { collectivityId, dossierId } = key
  const unread = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, collectivityId, dossierId)
    if (!dossier || dossier.erasedAt) return []
    const [files, read] = await Promise.all([listAttachmentRows(tx, collectivityId, dossierId), listFileWords(tx, key)])
    return unreadOf(tools, files, read)
  })
  for (const file of unread) await readOne(tools, key, file)
  if (unread.length > 0) await indexDossier(tools, key)
  return unread.length > 0
}

async function readOne({ db, clock, textOfFile }: IndexingTools, key: DossierKey, file: Attachment): Promise<void> {
  const said = await textOfFile.read(file).catch((error: unknown) => {
    if (error instanceof AppError && error.kind === 'not_found') return 'missing' as const
    throw error
  })
  const words = said !== 'missing' && said.ok ? wordsOfFile(said.value) : []
  const state = said === 'missing' ? said : !said.ok ? said.refusal : words.length === 0 ? 'none' : 'read'
  await db.withCollectivity(key.collectivityId, async (tx) => {
    // Erased while it was read: its words stay away.
    const dossier = await lockDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier || dossier.erasedAt) return
    const kept = keptOfFile(words, await readStems(tx, words))
    await insertFileWords(tx, key, { attachmentId: file.id, state, words: kept.join(' ') }, clock.now())
  })
}
