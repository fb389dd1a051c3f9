import type { Locale } from '#kernel/localized'
import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import type { Entries } from '#counter/procedures'
import type { ActingFor, Attachment, Changes, Draft, Rivals } from '../schema.ts'

const columns = `d.collectivity_id as "collectivityId", d.id, d.offer_id as "offerId", d.procedure_id as "procedureId",
  d.revision_number as "revisionNumber", d.account_id as "accountId", d.secret_hash as "secretHash", d.entries, d.changes,
  d.rivals, d.current_page as "currentPage", d.locale, d.version, d.submitted_dossier_id as "submittedDossierId", d.acting_for as "actingFor",
  d.created_at as "createdAt", d.updated_at as "updatedAt", d.expires_at as "expiresAt",
  (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'fieldId', a.field_id, 'messageId', a.message_id,
      'digest', a.digest, 'name', a.name, 'mediaType', a.media_type, 'size', a.size, 'at', a.at) order by a.at, a.name, a.id), '[]')
    from dossiers.attachment a
    where a.collectivity_id = d.collectivity_id and a.draft_id = d.id and a.removed_at is null) as attachments`

const one = `select ${columns} from dossiers.draft d where d.collectivity_id = $1 and d.id = $2`
const find = statement('dossiers.find_draft', one)
const lock = statement('dossiers.lock_draft', `${one} for no key update of d`)

type Row = Omit<Draft, 'attachments'> & { attachments: (Omit<Attachment, 'at'> & { at: string })[] }

const draftOf = (row: Row): Draft => ({
  ...row,
  attachments: row.attachments.map((each) => ({ ...each, at: new Date(each.at) })),
})

export async function findDraftRow(tx: Tx, collectivityId: string, draftId: string): Promise<Draft | undefined> {
  if (!isId(draftId)) return undefined
  const [row] = await tx.named<Row>(find, [collectivityId, draftId])
  return row && draftOf(row)
}

/** The same, kept from others until the end of the transaction. */
export async function lockDraftRow(tx: Tx, collectivityId: string, draftId: string): Promise<Draft | undefined> {
  if (!isId(draftId)) return undefined
  const [row] = await tx.named<Row>(lock, [collectivityId, draftId])
  return row && draftOf(row)
}

export interface NewDraft {
  readonly collectivityId: string
  readonly id: string
  readonly offerId: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly accountId: string | null
  readonly secretHash: Buffer
  readonly entries: Entries
  readonly changes: Changes
  readonly currentPage: string
  readonly locale: Locale
  readonly now: Date
  readonly expiresAt: Date
  readonly actingFor: ActingFor | null
}

const insert = statement(
  'dossiers.insert_draft',
  `insert into dossiers.draft (collectivity_id, id, offer_id, procedure_id, revision_number, account_id, secret_hash,
    entries, changes, current_page, locale, created_at, updated_at, expires_at, acting_for)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)
  on conflict (collectivity_id, id) do nothing returning id`,
)

/** @returns false when it is there already. */
export async function insertDraftRow(tx: Tx, draft: NewDraft): Promise<boolean> {
  const rows = await tx.named(insert, [
    draft.collectivityId,
    draft.id,
    draft.offerId,
    draft.procedureId,
    draft.revisionNumber,
    draft.accountId,
    draft.secretHash,
    JSON.stringify(draft.entries),
    JSON.stringify(draft.changes),
    draft.currentPage,
    draft.locale,
    draft.now,
    draft.expiresAt,
    draft.actingFor && JSON.stringify(draft.actingFor),
  ])
  return rows.length > 0
}

export interface DraftUpdate {
  readonly collectivityId: string
  readonly id: string
  readonly entries: Entries
  readonly changes: Changes
  readonly rivals: Rivals
  readonly currentPage: string
  readonly version: number
  readonly now: Date
  readonly expiresAt: Date
  readonly actingFor: ActingFor | null
}

const update = statement(
  'dossiers.update_draft',
  `update dossiers.draft set entries = $3, changes = $4, rivals = $5, current_page = $6, version = $7, updated_at = $8,
    expires_at = $9, acting_for = $10 where collectivity_id = $1 and id = $2`,
)

export async function updateDraftRow(tx: Tx, draft: DraftUpdate): Promise<void> {
  await tx.named(update, [
    draft.collectivityId,
    draft.id,
    JSON.stringify(draft.entries),
    JSON.stringify(draft.changes),
    JSON.stringify(draft.rivals),
    draft.currentPage,
    draft.version,
    draft.now,
    draft.expiresAt,
    draft.actingFor && JSON.stringify(draft.actingFor),
  ])
}

export interface DraftSelector {
  readonly collectivityId: string
  /** Null: whatever the offer. */
  readonly offerId: string | null
  readonly accountId: string | null
  readonly secretHash: Buffer | null
  readonly now: Date
}

const list = statement(
  'dossiers.list_drafts',
  `select ${columns} from dossiers.draft d
  where d.collectivity_id = $1 and ($2::uuid is null or d.offer_id = $2)
    and ((d.account_id = $3) or (d.account_id is null and d.secret_hash = $4))
    and d.submitted_dossier_id is null and d.expires_at > $5
  order by d.updated_at desc limit 20`,
)

export async function listDraftRows(tx: Tx, by: DraftSelector): Promise<Draft[]> {
  const rows = await tx.named<Row>(list, [by.collectivityId, by.offerId, by.accountId, by.secretHash, by.now])
  return rows.map(draftOf)
}

/** What somebody sees of a draft of hers in a list. */
export type OwnDraft = Pick<Draft, 'collectivityId' | 'id' | 'offerId' | 'updatedAt' | 'expiresAt'>

const own = statement(
  'dossiers.list_own_drafts',
  `select d.collectivity_id as "collectivityId", d.id, d.offer_id as "offerId", d.updated_at as "updatedAt",
    d.expires_at as "expiresAt"
  from dossiers.draft d
  where d.account_id = $1 and d.submitted_dossier_id is null and d.expires_at > $2
  order by d.updated_at desc limit $3`,
)

/** Across communes: to be asked through a door. */
export const listOwnDraftRows = (tx: Tx, by: { accountId: string; now: Date; limit: number }): Promise<OwnDraft[]> =>
  tx.named<OwnDraft>(own, [by.accountId, by.now, by.limit])

const lockExpired = statement(
  'dossiers.lock_expired_drafts',
  `select id from dossiers.draft
  where collectivity_id = $1 and expires_at <= $2 and submitted_dossier_id is null
  order by expires_at limit $3 for update skip locked`,
)

/** Drafts kept for nothing, the oldest first; one that somebody is writing in is left. */
export async function lockExpiredDraftRows(
  tx: Tx,
  by: { collectivityId: string; now: Date; limit: number },
): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(lockExpired, [by.collectivityId, by.now, by.limit])
  return rows.map(({ id }) => id)
}

const erase = statement(
  'dossiers.erase_drafts',
  `delete from dossiers.draft where collectivity_id = $1 and id = any ($2::uuid[]) and submitted_dossier_id is null`,
)

/** Their attachment rows go first. */
export async function eraseDraftRows(tx: Tx, collectivityId: string, draftIds: readonly string[]): Promise<void> {
  await tx.named(erase, [collectivityId, draftIds])
}

const claim = statement(
  'dossiers.claim_drafts',
  `update dossiers.draft set account_id = $3, updated_at = $4
  where collectivity_id = $1 and secret_hash = $2 and account_id is null and submitted_dossier_id is null
  returning id`,
)

/** Gives the drafts of a device to an account. */
export async function claimDraftRows(
  tx: Tx,
  owner: { collectivityId: string; secretHash: Buffer; accountId: string; now: Date },
): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(claim, [
    owner.collectivityId,
    owner.secretHash,
    owner.accountId,
    owner.now,
  ])
  return rows.map((row) => row.id)
}
