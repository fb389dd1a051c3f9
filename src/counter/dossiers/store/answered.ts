import type { Locale } from '#kernel/localized'
import { statement, type Tx } from '#platform/db'

/** A request, as who receives an answer to it needs it. */
export interface AnsweredDossier {
  readonly id: string
  readonly number: string
  readonly subject: string
  readonly applicantName: string
  readonly applicantEmail: string
  readonly serviceId: string | null
  readonly closedAt: Date | null
  readonly locale: Locale
  /** Who it is for, among those that the collectivity knows. */
  readonly contactId: string | null
}

const one = `select id, number, subject, applicant_name as "applicantName", applicant_email as "applicantEmail", service_id as "serviceId",
    closed_at as "closedAt", locale, contact_id as "contactId"
  from dossiers.dossier where collectivity_id = $1 and removed_at is null and erased_at is null`
const byNumber = statement('dossiers.find_answered', `${one} and number = $2`)
const byId = statement('dossiers.find_answered_by_id', `${one} and id = $2`)

export const findAnswered = async (
  tx: Tx,
  collectivityId: string,
  number: string,
): Promise<AnsweredDossier | undefined> => (await tx.named<AnsweredDossier>(byNumber, [collectivityId, number]))[0]

export const findAnsweredById = async (
  tx: Tx,
  collectivityId: string,
  id: string,
): Promise<AnsweredDossier | undefined> => (await tx.named<AnsweredDossier>(byId, [collectivityId, id]))[0]
