import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'

/** What became of reading a file. `none`: it holds no text, a scan for instance; `missing`: its content is not there. */
export type FileReading = 'read' | 'none' | 'unreadable' | 'too_much' | 'missing'

export interface FileWords {
  readonly attachmentId: string
  readonly state: FileReading
  /** Separated by spaces. */
  readonly words: string
}

const list = statement(
  'dossiers.list_file_words',
  `select w.attachment_id as "attachmentId", w.state, w.words from dossiers.file_words w
  where w.collectivity_id = $1 and w.dossier_id = $2`,
)

/** The files of a dossier that were read. */
export const listFileWords = (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<FileWords[]> =>
  tx.named<FileWords>(list, [collectivityId, dossierId])

const insert = statement(
  'dossiers.insert_file_words',
  `insert into dossiers.file_words (collectivity_id, attachment_id, dossier_id, state, words, read_at)
  values ($1, $2, $3, $4, $5, $6) on conflict (collectivity_id, attachment_id) do nothing`,
)

/** Read twice, the first reading stands. */
export async function insertFileWords(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  { attachmentId, state, words }: FileWords,
  at: Date,
): Promise<void> {
  await tx.named(insert, [collectivityId, attachmentId, dossierId, state, words, at])
}
