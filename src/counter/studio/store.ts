import type { Tx } from '#platform/db'
import type { DraftDocument, DraftListed, Edit, Origin, Owner, Publication, RecordedTest } from './schema.ts'

export interface DraftRow extends DraftListed {
  readonly owner: Owner
  readonly publication: Publication | null
}

const columns = `id, owner_collectivity_id as owner, slug, title, state, version, origin, updated_at as "updatedAt",
  updated_by as "updatedBy", publication`

/** The latest changed first; 200 at most. Those abandoned are left out. */
export const listRows = (tx: Tx, owner: Owner): Promise<DraftRow[]> =>
  tx.sql(
    `select ${columns} from studio.draft
     where owner_collectivity_id is not distinct from $1::uuid and state <> 'abandoned' order by updated_at desc limit 200`,
    [owner],
  )

export interface DraftUsing {
  readonly id: string
  readonly slug: string
  readonly title: string
  /** Still being written, or what its last publication was made from. */
  readonly state: 'open' | 'published'
}

/** Something that drafts call by its name. */
export interface Shared {
  readonly kind: 'block' | 'list'
  readonly name: string
}

const pathTo = {
  block: '$.definition.form.pages[*].fields[*] ? (@.type == "block" && @.block == $name)',
  list: '$.definition.form.pages.**.source ? (@.list == $name)',
} as const satisfies Record<Shared['kind'], string>

/** The drafts whose newest version calls it, by title: the open ones, and the last that each procedure was published from. */
export const listRowsUsing = (tx: Tx, owner: Owner, { kind, name }: Shared): Promise<DraftUsing[]> =>
  tx.sql(
    `with own as (
       select id, slug, title, state, version, updated_at from studio.draft
       where owner_collectivity_id is not distinct from $1::uuid and state <> 'abandoned'),
     newest as (
       select * from own where state = 'open'
       union all
       select * from (select distinct on (slug) * from own where state = 'published' order by slug, updated_at desc) last)
     select newest.id, newest.slug, newest.title, newest.state from newest
     join studio.version on version.draft_id = newest.id and version.number = newest.version
     where jsonb_path_exists(version.document, $3::jsonpath, jsonb_build_object('name', $2::text))
     order by newest.title limit 200`,
    [owner, name, pathTo[kind]],
  )

export const findRow = async (tx: Tx, key: DraftKey): Promise<DraftRow | undefined> =>
  (
    await tx.sql<DraftRow>(
      `select ${columns} from studio.draft where owner_collectivity_id is not distinct from $1::uuid and id = $2`,
      [key.owner, key.id],
    )
  )[0]

/** The same, and nobody else changes it before this transaction ends. */
export const lockRow = async (tx: Tx, key: DraftKey): Promise<DraftRow | undefined> =>
  (
    await tx.sql<DraftRow>(
      `select ${columns} from studio.draft where owner_collectivity_id is not distinct from $1::uuid and id = $2 for update`,
      [key.owner, key.id],
    )
  )[0]

export interface DraftKey {
  readonly owner: Owner
  readonly id: string
}

export interface NewDraft extends DraftKey {
  readonly slug: string
  readonly title: string
  readonly origin: Origin
  readonly at: Date
  readonly by: string | null
}

export async function insertDraft(tx: Tx, row: NewDraft): Promise<void> {
  await tx.sql(
    `insert into studio.draft (id, owner_collectivity_id, slug, title, state, version, origin, created_at, created_by,
       updated_at, updated_by) values ($1, $2, $3, $4, 'open', 1, $5, $6, $7, $6, $7)`,
    [row.id, row.owner, row.slug, row.title, JSON.stringify(row.origin), row.at, row.by],
  )
}

export interface VersionRow {
  readonly number: number
  readonly document: DraftDocument
  readonly edit: Edit | null
  readonly previous: number | null
  readonly next: number | null
  readonly madeAt: Date
  readonly madeBy: string | null
}

const versionColumns = `number, document, edit, previous, next, made_at as "madeAt", made_by as "madeBy"`

export const findVersion = async (tx: Tx, draftId: string, number: number): Promise<VersionRow | undefined> =>
  (
    await tx.sql<VersionRow>(`select ${versionColumns} from studio.version where draft_id = $1 and number = $2`, [
      draftId,
      number,
    ])
  )[0]

/** Who changed a draft since a moment, each with the last time. */
export const listAuthorsSince = (tx: Tx, draftId: string, since: Date): Promise<{ by: string; at: Date }[]> =>
  tx.sql(
    `select made_by as by, max(made_at) as at from studio.version
     where draft_id = $1 and made_at >= $2 and made_by is not null group by made_by order by at desc`,
    [draftId, since],
  )

/** From one version on, oldest first. */
export const listVersionsFrom = (tx: Tx, draftId: string, number: number): Promise<VersionRow[]> =>
  tx.sql(`select ${versionColumns} from studio.version where draft_id = $1 and number >= $2 order by number`, [
    draftId,
    number,
  ])

export async function insertVersion(tx: Tx, key: DraftKey, row: VersionRow): Promise<void> {
  await tx.sql(
    `insert into studio.version (draft_id, owner_collectivity_id, number, document, edit, previous, next, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      key.id,
      key.owner,
      row.number,
      JSON.stringify(row.document),
      row.edit === null ? null : JSON.stringify(row.edit),
      row.previous,
      row.next,
      row.madeAt,
      row.madeBy,
    ],
  )
}

export interface Advance extends DraftKey {
  readonly version: number
  readonly title: string
  readonly at: Date
  readonly by: string | null
}

export async function advance(tx: Tx, row: Advance): Promise<void> {
  await tx.sql(`update studio.draft set version = $2, title = $3, updated_at = $4, updated_by = $5 where id = $1`, [
    row.id,
    row.version,
    row.title,
    row.at,
    row.by,
  ])
}

export interface Ending extends DraftKey {
  readonly state: 'published' | 'abandoned'
  readonly publication: Publication | null
  readonly at: Date
  readonly by: string | null
}

export async function endDraft(tx: Tx, row: Ending): Promise<void> {
  await tx.sql(`update studio.draft set state = $2, publication = $3, updated_at = $4, updated_by = $5 where id = $1`, [
    row.id,
    row.state,
    row.publication === null ? null : JSON.stringify(row.publication),
    row.at,
    row.by,
  ])
}

/** Forgets the states before one. */
export async function forgetVersionsBefore(tx: Tx, draftId: string, number: number): Promise<void> {
  await tx.sql('delete from studio.version where draft_id = $1 and number < $2', [draftId, number])
}

/** Of the procedures of an owner. */
interface ProcedureKey {
  readonly owner: Owner
  readonly slug: string
}

const testColumns = `id, name, recording, recorded_at as "recordedAt", recorded_by as "recordedBy"`

/** The recorded cases of a procedure, the oldest first; 200 at most. */
export const listTestRows = (tx: Tx, { owner, slug }: ProcedureKey): Promise<RecordedTest[]> =>
  tx.sql(
    `select ${testColumns} from studio.test
     where owner_collectivity_id is not distinct from $1::uuid and slug = $2 and removed_at is null
     order by recorded_at, id limit 200`,
    [owner, slug],
  )

export async function insertTest(tx: Tx, key: ProcedureKey, row: RecordedTest): Promise<void> {
  await tx.sql(
    `insert into studio.test (id, owner_collectivity_id, slug, name, recording, recorded_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, key.owner, key.slug, row.name, JSON.stringify(row.recording), row.recordedAt, row.recordedBy],
  )
}

/** Keeps what was done, and expects another way from now on. */
export async function rerecordTest(tx: Tx, key: ProcedureKey, row: Omit<RecordedTest, 'name'>): Promise<void> {
  await tx.sql(
    `update studio.test set recording = $4, recorded_at = $5, recorded_by = $6
     where owner_collectivity_id is not distinct from $1::uuid and slug = $2 and id = $3 and removed_at is null`,
    [key.owner, key.slug, row.id, JSON.stringify(row.recording), row.recordedAt, row.recordedBy],
  )
}

export async function removeTest(
  tx: Tx,
  key: ProcedureKey,
  row: { readonly id: string; readonly at: Date; readonly by: string | null; readonly reason: string },
): Promise<void> {
  await tx.sql(
    `update studio.test set removed_at = $4, removed_by = $5, removed_reason = $6
     where owner_collectivity_id is not distinct from $1::uuid and slug = $2 and id = $3 and removed_at is null`,
    [key.owner, key.slug, row.id, row.at, row.by, row.reason],
  )
}
