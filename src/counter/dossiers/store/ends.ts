import { statement, type Tx } from '#platform/db'

/** Closed requests whose time ends in the same month, of the same revision of a circuit, with the same outcome. */
export interface ComingEnd {
  /** `YYYY-MM`, in Paris. */
  readonly month: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly workflowSlug: string
  readonly workflowRevision: number
  readonly outcome: 'accepted' | 'refused' | 'closed'
  readonly count: number
  /** Of them, those that an appeal or a check keeps. */
  readonly held: number
}

const coming = statement(
  'dossiers.list_coming_ends',
  `select to_char(t.due_at at time zone 'Europe/Paris', 'YYYY-MM') as month, d.procedure_id as "procedureId",
    max(d.revision_number) as "revisionNumber", d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision",
    t.subject as outcome, count(*)::int as count, count(d.hold)::int as held
  from dossiers.timer t join dossiers.dossier d on d.collectivity_id = t.collectivity_id and d.id = t.dossier_id
  where t.collectivity_id = $1 and t.kind = 'retention' and t.due_at <= $2 and d.erased_at is null
    and t.subject in ('accepted', 'refused', 'closed') and d.procedure_id <> all ($3::uuid[])
  group by 1, 2, 4, 5, 6 order by 1, 2, 4, 5, 6 limit 500`,
)

/**
 * What ends before a moment, the soonest first.
 * @param by.apart procedures whose requests end otherwise.
 */
export const listComingEnds = (
  tx: Tx,
  by: { readonly collectivityId: string; readonly before: Date; readonly apart: readonly string[] },
): Promise<ComingEnd[]> => tx.named<ComingEnd>(coming, [by.collectivityId, by.before, by.apart])
