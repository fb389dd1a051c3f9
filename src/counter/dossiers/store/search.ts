import { statement, type Tx } from '#platform/db'
import {
  beginning,
  exactly,
  isOneFaultAway,
  isSpelled,
  type Range,
  sources,
  type Source,
  type Term,
  withOneMissing,
  type Word,
} from '../domain/terms.ts'
import { filterStatement, type ListedDossier, parametersOf, type Selection } from './list.ts'

interface Key {
  readonly collectivityId: string
  readonly dossierId: string
}

const stems = statement(
  'dossiers.stems',
  `select word, (ts_lexize('french_stem', word))[1] as lexeme from unnest($1::text[]) as word`,
)

/** The French stems of words, by how they were written; null for one that says nothing by itself ("pour"). */
export async function readStems(tx: Tx, words: readonly Word[]): Promise<ReadonlyMap<string, string | null>> {
  const rows = await tx.named<{ word: string; lexeme: string | null }>(stems, [words.map(({ written }) => written)])
  return new Map(rows.map(({ word, lexeme }) => [word, lexeme]))
}

// A word that no other dossier has any more leaves the spellings too: it may be somebody's name.
const clear = statement(
  'dossiers.delete_terms',
  `with gone as (
    delete from dossiers.term where collectivity_id = $1 and dossier_id = $2 and not (term = any ($3::text[])) returning term
  )
  delete from dossiers.spelling s using gone where s.collectivity_id = $1 and s.word = gone.term and not exists (
    select 1 from dossiers.term t where t.collectivity_id = $1 and t.term = gone.term and t.dossier_id <> $2)`,
)
const fill = statement(
  'dossiers.insert_terms',
  `insert into dossiers.term (collectivity_id, term, dossier_id, source, attachment_id)
  select $1, word.term, $2, word.source, word.file
  from unnest($3::text[], $4::integer[], $5::uuid[]) as word (term, source, file)
  on conflict (collectivity_id, dossier_id, term) do update set source = excluded.source, attachment_id = excluded.attachment_id
  where (dossiers.term.source, dossiers.term.attachment_id) is distinct from (excluded.source, excluded.attachment_id)`,
)
const learn = statement(
  'dossiers.learn_words',
  `insert into dossiers.spelling (collectivity_id, missing, word) select $1, word, word from unnest($2::text[]) as word
  on conflict do nothing returning word`,
)
const spell = statement(
  'dossiers.insert_spellings',
  `insert into dossiers.spelling (collectivity_id, missing, word)
  select $1, spelt.missing, spelt.word from unnest($2::text[], $3::text[]) as spelt (missing, word) on conflict do nothing`,
)

/** Replaces the words by which a dossier is found, and learns those that the collectivity did not know. */
export async function saveTerms(tx: Tx, { collectivityId, dossierId }: Key, terms: readonly Omit<Term, 'written'>[]) {
  const names = terms.map(({ term }) => term)
  const places = terms.map(({ source }) => sources.indexOf(source))
  const files = terms.map(({ attachmentId }) => attachmentId ?? null)
  // Files hold words by the thousand, ill scanned at times: those that stand in nothing else correct nobody.
  const ours = terms.filter(({ source }) => source !== 'file').map(({ term }) => term)
  // In one order for all: two dossiers that learn the same words at once must not wait for each other in a circle.
  const spelled = ours.filter(isSpelled).toSorted()
  await tx.named(clear, [collectivityId, dossierId, names])
  await tx.named(fill, [collectivityId, dossierId, names, places, files])
  const learnt = await tx.named<{ word: string }>(learn, [collectivityId, spelled])
  const pairs = learnt.flatMap(({ word }) => withOneMissing(word).map((missing) => ({ missing, word })))
  await tx.named(spell, [collectivityId, pairs.map(({ missing }) => missing), pairs.map(({ word }) => word)])
}

const near = statement(
  'dossiers.near_words',
  `select distinct word from dossiers.spelling where collectivity_id = $1 and missing = any ($2::text[]) limit 400`,
)

/** Most words that one mistyped word stands for. */
const mostNear = 6

/** The words of the collectivity that differ by one fault from a word, those that begin as it does first. */
async function nearWords(tx: Tx, collectivityId: string, word: string): Promise<readonly string[]> {
  if (!isSpelled(word)) return []
  const rows = await tx.named<{ word: string }>(near, [collectivityId, withOneMissing(word)])
  const alike = (other: string): number => (other[0] === word[0] ? 0 : 1)
  return rows
    .map((row) => row.word)
    .filter((other) => isOneFaultAway(word, other))
    .toSorted((a, b) => alike(a) - alike(b) || (a < b ? -1 : 1))
    .slice(0, mostNear)
}

/** One word of a search, with what is looked for: any of its ranges. */
export interface Sought {
  readonly typed: string
  readonly ranges: readonly Range[]
  /** Nothing begins so: words that differ by one fault are looked for instead. */
  readonly corrected: readonly string[]
}

/** Beyond it a word is too common to choose by, and candidates stop. */
const candidateLimit = 600

const frequency = statement(
  'dossiers.count_terms',
  `select word.place, (select count(*)::int from (select 1 from dossiers.term t
      where t.collectivity_id = $1 and t.term >= word.lowest collate "C" and t.term < word.highest collate "C"
      limit ${candidateLimit + 1}) as counted) as count
  from unnest($2::int[], $3::text[], $4::text[]) as word (place, lowest, highest)`,
)

const flat = (words: readonly Pick<Sought, 'ranges'>[]): readonly (Range & { readonly place: number })[] =>
  words.flatMap(({ ranges }, place) => ranges.map((range) => ({ ...range, place })))

const columnsOf = (ranges: readonly (Range & { readonly place: number })[]) => [
  ranges.map(({ place }) => place),
  ranges.map(({ lowest }) => lowest),
  ranges.map(({ highest }) => highest),
]

/** How many dossiers have each word, up to a limit. */
async function counts(tx: Tx, collectivityId: string, words: readonly Sought[]): Promise<readonly number[]> {
  const rows = await tx.named<{ place: number; count: number }>(frequency, [collectivityId, ...columnsOf(flat(words))])
  return words.map((_, place) => rows.filter((row) => row.place === place).reduce((sum, { count }) => sum + count, 0))
}

/**
 * Candidates by the rarest word (exact ones from the latest, then those that begin with it), then those that have the
 * other words too. Everything that follows is bounded by their number. `rank` is 1 for one that has a word only in its
 * answers, messages or files.
 */
const found = (at: number): string => `candidate as materialized (
    select distinct near.dossier_id from unnest($${at}::text[], $${at + 1}::text[]) as rarest (lowest, highest)
    cross join lateral (
      (select t.dossier_id from dossiers.term t where t.collectivity_id = $1 and t.term = rarest.lowest collate "C"
        order by t.dossier_id desc limit ${candidateLimit})
      union
      (select t.dossier_id from dossiers.term t
        where t.collectivity_id = $1 and t.term > rarest.lowest collate "C" and t.term < rarest.highest collate "C"
        limit ${candidateLimit})
    ) as near
  ), found as materialized (
    select candidate.dossier_id, case when max(best.source) >= ${sources.indexOf('answer')} then 1 else 0 end as rank
    from candidate cross join lateral (
      select each_range.place, min(each_range.source) as source from (
        select word.place, (select min(t.source) from dossiers.term t
          where t.collectivity_id = $1 and t.dossier_id = candidate.dossier_id
            and t.term >= word.lowest collate "C" and t.term < word.highest collate "C") as source
        from unnest($${at + 2}::int[], $${at + 3}::text[], $${at + 4}::text[]) as word (place, lowest, highest)
      ) as each_range
      where each_range.source is not null group by each_range.place
    ) as best
    group by candidate.dossier_id having count(*) = $${at + 5}::int
  )`

/** Where a word of the search was found in a dossier. */
export interface Match {
  readonly dossierId: string
  readonly term: string
  readonly source: Source
  /** Of the file that says it, when nothing else does. */
  readonly fileName: string | null
}

const matches = statement(
  'dossiers.list_matches',
  `select matched.* from unnest($2::uuid[]) as shown (id) cross join lateral (
    select distinct t.dossier_id as "dossierId", t.term, t.source as place, a.name as "fileName"
    from unnest($3::text[], $4::text[]) as word (lowest, highest) join dossiers.term t
      on t.collectivity_id = $1 and t.dossier_id = shown.id
        and t.term >= word.lowest collate "C" and t.term < word.highest collate "C"
    left join dossiers.attachment a on a.collectivity_id = $1 and a.id = t.attachment_id
    order by 3, 2 limit 8
  ) as matched`,
)

/** Why each dossier of a page was found: eight words of each at most. */
export async function listMatches(
  tx: Tx,
  collectivityId: string,
  ids: readonly string[],
  words: readonly Sought[],
): Promise<readonly Match[]> {
  const ranges = flat(words)
  const [, lowest, highest] = columnsOf(ranges)
  const rows = await tx.named<Omit<Match, 'source'> & { place: number }>(matches, [
    collectivityId,
    ids,
    lowest,
    highest,
  ])
  return rows.map(({ place, ...row }) => ({ ...row, source: sources[place] ?? 'answer' }))
}

export interface Found {
  readonly rows: readonly ListedDossier[]
  /** The words are so common that some dossiers were not looked at. */
  readonly isPartial: boolean
  /** What was looked for; empty when it was no search by words. */
  readonly words: readonly Sought[]
}

/** The dossiers that have all the words: each as the beginning of one of theirs, or of its stem, or one fault away when nothing begins so. */
export async function searchRows(tx: Tx, selection: Selection, asked: readonly Sought[]): Promise<Found> {
  const { collectivityId } = selection
  const first = await counts(tx, collectivityId, asked)
  const words = await Promise.all(
    asked.map(async (word, place) => (first[place] === 0 ? withCorrections(tx, collectivityId, word) : word)),
  )
  const counted = words.some(({ corrected }) => corrected.length > 0) ? await counts(tx, collectivityId, words) : first
  const rarest = Math.min(...counted)
  const [chosen] = words.filter((_, place) => counted[place] === rarest)
  if (!chosen || rarest === 0) return { rows: [], isPartial: false, words }
  const ranges = flat(words)
  const rows = await tx.named<ListedDossier>(filterStatement(selection, 'words', found), [
    ...parametersOf(selection),
    chosen.ranges.map(({ lowest }) => lowest),
    chosen.ranges.map(({ highest }) => highest),
    ...columnsOf(ranges),
    words.length,
  ])
  return { rows, isPartial: rarest > candidateLimit, words }
}

async function withCorrections(tx: Tx, collectivityId: string, word: Sought): Promise<Sought> {
  const corrected = await nearWords(tx, collectivityId, word.typed)
  return corrected.length === 0 ? word : { ...word, corrected, ranges: corrected.map(exactly) }
}

const numbered = (at: number): string =>
  `found as materialized (
    select d.id as dossier_id, 0 as rank from dossiers.dossier d where d.collectivity_id = $1 and d.number = $${at}
  )`

/** The dossier of a number, when the selection has it: found at once, its words may not be written yet. */
export const findNumberRows = (tx: Tx, selection: Selection, number: string): Promise<ListedDossier[]> =>
  tx.named<ListedDossier>(filterStatement(selection, 'number', numbered), [...parametersOf(selection), number])

/** For a test that reads the plans: each statement of a search, and the indexes that it should read. */
export function explainSearch(
  selection: Selection,
  word: string,
): readonly { readonly text: string; readonly parameters: readonly unknown[]; readonly indexes: readonly string[] }[] {
  const { collectivityId } = selection
  const ranges = columnsOf(flat([{ ranges: [beginning(word)] }]))
  const [, lowest, highest] = ranges
  return [
    { text: frequency.text, parameters: [collectivityId, ...ranges], indexes: ['term_by_prefix'] },
    { text: near.text, parameters: [collectivityId, withOneMissing(word)], indexes: ['spelling_pkey'] },
    {
      text: filterStatement(selection, 'words', found).text,
      parameters: [...parametersOf(selection), lowest, highest, ...ranges, 1],
      indexes: ['term_by_prefix', 'term_pkey', 'dossier_pkey'],
    },
  ]
}
