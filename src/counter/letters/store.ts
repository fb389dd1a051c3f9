import type { Tx } from '#platform/db'
import type { Letter, LetterVersion } from './schema.ts'

const versionColumns = `v.number, v.digest, v.size, v.file_name as "fileName", v.media_type as "mediaType", v.format, v.variables,
  v.actor_id as "actorId", v.at`

interface LetterRow extends LetterVersion {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly isRetired: boolean
}

const letterOf = ({ id, slug, name, isRetired, ...version }: LetterRow): Letter => ({
  id,
  slug,
  name,
  isRetired,
  version,
})

const newest = `select t.id, t.slug, t.name, t.retired_at is not null as "isRetired", ${versionColumns}
  from letters.template t
  cross join lateral (
    select * from letters.version v where v.collectivity_id = t.collectivity_id and v.template_id = t.id
    order by v.number desc limit 1
  ) v
  where t.collectivity_id = $1`

/** Those in use first, by name. */
export const listLetterRows = async (tx: Tx, collectivityId: string): Promise<Letter[]> =>
  (await tx.sql<LetterRow>(`${newest} order by t.retired_at is not null, t.name, t.slug`, [collectivityId])).map(
    letterOf,
  )

/** Slugs of those in use, as circuits name them. */
export const listLettersInUse = async (tx: Tx, collectivityId: string): Promise<string[]> =>
  (
    await tx.sql<{ slug: string }>(
      'select slug from letters.template where collectivity_id = $1 and retired_at is null order by slug',
      [collectivityId],
    )
  ).map(({ slug }) => slug)

/** Those in use, by name: what an agent may choose to fill. */
export const listOfferedLetters = (
  tx: Tx,
  collectivityId: string,
): Promise<{ readonly slug: string; readonly name: string }[]> =>
  tx.sql(
    'select slug, name from letters.template where collectivity_id = $1 and retired_at is null order by name, slug',
    [collectivityId],
  )

export async function findLetterRow(tx: Tx, collectivityId: string, slug: string): Promise<Letter | undefined> {
  const [row] = await tx.sql<LetterRow>(`${newest} and t.slug = $2`, [collectivityId, slug])
  return row && letterOf(row)
}

/** The newest first; fifty at most. */
export const listVersionRows = (
  tx: Tx,
  of: { readonly collectivityId: string; readonly letterId: string },
): Promise<LetterVersion[]> =>
  tx.sql(
    `select ${versionColumns} from letters.version v where v.collectivity_id = $1 and v.template_id = $2
     order by v.number desc limit 50`,
    [of.collectivityId, of.letterId],
  )

interface NewLetter {
  readonly collectivityId: string
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly at: Date
}

/** False when another letter has that slug. */
export async function insertLetter(tx: Tx, row: NewLetter): Promise<boolean> {
  const made = await tx.sql(
    `insert into letters.template (collectivity_id, id, slug, name, created_at) values ($1, $2, $3, $4, $5)
     on conflict (collectivity_id, slug) do nothing returning id`,
    [row.collectivityId, row.id, row.slug, row.name, row.at],
  )
  return made.length > 0
}

/** Two files given at once take their numbers one after the other. Held until the transaction ends. */
export const lockLetter = async (tx: Tx, collectivityId: string, id: string): Promise<void> => {
  await tx.sql('select id from letters.template where collectivity_id = $1 and id = $2 for update', [
    collectivityId,
    id,
  ])
}

export async function insertVersion(
  tx: Tx,
  row: Omit<LetterVersion, 'number'> & { readonly collectivityId: string; readonly letterId: string },
): Promise<void> {
  await tx.sql(
    `insert into letters.version
       (collectivity_id, template_id, number, digest, size, file_name, media_type, format, variables, actor_id, at)
     select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10
     from letters.version where collectivity_id = $1 and template_id = $2`,
    [
      row.collectivityId,
      row.letterId,
      row.digest,
      row.size,
      row.fileName,
      row.mediaType,
      row.format,
      row.variables,
      row.actorId,
      row.at,
    ],
  )
}

export const updateRetired = async (
  tx: Tx,
  row: { readonly collectivityId: string; readonly slug: string; readonly retiredAt: Date | null },
): Promise<void> => {
  await tx.sql('update letters.template set retired_at = $3 where collectivity_id = $1 and slug = $2', [
    row.collectivityId,
    row.slug,
    row.retiredAt,
  ])
}

/** Which of these contents a version names, in any collectivity. */
export const findVersionDigests = async (tx: Tx, digests: readonly string[]): Promise<string[]> =>
  (
    await tx.sql<{ digest: string }>('select distinct digest from letters.version where digest = any($1::text[])', [
      digests,
    ])
  ).map(({ digest }) => digest)
