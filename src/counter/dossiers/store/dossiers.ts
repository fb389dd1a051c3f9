import { statement, type Tx } from '#platform/db'
import type { Dossier } from '../schema.ts'

export const dossierColumns = `d.collectivity_id as "collectivityId", d.id, d.number, d.draft_id as "draftId",
  d.procedure_id as "procedureId", d.revision_number as "revisionNumber", d.offer_id as "offerId",
  d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision", d.status, d.phase, d.outcome,
  d.service_id as "serviceId", d.assigned_function as "assignedFunction", d.holder_account_id as "holderAccountId",
  d.holder_name as "holderName", d.account_id as "accountId", d.applicant_name as "applicantName",
  d.applicant_email as "applicantEmail", d.applicant_phone as "applicantPhone", d.subject, d.channel, d.locale,
  d.submitted_at as "submittedAt", d.updated_at as "updatedAt", d.due_on as "dueOn",
  d.clock_paused_at as "clockPausedAt", d.closed_at as "closedAt", d.version, d.last_event_seq as "lastEventSeq",
  d.last_event_hash as "lastEventHash"`

const one = `select ${dossierColumns} from dossiers.dossier d where d.collectivity_id = $1 and d.id = $2`
const find = statement('dossiers.find_dossier', one)
const lock = statement('dossiers.lock_dossier', `${one} for no key update`)

export async function findDossierRow(tx: Tx, collectivityId: string, dossierId: string): Promise<Dossier | undefined> {
  const [row] = await tx.named<Dossier>(find, [collectivityId, dossierId])
  return row
}

/** The same, kept from others until the end of the transaction. */
export async function lockDossierRow(tx: Tx, collectivityId: string, dossierId: string): Promise<Dossier | undefined> {
  const [row] = await tx.named<Dossier>(lock, [collectivityId, dossierId])
  return row
}
