import { statement, type Tx } from '#platform/db'
import type { Locale } from '#kernel/localized'
import type { Entries } from '#counter/procedures'

const places = statement(
  'dossiers.places_of_account',
  `select collectivity_id as id from dossiers.dossier where account_id = $1
   union select collectivity_id from dossiers.draft where account_id = $1 order by 1`,
)

/** Communes that hold something of an account: to be asked through a door. */
export async function listPlacesOf(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(places, [accountId])
  return rows.map(({ id }) => id)
}

const placesOfMerge = statement(
  'dossiers.places_of_merge',
  'select distinct collectivity_id as id from dossiers.moved where merge_id = $1 order by 1',
)

/** Communes where a merge moved something: to be asked through a door. */
export async function listPlacesOfMerge(tx: Tx, mergeId: string): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(placesOfMerge, [mergeId])
  return rows.map(({ id }) => id)
}

const counts = statement(
  'dossiers.count_of_account',
  `select (select count(*) from dossiers.dossier where account_id = $1) as dossiers,
     (select count(*) from dossiers.draft where account_id = $1 and submitted_dossier_id is null and expires_at > $2) as drafts`,
)

/** In every commune: to be asked through a door. */
export async function countOf(tx: Tx, accountId: string, now: Date): Promise<{ dossiers: number; drafts: number }> {
  const [row] = await tx.named<{ dossiers: number; drafts: number }>(counts, [accountId, now])
  return row ?? { dossiers: 0, drafts: 0 }
}

export interface Moving {
  readonly collectivityId: string
  readonly mergeId: string
  readonly from: string
  readonly to: string
}

const moveDrafts = statement(
  'dossiers.move_drafts',
  `with moving as (
     update dossiers.draft set account_id = $4 where collectivity_id = $1 and account_id = $3 returning id)
   insert into dossiers.moved (collectivity_id, merge_id, kind, row_id) select $1, $2, 'draft', id from moving
   on conflict do nothing`,
)

export async function moveDraftRows(tx: Tx, { collectivityId, mergeId, from, to }: Moving): Promise<void> {
  await tx.named(moveDrafts, [collectivityId, mergeId, from, to])
}

const dossiersOf = statement(
  'dossiers.dossiers_of_account',
  'select id from dossiers.dossier where collectivity_id = $1 and account_id = $2 order by id',
)

export async function listDossierIdsOf(tx: Tx, collectivityId: string, accountId: string): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(dossiersOf, [collectivityId, accountId])
  return rows.map(({ id }) => id)
}

const give = statement(
  'dossiers.give_dossier',
  `update dossiers.dossier set account_id = $3, last_event_seq = $4, last_event_hash = $5
   where collectivity_id = $1 and id = $2`,
)

/** The dossier was locked before, and its journal says who has it now. */
export async function giveDossierRow(
  tx: Tx,
  dossier: { collectivityId: string; id: string },
  after: { accountId: string; seq: number; hash: Buffer },
): Promise<void> {
  await tx.named(give, [dossier.collectivityId, dossier.id, after.accountId, after.seq, after.hash])
}

const note = statement(
  'dossiers.note_moved',
  `insert into dossiers.moved (collectivity_id, merge_id, kind, row_id) values ($1, $2, 'dossier', $3)
   on conflict do nothing`,
)

export async function noteMoved(tx: Tx, { collectivityId, mergeId }: Moving, dossierId: string): Promise<void> {
  await tx.named(note, [collectivityId, mergeId, dossierId])
}

// A draft that was sent since the merge became a request of the kept account: both stay there.
const moveDraftsBack = statement(
  'dossiers.move_drafts_back',
  `update dossiers.draft d set account_id = $3 from dossiers.moved m
   where m.collectivity_id = $1 and m.merge_id = $2 and m.kind = 'draft'
     and d.collectivity_id = $1 and d.id = m.row_id and d.account_id = $4
     and (d.submitted_dossier_id is null or exists (select 1 from dossiers.moved s where s.collectivity_id = $1
       and s.merge_id = $2 and s.kind = 'dossier' and s.row_id = d.submitted_dossier_id))`,
)

export async function moveDraftRowsBack(tx: Tx, { collectivityId, mergeId, from, to }: Moving): Promise<void> {
  await tx.named(moveDraftsBack, [collectivityId, mergeId, from, to])
}

const movedDossiers = statement(
  'dossiers.moved_dossiers',
  `select d.id from dossiers.moved m join dossiers.dossier d on d.collectivity_id = $1 and d.id = m.row_id
   where m.collectivity_id = $1 and m.merge_id = $2 and m.kind = 'dossier' and d.account_id = $3 order by d.id`,
)

export async function listMovedDossierIds(tx: Tx, { collectivityId, mergeId, to }: Moving): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(movedDossiers, [collectivityId, mergeId, to])
  return rows.map(({ id }) => id)
}

const forget = statement(
  'dossiers.forget_moved',
  'delete from dossiers.moved where collectivity_id = $1 and merge_id = $2',
)

export async function forgetMoved(tx: Tx, { collectivityId, mergeId }: Moving): Promise<void> {
  await tx.named(forget, [collectivityId, mergeId])
}

export interface OwnDraftContent {
  readonly id: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly entries: Entries
  readonly locale: Locale
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly expiresAt: Date
}

const drafts = statement(
  'dossiers.drafts_of_account',
  `select id, procedure_id as "procedureId", revision_number as "revisionNumber", entries, locale, created_at as "createdAt",
     updated_at as "updatedAt", expires_at as "expiresAt"
   from dossiers.draft where collectivity_id = $1 and account_id = $2 and submitted_dossier_id is null order by id`,
)

export const listDraftsOf = (tx: Tx, collectivityId: string, accountId: string): Promise<OwnDraftContent[]> =>
  tx.named<OwnDraftContent>(drafts, [collectivityId, accountId])

const lockDrafts = statement(
  'dossiers.lock_drafts_of_account',
  `select id from dossiers.draft where collectivity_id = $1 and account_id = $2 and submitted_dossier_id is null
   order by id for update`,
)

export async function lockDraftIdsOf(tx: Tx, collectivityId: string, accountId: string): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(lockDrafts, [collectivityId, accountId])
  return rows.map(({ id }) => id)
}

/** What a commune received with a request. */
export interface Disclosed {
  readonly collectivityId: string
  readonly id: string
  readonly number: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly submittedAt: Date
  readonly hasPhone: boolean
  readonly hasFiles: boolean
}

const disclosed = statement(
  'dossiers.disclosed_by_account',
  `select d.collectivity_id as "collectivityId", d.id, d.number, d.procedure_id as "procedureId",
     d.revision_number as "revisionNumber", d.submitted_at as "submittedAt", d.applicant_phone is not null as "hasPhone",
     exists (select 1 from dossiers.attachment a where a.collectivity_id = d.collectivity_id and a.dossier_id = d.id)
       as "hasFiles"
   from dossiers.dossier d where d.account_id = $1 order by d.submitted_at desc, d.id desc limit $2`,
)

/** Across communes: to be asked through a door. */
export const listDisclosed = (tx: Tx, accountId: string, limit: number): Promise<Disclosed[]> =>
  tx.named<Disclosed>(disclosed, [accountId, limit])
