import { statement, type Tx } from '#platform/db'
import { afterPrefix } from '../domain/terms.ts'
import { filterStatement, type ListedDossier, parametersOf, type Selection } from './list.ts'

const clear = statement(
  'dossiers.delete_terms',
  'delete from dossiers.term where collectivity_id = $1 and dossier_id = $2',
)
const fill = statement(
  'dossiers.insert_terms',
  `insert into dossiers.term (collectivity_id, term, dossier_id) select $1, unnest($3::text[]), $2`,
)

/** Replaces the words by which a dossier is found. */
export async function saveTerms(
  tx: Tx,
  dossier: { collectivityId: string; dossierId: string },
  terms: readonly string[],
): Promise<void> {
  await Promise.all([
    tx.named(clear, [dossier.collectivityId, dossier.dossierId]),
    tx.named(fill, [dossier.collectivityId, dossier.dossierId, terms]),
  ])
}

/** Beyond it a word is too common to choose by, and candidates stop. */
const candidateLimit = 600

const frequency = statement(
  'dossiers.count_terms',
  `select word.lowest as term, (select count(*)::int from (select 1 from dossiers.term t
      where t.collectivity_id = $1 and t.term >= word.lowest collate "C" and t.term < word.highest collate "C"
      limit ${candidateLimit + 1}) as counted) as count
  from unnest($2::text[], $3::text[]) as word (lowest, highest)`,
)

/** The words with how many dossiers have them, up to a limit; the rarest first. */
async function rank(
  tx: Tx,
  collectivityId: string,
  words: readonly string[],
): Promise<{ term: string; count: number }[]> {
  const rows = await tx.named<{ term: string; count: number }>(frequency, [
    collectivityId,
    words,
    words.map(afterPrefix),
  ])
  return rows.toSorted((a, b) => a.count - b.count)
}

/**
 * Candidates by the rarest word (exact ones from the latest, then those that begin with it), then those that have the
 * other words too. Everything that follows is bounded by their number.
 */
const found = (at: number): string => `candidate as materialized (
    (select t.dossier_id from dossiers.term t where t.collectivity_id = $1 and t.term = $${at} collate "C"
      order by t.dossier_id desc limit ${candidateLimit})
    union
    (select t.dossier_id from dossiers.term t
      where t.collectivity_id = $1 and t.term > $${at} collate "C" and t.term < $${at + 1} collate "C"
      limit ${candidateLimit})
  ), found as materialized (
    select candidate.dossier_id from candidate where not exists (
      select 1 from unnest($${at + 2}::text[], $${at + 3}::text[]) as word (lowest, highest) where not exists (
        select 1 from dossiers.term t where t.collectivity_id = $1 and t.dossier_id = candidate.dossier_id
          and t.term >= word.lowest collate "C" and t.term < word.highest collate "C"))
  )`

export interface Found {
  readonly rows: readonly ListedDossier[]
  /** The words are so common that some dossiers were not looked at. */
  readonly isPartial: boolean
}

/** The dossiers that have all the words, each as the beginning of one of theirs. */
export async function searchRows(tx: Tx, selection: Selection, words: readonly string[]): Promise<Found> {
  const [rarest, ...others] = await rank(tx, selection.collectivityId, words)
  if (!rarest || rarest.count === 0) return { rows: [], isPartial: false }
  const rows = await tx.named<ListedDossier>(filterStatement(selection, 'words', found), [
    ...parametersOf(selection),
    rarest.term,
    afterPrefix(rarest.term),
    others.map(({ term }) => term),
    others.map(({ term }) => afterPrefix(term)),
  ])
  return { rows, isPartial: rarest.count > candidateLimit }
}

const numbered = (at: number): string =>
  `found as materialized (select d.id as dossier_id from dossiers.dossier d where d.collectivity_id = $1 and d.number = $${at})`

/** The dossier of a number, when the selection has it: found at once, its words may not be written yet. */
export const findNumberRows = (tx: Tx, selection: Selection, number: string): Promise<ListedDossier[]> =>
  tx.named<ListedDossier>(filterStatement(selection, 'number', numbered), [...parametersOf(selection), number])
