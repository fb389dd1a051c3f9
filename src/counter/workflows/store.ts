import type { Localized } from '#kernel/localized'
import { statement, type Tx } from '#platform/db'
import type { Workflow } from './schema/index.ts'

export interface RevisionRow {
  readonly workflow_id: string
  readonly slug: string
  readonly number: number
  readonly definition: Workflow
  readonly checksum: string
}

export interface WorkflowRow {
  readonly slug: string
  readonly number: number
  /** The collectivity whose own it is; null is the territory. */
  readonly owner: string | null
  readonly title: Localized
  readonly summary: Localized
}

const revision = statement(
  'workflows.revision',
  `select w.id as workflow_id, w.slug, r.number, r.definition, r.checksum
   from workflows.workflow w join workflows.revision r on r.workflow_id = w.id
   where w.slug = $1 and r.number = $2`,
)

export const findRevisionRow = async (tx: Tx, slug: string, number: number): Promise<RevisionRow | undefined> =>
  (await tx.named<RevisionRow>(revision, [slug, number]))[0]

const latest = statement(
  'workflows.latest_revision',
  `select w.id as workflow_id, w.slug, r.number, r.definition, r.checksum
   from workflows.workflow w join workflows.revision r on r.workflow_id = w.id
   where w.slug = $1 order by r.number desc limit 1`,
)

export const findLatestRow = async (tx: Tx, slug: string): Promise<RevisionRow | undefined> =>
  (await tx.named<RevisionRow>(latest, [slug]))[0]

/** Each circuit with the title of its latest revision. */
export const listWorkflowRows = (tx: Tx): Promise<WorkflowRow[]> =>
  tx.sql(
    `select distinct on (w.slug) w.slug, r.number, w.owner_collectivity_id as owner, r.definition -> 'title' as title, r.definition -> 'summary' as summary
     from workflows.workflow w join workflows.revision r on r.workflow_id = w.id
     order by w.slug, r.number desc`,
  )

/** Two imports of one circuit at once take their numbers one after the other. Held until the transaction ends. */
export const lockSlug = async (tx: Tx, slug: string): Promise<void> => {
  await tx.sql(`select pg_advisory_xact_lock(hashtextextended('workflows ' || $1, 0))`, [slug])
}

/** Whose a circuit is: null, the territory's. Undefined when its name is free. */
export const findOwnerOf = async (tx: Tx, slug: string): Promise<{ readonly owner: string | null } | undefined> =>
  (
    await tx.sql<{ owner: string | null }>(
      'select owner_collectivity_id as owner from workflows.workflow where slug = $1',
      [slug],
    )
  )[0]

export const insertWorkflow = async (
  tx: Tx,
  row: { id: string; slug: string; owner: string | null; at: Date },
): Promise<void> => {
  await tx.sql('insert into workflows.workflow (id, slug, owner_collectivity_id, created_at) values ($1, $2, $3, $4)', [
    row.id,
    row.slug,
    row.owner,
    row.at,
  ])
}

export async function insertRevision(
  tx: Tx,
  row: Pick<RevisionRow, 'workflow_id' | 'number' | 'definition' | 'checksum'> & { readonly at: Date },
): Promise<void> {
  await tx.sql(
    `insert into workflows.revision (workflow_id, number, definition, checksum, published_at)
     values ($1, $2, $3, $4, $5)`,
    [row.workflow_id, row.number, JSON.stringify(row.definition), row.checksum, row.at],
  )
}
