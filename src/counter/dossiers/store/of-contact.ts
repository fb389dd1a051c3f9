import { statement, type Tx } from '#platform/db'
import type { Dossier, Message } from '../schema.ts'

/** What is said of a request on the page of its person: no answer, no message. */
export type CaseOfContact = Pick<
  Dossier,
  | 'id'
  | 'number'
  | 'procedureId'
  | 'revisionNumber'
  | 'workflowSlug'
  | 'workflowRevision'
  | 'status'
  | 'phase'
  | 'outcome'
  | 'serviceId'
  | 'subject'
  | 'channel'
  | 'submittedAt'
  | 'updatedAt'
  | 'dueOn'
  | 'clockPausedAt'
  | 'closedAt'
  | 'actingFor'
  | 'applicantName'
> & { readonly collectivityId: string }

const columns = `d.collectivity_id as "collectivityId", d.id, d.number, d.procedure_id as "procedureId",
  d.revision_number as "revisionNumber", d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision", d.status,
  d.phase, d.outcome, d.service_id as "serviceId", d.subject, d.channel, d.submitted_at as "submittedAt",
  d.updated_at as "updatedAt", d.due_on as "dueOn", d.clock_paused_at as "clockPausedAt", d.closed_at as "closedAt",
  d.acting_for as "actingFor", d.applicant_name as "applicantName"`

// Two ranges of two indexes: an "or" would leave both.
const list = statement(
  'dossiers.list_of_contact',
  `with mine as (
    select id from dossiers.dossier where collectivity_id = $1 and contact_id = any ($2::uuid[])
    union select id from dossiers.dossier where collectivity_id = $1 and account_id = any ($3::uuid[])
  ) select ${columns} from mine join dossiers.dossier d on d.collectivity_id = $1 and d.id = mine.id
  where d.removed_at is null and d.erased_at is null order by d.submitted_at desc, d.id desc limit $4`,
)

export interface WhoseCases {
  readonly collectivityId: string
  readonly contactIds: readonly string[]
  readonly accountIds: readonly string[]
  readonly limit: number
}

export const listOfContactRows = (tx: Tx, of: WhoseCases): Promise<CaseOfContact[]> =>
  tx.named<CaseOfContact>(list, [of.collectivityId, of.contactIds, of.accountIds, of.limit])

export interface MessageOfCase extends Pick<Message, 'id' | 'direction' | 'authorName' | 'body' | 'at'> {
  readonly dossierId: string
}

const messages = statement(
  'dossiers.list_last_messages',
  `select m.id, m.dossier_id as "dossierId", m.direction, m.author_name as "authorName", left(m.body, 400) as body, m.at
  from unnest($2::uuid[]) as mine (id) cross join lateral (
    select * from dossiers.message m where m.collectivity_id = $1 and m.dossier_id = mine.id and m.direction <> 'note'
    order by m.at desc limit 3) m
  order by m.at desc, m.id limit $3`,
)

/** The last messages of some requests, notes apart, the latest first. */
export const listLastMessageRows = (
  tx: Tx,
  of: { readonly collectivityId: string; readonly dossierIds: readonly string[]; readonly limit: number },
): Promise<MessageOfCase[]> => tx.named<MessageOfCase>(messages, [of.collectivityId, of.dossierIds, of.limit])

const claim = statement(
  'dossiers.claim_dossier',
  `update dossiers.dossier set account_id = $3 where collectivity_id = $1 and id = $2 and account_id is null`,
)

/** The dossier was locked before, and belongs to no account. */
export async function claimDossierRow(tx: Tx, { collectivityId, id }: Dossier, accountId: string): Promise<void> {
  await tx.named(claim, [collectivityId, id, accountId])
}

const place = statement(
  'dossiers.file_under_contact',
  `update dossiers.dossier set contact_id = $3 where collectivity_id = $1 and id = $2`,
)

export async function placeDossierRow(tx: Tx, { collectivityId, id }: Dossier, contactId: string): Promise<void> {
  await tx.named(place, [collectivityId, id, contactId])
}

const counted = statement(
  'dossiers.count_by_offer',
  `select offer_id as id, count(*)::int as count from (
    select offer_id from dossiers.dossier where collectivity_id = $1 order by id desc limit 1000) lately group by offer_id`,
)

/** Of the thousand requests filed last, how many of each offer. */
export async function countOfferRows(tx: Tx, collectivityId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.named<{ id: string; count: number }>(counted, [collectivityId])
  return new Map(rows.map(({ id, count }) => [id, count]))
}
