import { statement, type Tx } from '#platform/db'
import type { Bindings, Definition, OfferCard, OfferOptions } from '../schema/index.ts'

export interface OfferRow {
  readonly id: string
  readonly collectivity_id: string
  readonly slug: string
  readonly procedure_id: string
  readonly revision_number: number
  readonly options: OfferOptions
  readonly bindings: Bindings
  readonly published: boolean
}

const offerColumns = 'id, collectivity_id, slug, procedure_id, revision_number, options, bindings, published'

/** Every visitor's path: one row by a unique key, without the definition, which the process usually holds already. */
const offerBySlug = statement(
  'procedures.offer_by_slug',
  `select ${offerColumns} from procedures.offer where collectivity_id = $1 and slug = $2 and published`,
)

export const findOfferRow = async (tx: Tx, collectivityId: string, slug: string): Promise<OfferRow | undefined> =>
  (await tx.named<OfferRow>(offerBySlug, [collectivityId, slug]))[0]

const offerById = statement(
  'procedures.offer_by_id',
  `select ${offerColumns} from procedures.offer where collectivity_id = $1 and id = $2`,
)

export const findOfferRowById = async (tx: Tx, collectivityId: string, id: string): Promise<OfferRow | undefined> =>
  (await tx.named<OfferRow>(offerById, [collectivityId, id]))[0]

/** Addresses of everything that a collectivity offers or offered, shown now or not. */
export const listOfferSlugs = async (tx: Tx, collectivityId: string): Promise<readonly string[]> =>
  (
    await tx.sql<{ slug: string }>('select slug from procedures.offer where collectivity_id = $1', [collectivityId])
  ).map(({ slug }) => slug)

export interface RevisionRow {
  readonly procedure_id: string
  readonly number: number
  readonly definition: Definition
  readonly workflow_slug: string
  readonly workflow_revision: number
  readonly checksum: string
}

const revisionColumns = 'r.procedure_id, r.number, r.definition, r.workflow_slug, r.workflow_revision, r.checksum'

const revision = statement(
  'procedures.revision',
  `select ${revisionColumns} from procedures.revision r where r.procedure_id = $1 and r.number = $2`,
)

export const findRevisionRow = async (tx: Tx, procedureId: string, number: number): Promise<RevisionRow | undefined> =>
  (await tx.named<RevisionRow>(revision, [procedureId, number]))[0]

/** The newest published revision of a procedure. */
export const findLatestRow = async (tx: Tx, slug: string): Promise<RevisionRow | undefined> =>
  (
    await tx.sql<RevisionRow>(
      `select ${revisionColumns}
       from procedures.procedure p join procedures.revision r on r.procedure_id = p.id
       where p.slug = $1 and r.status = 'published' order by r.number desc limit 1`,
      [slug],
    )
  )[0]

const cards = statement(
  'procedures.offer_cards',
  `select o.id, o.procedure_id as "procedureId", o.slug, r.card, o.search_terms as "searchTerms",
     o.options -> 'deadlineDays' as "deadlineDays", o.options -> 'feeCents' as "feeCents", o.options -> 'feeNote' as "feeNote"
   from procedures.offer o
   join procedures.revision r on r.procedure_id = o.procedure_id and r.number = o.revision_number
   where o.collectivity_id = $1 and o.published
   order by o.position, o.slug`,
)

/** What a revision shows of itself in lists. */
export type Card = Pick<OfferCard, 'title' | 'summary' | 'icon' | 'lifeEvents' | 'keywords' | 'minutes'>

interface CardRow extends Pick<OfferCard, 'id' | 'procedureId' | 'slug' | 'searchTerms' | 'deadlineDays' | 'feeCents'> {
  readonly card: Card
  readonly feeNote: OfferCard['feeNote'] | null
}

export async function listCards(tx: Tx, collectivityId: string): Promise<readonly OfferCard[]> {
  const rows = await tx.named<CardRow>(cards, [collectivityId])
  return rows.map(({ card, feeNote, ...row }) => ({ ...card, ...row, ...(feeNote && { feeNote }) }))
}

export const listProcedureRows = (
  tx: Tx,
): Promise<
  {
    procedureId: string
    slug: string
    number: number
    owner: string | null
    title: Card['title']
    summary: Card['summary']
  }[]
> =>
  tx.sql(
    `select distinct on (p.slug) p.id as "procedureId", p.slug, r.number, p.owner_collectivity_id as owner, r.card -> 'title' as title, r.card -> 'summary' as summary
     from procedures.procedure p join procedures.revision r on r.procedure_id = p.id
     where r.status = 'published' order by p.slug, r.number desc`,
  )

export interface RevisionListedRow {
  readonly number: number
  readonly publishedAt: Date
  readonly workflow: { readonly slug: string; readonly revision: number }
}

/** The published revisions of a procedure, the newest first. */
export const listRevisionRows = (tx: Tx, procedureId: string): Promise<RevisionListedRow[]> =>
  tx.sql(
    `select r.number, r.published_at as "publishedAt",
       jsonb_build_object('slug', r.workflow_slug, 'revision', r.workflow_revision) as workflow
     from procedures.revision r where r.procedure_id = $1 and r.status = 'published' order by r.number desc`,
    [procedureId],
  )

/** Two imports of one procedure at once take their numbers one after the other. Held until the transaction ends. */
export const lockSlug = async (tx: Tx, slug: string): Promise<void> => {
  await tx.sql(`select pg_advisory_xact_lock(hashtextextended('procedures ' || $1, 0))`, [slug])
}

/** sha256 of a definition as PostgreSQL keeps it: the order of properties and the spaces of a file do not count. */
export async function checksumOf(tx: Tx, definition: Definition): Promise<string> {
  const rows = await tx.sql<{ checksum: string }>(
    `select encode(sha256(convert_to(($1::jsonb)::text, 'UTF8')), 'hex') as checksum`,
    [JSON.stringify(definition)],
  )
  return rows[0]?.checksum ?? ''
}

/** Whose a procedure is: null, the territory's. Undefined when its address is free. */
export const findOwnerOf = async (tx: Tx, slug: string): Promise<{ readonly owner: string | null } | undefined> =>
  (
    await tx.sql<{ owner: string | null }>(
      'select owner_collectivity_id as owner from procedures.procedure where slug = $1',
      [slug],
    )
  )[0]

export const insertProcedure = async (
  tx: Tx,
  row: { id: string; slug: string; owner: string | null; at: Date },
): Promise<void> => {
  await tx.sql(
    'insert into procedures.procedure (id, slug, owner_collectivity_id, created_at) values ($1, $2, $3, $4)',
    [row.id, row.slug, row.owner, row.at],
  )
}

export async function insertRevision(
  tx: Tx,
  row: RevisionRow & { readonly card: Card; readonly at: Date },
): Promise<void> {
  await tx.sql(
    `insert into procedures.revision
       (procedure_id, number, status, definition, card, workflow_slug, workflow_revision, checksum, published_at)
     values ($1, $2, 'published', $3, $4, $5, $6, $7, $8)`,
    [
      row.procedure_id,
      row.number,
      JSON.stringify(row.definition),
      JSON.stringify(row.card),
      row.workflow_slug,
      row.workflow_revision,
      row.checksum,
      row.at,
    ],
  )
}

export interface OfferToSave extends OfferRow {
  readonly search_terms: readonly string[]
  readonly position: number
  readonly at: Date
}

/** Saves an offer under its slug; the id that it already had is kept, and is what comes back. */
export async function saveOffer(tx: Tx, row: OfferToSave): Promise<string> {
  const rows = await tx.sql<{ id: string }>(
    `insert into procedures.offer
       (collectivity_id, id, procedure_id, revision_number, slug, options, bindings, search_terms, position, published,
        created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
     on conflict (collectivity_id, slug) do update set
       procedure_id = excluded.procedure_id, revision_number = excluded.revision_number, options = excluded.options,
       bindings = excluded.bindings, search_terms = excluded.search_terms, position = excluded.position,
       published = excluded.published, updated_at = excluded.updated_at
     returning id`,
    [
      row.collectivity_id,
      row.id,
      row.procedure_id,
      row.revision_number,
      row.slug,
      JSON.stringify(row.options),
      JSON.stringify(row.bindings),
      row.search_terms,
      row.position,
      row.published,
      row.at,
    ],
  )
  return rows[0]?.id ?? row.id
}

/** Says how sure a link must be; false when it said so already. */
export async function updateMinimumAssurance(
  tx: Tx,
  row: { readonly collectivityId: string; readonly offerId: string; readonly minimum: number; readonly at: Date },
): Promise<boolean> {
  const changed = await tx.sql<{ id: string }>(
    `update procedures.offer set updated_at = $4, options = case when $3::int = 0 then options - 'minimumAssurance'
       else options || jsonb_build_object('minimumAssurance', $3::int) end
     where collectivity_id = $1 and id = $2 and coalesce((options ->> 'minimumAssurance')::int, 0) <> $3::int returning id`,
    [row.collectivityId, row.offerId, row.minimum, row.at],
  )
  return changed.length > 0
}

interface OfferEventRow {
  readonly collectivityId: string
  readonly offerId: string
  readonly id: string
  readonly actorId: string | null
  readonly at: Date
  readonly minimum: number
}

export const insertMinimumEvent = async (tx: Tx, row: OfferEventRow): Promise<void> => {
  await tx.sql(
    `insert into procedures.offer_event (collectivity_id, offer_id, id, kind, actor_id, at, detail)
     values ($1, $2, $3, 'minimum_assurance', $4, $5, jsonb_build_object('minimum', $6::int))`,
    [row.collectivityId, row.offerId, row.id, row.actorId, row.at, row.minimum],
  )
}

/** The latest first, those before one of them when it is named. */
export const listMinimumEvents = (
  tx: Tx,
  of: { readonly collectivityId: string; readonly offerId: string; readonly before?: string; readonly limit: number },
): Promise<Pick<OfferEventRow, 'id' | 'actorId' | 'at' | 'minimum'>[]> =>
  tx.sql(
    `select id, actor_id as "actorId", at, (detail ->> 'minimum')::int as minimum from procedures.offer_event
     where collectivity_id = $1 and offer_id = $2 and kind = 'minimum_assurance' and ($3::uuid is null or id < $3)
     order by id desc limit $4`,
    [of.collectivityId, of.offerId, of.before ?? null, of.limit],
  )

/** How sure links must be, of published offers, in the collectivity's own order. */
export const listMinimumRows = (
  tx: Tx,
  collectivityId: string,
): Promise<{ id: string; slug: string; title: Card['title']; minimum: number }[]> =>
  tx.sql(
    `select o.id, o.slug, r.card -> 'title' as title, coalesce((o.options ->> 'minimumAssurance')::int, 0) as minimum
     from procedures.offer o
     join procedures.revision r on r.procedure_id = o.procedure_id and r.number = o.revision_number
     where o.collectivity_id = $1 and o.published order by o.position, o.slug`,
    [collectivityId],
  )
