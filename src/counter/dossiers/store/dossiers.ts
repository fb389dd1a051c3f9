import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import type { Dossier, Handed } from '../schema.ts'
import { saveLabels } from './labels.ts'

const dossierColumns = `d.collectivity_id as "collectivityId", d.id, d.number, d.draft_id as "draftId",
  d.procedure_id as "procedureId", d.revision_number as "revisionNumber", d.offer_id as "offerId",
  d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision", d.status, d.phase, d.outcome,
  d.service_id as "serviceId", d.assigned_function as "assignedFunction", d.holder_account_id as "holderAccountId",
  d.holder_name as "holderName", d.reason_message_id as "reasonMessageId", d.account_id as "accountId", d.applicant_name as "applicantName",
  d.applicant_email as "applicantEmail", d.applicant_phone as "applicantPhone", d.subject, d.channel, d.contact_id as "contactId", d.locale,
  d.submitted_at as "submittedAt", d.updated_at as "updatedAt", d.due_on as "dueOn",
  d.clock_paused_at as "clockPausedAt", d.closed_at as "closedAt", d.last_event_seq as version,
  d.last_event_hash as "lastEventHash", d.acting_for as "actingFor", d.entered, d.marks,
  d.promise, d.shown_as as "shownAs", d.erased_at as "erasedAt", d.removed_at as "removedAt", d.hold,
  d.joined_to as "joinedTo", d.priority, d.labels, d.handed`

const one = `select ${dossierColumns} from dossiers.dossier d where d.collectivity_id = $1 and d.id = $2`
// One that is out of sight is found by nobody but what erases it.
const find = statement('dossiers.find_dossier', `${one} and d.removed_at is null`)
const lock = statement('dossiers.lock_dossier', `${one} and d.removed_at is null for no key update`)
const lockAny = statement('dossiers.lock_any_dossier', `${one} for no key update`)

export async function findDossierRow(tx: Tx, collectivityId: string, dossierId: string): Promise<Dossier | undefined> {
  if (!isId(dossierId)) return undefined
  const [row] = await tx.named<Dossier>(find, [collectivityId, dossierId])
  return row
}

/** The same, kept from others until the end of the transaction. */
export async function lockDossierRow(tx: Tx, collectivityId: string, dossierId: string): Promise<Dossier | undefined> {
  if (!isId(dossierId)) return undefined
  const [row] = await tx.named<Dossier>(lock, [collectivityId, dossierId])
  return row
}

/** The same, even out of sight. */
export async function lockAnyDossierRow(tx: Tx, collectivityId: string, id: string): Promise<Dossier | undefined> {
  const [row] = await tx.named<Dossier>(lockAny, [collectivityId, id])
  return row
}

export interface DossierChange {
  readonly before: Dossier
  readonly after: Dossier
  readonly dueAt: Date | 'infinity'
}

/** From when it is at risk of being late; null once nothing can be late in it. */
export const riskOf = ({ promise, closedAt }: Dossier): string | null => (closedAt ? null : (promise?.riskAt ?? null))

const update = statement(
  'dossiers.update_dossier',
  `update dossiers.dossier set status = $4, phase = $5, outcome = $6, service_id = $7, assigned_function = $8,
    holder_account_id = $9, holder_name = $10, updated_at = $11, due_on = $12, due_at = $13, clock_paused_at = $14,
    closed_at = $15, last_event_seq = $16, last_event_hash = $17, reason_message_id = $18,
    entered = $19, marks = $20, revision_number = $21, workflow_slug = $22, workflow_revision = $23, shown_as = $24,
    priority = $25, labels = $26, promise = $27, risk_at = $28
  where collectivity_id = $1 and id = $2 and last_event_seq = $3`,
)

/** The row was locked before; that its version is still the same is the last guard of the journal. */
export async function updateDossierRow(tx: Tx, { before, after, dueAt }: DossierChange): Promise<void> {
  await tx.named(update, [
    before.collectivityId,
    before.id,
    before.version,
    after.status,
    after.phase,
    after.outcome,
    after.serviceId,
    after.assignedFunction,
    after.holderAccountId,
    after.holderName,
    after.updatedAt,
    after.dueOn,
    dueAt,
    after.clockPausedAt,
    after.closedAt,
    after.version,
    after.lastEventHash,
    after.reasonMessageId,
    after.entered,
    JSON.stringify(after.marks),
    after.revisionNumber,
    after.workflowSlug,
    after.workflowRevision,
    after.shownAs && JSON.stringify(after.shownAs),
    after.priority,
    after.labels,
    after.promise && JSON.stringify(after.promise),
    riskOf(after),
  ])
  const [was, is] = [before.labels.join('\n'), after.labels.join('\n')]
  const isElsewhere =
    before.serviceId !== after.serviceId || before.phase !== after.phase || before.closedAt !== after.closedAt
  if (was !== is || (is !== '' && isElsewhere)) await saveLabels(tx, after, after.labels)
}

const name = statement(
  'dossiers.name_dossier',
  `update dossiers.dossier set applicant_name = $3, applicant_email = $4, applicant_phone = $5, subject = $6
  where collectivity_id = $1 and id = $2`,
)

/** Who asks and for what, once corrected. */
export async function nameDossierRow(
  tx: Tx,
  { collectivityId, id }: Dossier,
  asks: Pick<Dossier, 'applicantName' | 'applicantEmail' | 'applicantPhone' | 'subject'>,
): Promise<void> {
  const { applicantName, applicantEmail, applicantPhone, subject } = asks
  await tx.named(name, [collectivityId, id, applicantName, applicantEmail, applicantPhone, subject])
}

const hand = statement(
  'dossiers.hand_dossier',
  'update dossiers.dossier set handed = $3 where collectivity_id = $1 and id = $2',
)

export async function handDossierRow(tx: Tx, { collectivityId, id }: Dossier, handed: Handed | null): Promise<void> {
  await tx.named(hand, [collectivityId, id, handed && JSON.stringify(handed)])
}

const mark = statement(
  'dossiers.mark_dossier',
  'update dossiers.dossier set marks = $3 where collectivity_id = $1 and id = $2',
)

/** The marks of a dossier that has just been filed. */
export async function markDossierRow(tx: Tx, { collectivityId, id, marks }: Dossier): Promise<void> {
  await tx.named(mark, [collectivityId, id, JSON.stringify(marks)])
}

/** What somebody sees of a dossier of hers in a list. */
export type OwnDossier = Pick<
  Dossier,
  | 'collectivityId'
  | 'id'
  | 'number'
  | 'procedureId'
  | 'revisionNumber'
  | 'workflowSlug'
  | 'workflowRevision'
  | 'status'
  | 'phase'
  | 'outcome'
  | 'subject'
  | 'submittedAt'
  | 'updatedAt'
  | 'dueOn'
  | 'clockPausedAt'
  | 'closedAt'
>

const own = statement(
  'dossiers.list_own',
  `select d.collectivity_id as "collectivityId", d.id, d.number, d.procedure_id as "procedureId",
    d.revision_number as "revisionNumber", d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision",
    coalesce(d.shown_as ->> 'status', d.status) as status, coalesce(d.shown_as ->> 'phase', d.phase) as phase,
    case when h.id is not null and h.shown_as is null then h.outcome when h.id is null and d.shown_as is null then d.outcome end as outcome,
    d.subject, d.submitted_at as "submittedAt", d.updated_at as "updatedAt",
    coalesce(h.due_on, d.due_on) as "dueOn", d.clock_paused_at as "clockPausedAt",
    case when h.id is not null and h.shown_as is null then h.closed_at when h.id is null and d.shown_as is null then d.closed_at end as "closedAt"
  from dossiers.dossier d
  left join dossiers.dossier h on h.collectivity_id = d.collectivity_id and h.id = d.joined_to
  where d.account_id = $1 and d.removed_at is null order by d.submitted_at desc, d.id desc limit $2`,
)

/** Across communes, as their person reads them: to be asked through a door. */
export const listOwnRows = (tx: Tx, accountId: string, limit: number): Promise<OwnDossier[]> =>
  tx.named<OwnDossier>(own, [accountId, limit])

const ownCollectivity = statement(
  'dossiers.find_own_collectivity',
  `select d.collectivity_id as "collectivityId" from dossiers.dossier d where d.account_id = $1 and d.id = $2`,
)

/** Where a dossier of an account is: to be asked through a door. */
export async function findOwnCollectivity(tx: Tx, accountId: string, dossierId: string): Promise<string | undefined> {
  const [row] = await tx.named<{ collectivityId: string }>(ownCollectivity, [accountId, dossierId])
  return row?.collectivityId
}

export interface Tracked {
  readonly collectivityId: string
  readonly dossierId: string
  readonly applicantName: string
  readonly applicantEmail: string
}

const tracked = statement(
  'dossiers.find_tracked',
  `select d.collectivity_id as "collectivityId", d.id as "dossierId", d.applicant_name as "applicantName",
    d.applicant_email as "applicantEmail"
  from dossiers.dossier d where d.tracking_digest = $1 and d.removed_at is null limit 1`,
)

/** Across communes: to be asked through a door. */
export async function findTracked(tx: Tx, digest: Buffer): Promise<Tracked | undefined> {
  const [row] = await tx.named<Tracked>(tracked, [digest])
  return row
}
