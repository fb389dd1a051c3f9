import { statement, type Tx } from '#platform/db'
import type { Dossier } from '../schema.ts'

export type CaseOfPerson = Pick<
  Dossier,
  'id' | 'number' | 'procedureId' | 'revisionNumber' | 'outcome' | 'submittedAt' | 'closedAt' | 'entered' | 'hold'
>

// What was filed without an account bears only an address; an account's own is found by its index.
const list = statement(
  'dossiers.list_of_person',
  `select d.id, d.number, d.procedure_id as "procedureId", d.revision_number as "revisionNumber", d.outcome,
    d.submitted_at as "submittedAt", d.closed_at as "closedAt", d.entered, d.hold
  from dossiers.dossier d
  where d.collectivity_id = $1 and d.removed_at is null and d.erased_at is null
    and (d.account_id = $2 or d.account_id is null and $3 <> '' and lower(d.applicant_email) = lower($3))
  order by d.submitted_at desc, d.id limit 500`,
)

export const listOfPersonRows = (
  tx: Tx,
  of: { readonly collectivityId: string; readonly accountId: string | null; readonly email: string },
): Promise<CaseOfPerson[]> => tx.named<CaseOfPerson>(list, [of.collectivityId, of.accountId, of.email])
