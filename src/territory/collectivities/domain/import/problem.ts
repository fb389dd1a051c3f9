import { type Outcome, refused } from '#kernel/outcome'

/** What may be wrong with the files of a territory. Each has a sentence in `texts.ts`. */
export const problemReasons = [
  'file_missing',
  'file_outside',
  'not_utf8',
  'not_json',
  'bad_field',
  'csv_unclosed_quote',
  'csv_stray_quote',
  'csv_empty',
  'csv_width',
  'csv_missing_column',
  'csv_no_row',
  'bad_insee',
  'duplicate_insee',
  'no_name',
  'bad_siren',
  'duplicate_siren',
  'bad_population',
  'bad_postal_code',
  'not_geojson',
  'bad_contour',
  'projected_contour',
  'duplicate_contour',
  'bad_group_code',
  'duplicate_group',
  'no_member',
  'no_members_in_file',
] as const
export type ProblemReason = (typeof problemReasons)[number]

/** One thing wrong, and where. `value` is what was found; `expected` completes the sentence. */
export interface Problem {
  readonly reason: ProblemReason
  readonly file: string
  /** From 1, in the file as an editor shows it. */
  readonly line?: number
  readonly value?: string
  readonly expected?: string
}

/** Files that cannot be imported, with all that is wrong in them. */
export interface FaultyFiles {
  readonly reason: 'faulty_files'
  readonly problems: readonly Problem[]
}

export type Reading<T> = Outcome<T, FaultyFiles>

/** As many faults as fit on a screen: correcting a hundred others with the same cause needs no list. */
const screenful = 20

export const faulty = (problems: readonly Problem[]): { readonly ok: false; readonly refusal: FaultyFiles } =>
  refused({ reason: 'faulty_files', problems: problems.slice(0, screenful) })
