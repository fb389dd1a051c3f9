import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Localized } from '#kernel/localized'
import { createMemory } from '#kernel/memory'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { checksumOf } from '../domain/checksum.ts'
import { warnWorkflow } from '../domain/check.ts'
import type { Problem } from '../domain/problems.ts'
import { type FaultyWorkflow, readWorkflow } from '../domain/shape.ts'
import { mayPublish, mayShapeLibrary } from '../policy.ts'
import type { Revision, Workflow } from '../schema/index.ts'
import {
  findLatestRow,
  findOwnerOf,
  findRevisionRow,
  insertRevision,
  insertWorkflow,
  listWorkflowRows,
  lockSlug,
  type RevisionRow,
} from '../store.ts'

export interface Imported {
  readonly slug: string
  readonly number: number
  /** False when the latest revision already said the same. */
  readonly isNew: boolean
  /** What is better mended, and keeps nothing from going on. */
  readonly warnings: readonly Problem[]
}

/**
 * Adds a circuit to the library, or a revision to a circuit. Cases under way keep the revision they started with.
 * Importing what the latest revision says changes nothing.
 * @param definition parsed JSON in the format `traboule.workflow/1`.
 * @throws AppError `forbidden workflows.not_allowed`, `conflict workflows.slug_taken` where a collectivity has it.
 */
export async function importWorkflow(ctx: Context, definition: unknown): Promise<Outcome<Imported, FaultyWorkflow>> {
  if (!mayShapeLibrary(ctx.actor)) throw new AppError('forbidden', 'workflows.not_allowed')
  const read = readWorkflow(definition)
  if (!read.ok) return read
  const input = { workflow: read.value, owner: null, at: ctx.clock.now() }
  const added = await ctx.db.withTerritory((tx) => addRevision(tx, input))
  if (!added.ok) throw new AppError('conflict', 'workflows.slug_taken', { detail: read.value.slug })
  return added
}

/** Its name is that of somebody else's circuit. */
export interface TakenName {
  readonly reason: 'slug_taken'
}

/**
 * The same within a transaction that publishes more than this, in the library of the territory (`owner` null) or among
 * the circuits of one collectivity.
 * @throws AppError `forbidden workflows.not_allowed`.
 */
export async function publishWorkflow(
  tx: Tx,
  ctx: Pick<Context, 'actor' | 'clock'>,
  input: { readonly json: unknown; readonly owner: string | null },
): Promise<Outcome<Imported, FaultyWorkflow | TakenName>> {
  if (!mayPublish(ctx.actor, input.owner)) throw new AppError('forbidden', 'workflows.not_allowed')
  const read = readWorkflow(input.json)
  if (!read.ok) return read
  return addRevision(tx, { workflow: read.value, owner: input.owner, at: ctx.clock.now() })
}

interface NewRevision {
  readonly workflow: Workflow
  readonly owner: string | null
  readonly at: Date
}

async function addRevision(tx: Tx, { workflow, owner, at }: NewRevision): Promise<Outcome<Imported, TakenName>> {
  const { slug } = workflow
  const warnings = warnWorkflow(workflow)
  const checksum = checksumOf(workflow)
  await lockSlug(tx, slug)
  const known = await findOwnerOf(tx, slug)
  if (known && known.owner !== owner) return refused({ reason: 'slug_taken' })
  const latest = await findLatestRow(tx, slug)
  if (latest?.checksum === checksum) return accepted({ slug, number: latest.number, isNew: false, warnings })
  const workflowId = latest?.workflow_id ?? newId()
  const number = (latest?.number ?? 0) + 1
  if (!latest) await insertWorkflow(tx, { id: workflowId, slug, owner, at })
  await insertRevision(tx, { workflow_id: workflowId, number, definition: workflow, checksum, at })
  return accepted({ slug, number, isNew: true, warnings })
}

/** Revisions never change; more of them than any territory uses at a time. */
const revisions = createMemory<Revision>(200)

const keyOf = (slug: string, number: number): string => `${slug} ${number}`

/**
 * The revision on which a case is pinned; asked of the database once per process.
 * @throws AppError `not_found workflows.no_revision`.
 */
export async function getRevision(tx: Tx, slug: string, number: number): Promise<Revision> {
  const known = revisions.recall(keyOf(slug, number))
  if (known) return known
  const row = await findRevisionRow(tx, slug, number)
  if (!row) throw notFound('workflows.no_revision', `${slug} ${number}`)
  return revisions.remember(keyOf(slug, number), revisionOf(row))
}

/**
 * The revision that new cases of a circuit follow.
 * @throws AppError `not_found workflows.no_workflow`.
 */
export async function latestRevision(tx: Tx, slug: string): Promise<Revision> {
  const row = await findLatestRow(tx, slug)
  if (!row) throw notFound('workflows.no_workflow', slug)
  return revisions.recall(keyOf(slug, row.number)) ?? revisions.remember(keyOf(slug, row.number), revisionOf(row))
}

export interface WorkflowListed {
  readonly slug: string
  /** Of its latest revision. */
  readonly number: number
  /** The collectivity whose own it is; null is the territory. */
  readonly owner: string | null
  readonly title: Localized
  readonly summary: Localized
}

/** The circuits of the library, by slug. */
export const listWorkflows = (tx: Tx): Promise<readonly WorkflowListed[]> => listWorkflowRows(tx)

const revisionOf = ({ slug, number, definition }: RevisionRow): Revision => ({ slug, number, workflow: definition })
