import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { Comparable, LikeReason } from '../domain/likeness.ts'
import type { Dossier } from '../schema.ts'

/** The most that are looked at: the latest. */
const mostOfProcedure = 200
const mostOfPerson = 50

const open =
  'd.collectivity_id = $1 and d.closed_at is null and d.removed_at is null and d.id <> $2 and d.submitted_at >= $3'

const candidates = statement(
  'dossiers.list_comparable',
  `with near as (
    (select d.id from dossiers.dossier d where ${open} and d.procedure_id = $4
      order by d.submitted_at desc limit ${mostOfProcedure})
    union
    (select d.id from dossiers.dossier d where ${open} and lower(d.applicant_email) = $5 and d.applicant_email <> ''
      order by d.submitted_at desc limit ${mostOfPerson})
    union
    (select d.id from dossiers.dossier d where ${open} and d.contact_id = $6
      order by d.submitted_at desc limit ${mostOfPerson})
  )
  select d.id, d.procedure_id as "procedureId", d.account_id as "accountId", d.contact_id as "contactId",
    d.applicant_email as "applicantEmail", d.applicant_phone as "applicantPhone", s.answers
  from near
  join dossiers.dossier d on d.collectivity_id = $1 and d.id = near.id
  join dossiers.answer_sheet s on s.collectivity_id = $1 and s.dossier_id = near.id and s.stream = 'submitted'`,
)

/** Open requests that may look like one: of its procedure or of its person, since a moment. */
export const listComparableRows = (tx: Tx, dossier: Dossier, since: Date): Promise<Comparable[]> =>
  tx.named<Comparable>(candidates, [
    dossier.collectivityId,
    dossier.id,
    since,
    dossier.procedureId,
    dossier.applicantEmail.trim().toLowerCase(),
    dossier.contactId,
  ])

export interface Alike {
  readonly otherId: string
  readonly reasons: readonly LikeReason[]
}

const insert = statement(
  'dossiers.insert_likeness',
  `insert into dossiers.likeness (collectivity_id, one_id, other_id, reasons, found_at)
  select $1, $2, l."otherId", array(select jsonb_array_elements_text(l.reasons)), $4
  from jsonb_to_recordset($3::jsonb) as l("otherId" uuid, reasons jsonb)
  where not exists (select 1 from dossiers.likeness k
    where k.collectivity_id = $1 and k.one_id = l."otherId" and k.other_id = $2)
  on conflict do nothing`,
)

/** Keeps what was found; a pair that is known already, or that somebody put aside, stays as it is. */
export async function insertLikenessRows(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  alike: readonly Alike[],
  at: Date,
): Promise<void> {
  if (alike.length > 0) await tx.named(insert, [collectivityId, dossierId, JSON.stringify(alike), at])
}

/** A request that looks like the one that is read. */
export interface Likely extends Pick<
  Dossier,
  'collectivityId' | 'id' | 'number' | 'subject' | 'applicantName' | 'serviceId'
> {
  readonly reasons: readonly LikeReason[]
  readonly submittedAt: Date
}

const sideOf = (mine: string, other: string): string => `
  select o.collectivity_id as "collectivityId", o.id, o.number, o.subject, o.applicant_name as "applicantName",
    o.service_id as "serviceId", o.submitted_at as "submittedAt", l.reasons
  from dossiers.likeness l
  join dossiers.dossier o on o.collectivity_id = l.collectivity_id and o.id = l.${other}
  where l.collectivity_id = $1 and l.${mine} = $2 and l.dismissed_at is null
    and o.closed_at is null and o.removed_at is null
    and not exists (select 1 from dossiers.relation r where r.collectivity_id = $1 and r.ended_at is null
      and ((r.from_id = $2 and r.to_id = o.id) or (r.to_id = $2 and r.from_id = o.id)))`

const list = statement(
  'dossiers.list_likely',
  `(${sideOf('one_id', 'other_id')}) union all (${sideOf('other_id', 'one_id')})
  order by "submittedAt" desc, id limit 10`,
)

/** Open requests that look like one and that nothing ties to it yet, the latest first; ten at most. */
export const listLikelyRows = (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<Likely[]> =>
  tx.named<Likely>(list, [collectivityId, dossierId])

const dismiss = statement(
  'dossiers.dismiss_likeness',
  `update dossiers.likeness set dismissed_at = $4, dismissed_by_name = $5
  where collectivity_id = $1 and dismissed_at is null
    and ((one_id = $2 and other_id = $3) or (one_id = $3 and other_id = $2))`,
)

export async function dismissLikenessRow(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  otherId: string,
  by: { readonly name: string; readonly at: Date },
): Promise<void> {
  await tx.named(dismiss, [collectivityId, dossierId, otherId, by.at, by.name])
}
