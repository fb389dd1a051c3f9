import { statement, type Tx } from '#platform/db'
import type { AnswerRow } from '../domain/answers.ts'
import type { JournalEvent } from '../events.ts'
import type { AnswerSheet, Dossier } from '../schema.ts'
import { riskOf } from './dossiers.ts'
import { eventRow } from './journal.ts'

export interface Submission {
  readonly dossier: Dossier
  readonly dueAt: Date | 'infinity'
  readonly trackingDigest: Buffer
  readonly answers: AnswerSheet
  readonly answerRows: readonly AnswerRow[]
  readonly events: readonly JournalEvent[]
  /** Files of the draft that the answers name. */
  readonly attachmentIds: readonly string[]
  readonly job: { readonly name: string; readonly payload: unknown }
}

/** Files of the draft go with the dossier; most drafts have none. */
const moveFiles = `, moved as (
    update dossiers.attachment set dossier_id = $2, draft_id = null
    where collectivity_id = $1 and draft_id = $4 and id = any ($40::uuid[])
  )`

/**
 * All that a submission writes, in one statement: one journey to the database, planned once. The draft was locked before.
 * Its entries are emptied: what was typed is now in the answers.
 */
const insertText = (beside: string): string => `with claimed as (
    update dossiers.draft set submitted_dossier_id = $2, entries = '{}', changes = '{}', rivals = '{}', updated_at = $37
    where collectivity_id = $1 and id = $4
  ), opened as (
    insert into dossiers.dossier (collectivity_id, id, number, draft_id, procedure_id, revision_number, offer_id,
      workflow_slug, workflow_revision, status, phase, outcome, service_id, assigned_function, account_id, applicant_name,
      applicant_email, applicant_phone, subject, channel, locale, tracking_digest, submitted_at, updated_at, due_on, due_at,
      clock_paused_at, closed_at, last_event_seq, last_event_hash, acting_for, contact_id, promise,
      risk_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $37,
      $24, $25, $26, $27, $28, $29, $34, $36, $38, $39)
  ), sheet as (
    insert into dossiers.answer_sheet (collectivity_id, dossier_id, stream, answers, at)
    values ($1, $2, 'submitted', $30, $37)
  ), rows as (
    insert into dossiers.answer (collectivity_id, dossier_id, stream, field, row, kind, label, value, provenance, at)
    select $1, $2, 'main', r.field, r.row, r.kind, r.label, r.value, r.provenance, $37
    from jsonb_to_recordset($35::jsonb) as r(field text, row text, kind text, label jsonb, value jsonb, provenance text)
  ), journal as (
    insert into dossiers.event (collectivity_id, dossier_id, seq, id, at, kind, actor_kind, actor_account_id, actor_name,
      cause, idempotency_key, visibility, payload, previous_hash, hash)
    select $1, $2, e.seq, e.id, e.at, e.kind, e.actor_kind, e.actor_account_id, e.actor_name, e.cause, e.idempotency_key,
      e.visibility, e.payload, decode(e.previous_hash, 'hex'), decode(e.hash, 'hex')
    from jsonb_to_recordset($31::jsonb) as e(seq int, id uuid, at timestamptz, kind text, actor_kind text,
      actor_account_id uuid, actor_name text, cause uuid, idempotency_key text, visibility text, payload jsonb,
      previous_hash text, hash text)
  )${beside}
  select platform.add_job($32, $33, null, null)`

const insertAlone = statement('dossiers.insert_submission', insertText(''))
const insertWithFiles = statement('dossiers.insert_submission_with_files', insertText(moveFiles))

export async function insertSubmission(tx: Tx, submission: Submission): Promise<void> {
  const { dossier, job, attachmentIds } = submission
  const values = [
    dossier.collectivityId,
    dossier.id,
    dossier.number,
    dossier.draftId,
    dossier.procedureId,
    dossier.revisionNumber,
    dossier.offerId,
    dossier.workflowSlug,
    dossier.workflowRevision,
    dossier.status,
    dossier.phase,
    dossier.outcome,
    dossier.serviceId,
    dossier.assignedFunction,
    dossier.accountId,
    dossier.applicantName,
    dossier.applicantEmail,
    dossier.applicantPhone,
    dossier.subject,
    dossier.channel,
    dossier.locale,
    submission.trackingDigest,
    dossier.submittedAt,
    dossier.dueOn,
    submission.dueAt,
    dossier.clockPausedAt,
    dossier.closedAt,
    dossier.version,
    dossier.lastEventHash,
    JSON.stringify(submission.answers),
    JSON.stringify(submission.events.map(eventRow)),
    job.name,
    JSON.stringify(job.payload),
    dossier.actingFor && JSON.stringify(dossier.actingFor),
    JSON.stringify(submission.answerRows),
    dossier.contactId,
    dossier.updatedAt,
    dossier.promise && JSON.stringify(dossier.promise),
    riskOf(dossier),
  ]
  if (attachmentIds.length === 0) await tx.named(insertAlone, values)
  else await tx.named(insertWithFiles, [...values, attachmentIds])
}
