import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { listNamedAgendas } from '#counter/appointments'
import { listLettersInUse } from '#counter/letters'
import { listOpenRegies } from '#counter/payments'
import {
  type Definition,
  listNamesOffered,
  listRecordLists,
  mayOffer,
  offerWithin,
  publishProcedure,
  resolveBlocks,
} from '#counter/procedures'
import { latestRevision, listWorkflows, publishWorkflow, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type Around, checkDraft, ofForm } from '../domain/check.ts'
import type { Finding } from '../domain/finding.ts'
import { type Kept, namedFindings } from '../domain/named.ts'
import { packageOf } from '../domain/package.ts'
import type { DraftDocument, Owner, Package, Publication } from '../schema.ts'
import { type DraftKey, endDraft, forgetVersionsBefore, listTestRows } from '../store.ts'
import { actorId, allow, within } from './drafts.ts'
import { type EditInput, openDraft } from './edits.ts'

/** Circuits of the territory and of the owner: those that a procedure of hers may follow. */
export async function aroundOf(tx: Tx, owner: Owner, { circuit, definition }: DraftDocument): Promise<Around> {
  const listed = (await listWorkflows(tx)).filter((each) => each.owner === null || each.owner === owner)
  const slugs = new Set(listed.map(({ slug }) => slug))
  const isFollowed = !('statuses' in circuit) && slugs.has(circuit.slug)
  const tests = await listTestRows(tx, { owner, slug: definition.slug })
  const named = { kept: owner === null ? undefined : await keptBy(tx, owner), lists: await listsOf(tx, owner) }
  return { slugs, tests, named, followed: isFollowed ? (await latestRevision(tx, circuit.slug)).workflow : undefined }
}

const listsOf = async (tx: Tx, owner: Owner) => new Set(await listNamesOffered(tx, owner))

/** What a collectivity has under the names that forms and circuits give. */
async function keptBy(tx: Tx, collectivityId: string): Promise<Kept> {
  const [agendas, regies, letters, records] = await Promise.all([
    listNamedAgendas(tx, collectivityId),
    listOpenRegies(tx, collectivityId),
    listLettersInUse(tx, collectivityId),
    listRecordLists(tx, collectivityId),
  ])
  return {
    agendas: new Map(
      agendas.map(({ slug, isOpen, kinds }) => [slug, isOpen ? new Set(kinds.map((kind) => kind.slug)) : undefined]),
    ),
    regies: new Set(regies.flatMap(({ name, clientNumber }) => [name.toLowerCase(), clientNumber])),
    letters: new Set(letters),
    records: new Set(records),
  }
}

/**
 * What a published procedure names and a collectivity that would offer it lacks: agendas, régies, letters, lists.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export function findLacking(
  ctx: Context,
  collectivityId: string,
  { definition, workflow }: { readonly definition: Definition; readonly workflow: Workflow },
): Promise<readonly Finding[]> {
  if (!mayOffer(ctx.actor, collectivityId)) throw new AppError('forbidden', 'procedures.not_allowed')
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [kept, lists] = await Promise.all([keptBy(tx, collectivityId), listsOf(tx, collectivityId)])
    return namedFindings(definition, workflow, { kept, lists })
  })
}

/** Everything there is to say, once the fields of shared blocks stand in their place. */
export async function findingsOf(tx: Tx, owner: Owner, document: DraftDocument): Promise<readonly Finding[]> {
  const resolved = await resolveBlocks(tx, document.definition)
  if (!resolved.ok) return resolved.refusal.problems.map((problem) => ofForm(problem, true, document.definition))
  return checkDraft({ ...document, definition: resolved.value as Definition }, await aroundOf(tx, owner, document))
}

export interface Checked {
  readonly version: number
  readonly findings: readonly Finding[]
  /** The circuit that will be followed; undefined when there is none of that name. */
  readonly workflow: Workflow | undefined
}

/**
 * Everything there is to say of a draft before it is published.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function findFaults(ctx: Context, key: DraftKey): Promise<Checked> {
  allow(ctx, key.owner)
  return within(ctx, key.owner, async (tx) => {
    const { row, document } = await openDraft(tx, key)
    const around = await aroundOf(tx, key.owner, document)
    const workflow = 'statuses' in document.circuit ? document.circuit : around.followed
    return { version: row.version, findings: await findingsOf(tx, key.owner, document), workflow }
  })
}

export interface PublishInput extends EditInput {
  /** What was read of a finding: it is kept beside the name of who accepts it. */
  readonly say: (finding: Finding) => string
  /** Keys of the warnings that were read. */
  readonly signed: readonly string[]
  /** Who does each function, where a collectivity opens what it publishes at once: ids of services. */
  readonly bindings?: Readonly<Record<string, string>>
}

export type PublishRefusal =
  | 'changed'
  | 'ended'
  | 'faulty'
  | 'unsigned'
  | 'slug_taken'
  | 'circuit_taken'
  | 'bad_binding'

export interface Published {
  readonly procedureId: string
  readonly slug: string
  readonly procedure: number
  readonly circuit: number
}

/**
 * Publishes form and circuit together, in one transaction; a collectivity offers its own at once. Nothing blocks any more,
 * and who publishes has read each warning.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function publishDraft(ctx: Context, input: PublishInput): Promise<Outcome<Published, PublishRefusal>> {
  allow(ctx, input.owner)
  try {
    return await within(ctx, input.owner, (tx) => publishWithin(tx, ctx, input))
  } catch (error) {
    if (error instanceof Undone) return refused(error.refusal)
    throw error
  }
}

async function publishWithin(tx: Tx, ctx: Context, input: PublishInput): Promise<Outcome<Published, PublishRefusal>> {
  const { row, document } = await openDraft(tx, input)
  if (row.state !== 'open') return refused('ended')
  if (row.version !== input.seen) return refused('changed')
  const findings = await findingsOf(tx, input.owner, document)
  if (findings.some(({ isBlocking }) => isBlocking)) return refused('faulty')
  if (findings.some(({ key }) => !input.signed.includes(key))) return refused('unsigned')
  const published = await publishBoth(tx, ctx, { document, input })
  if (!published.ok) return published
  const [at, by] = [ctx.clock.now(), actorId(ctx)]
  const publication: Publication = {
    at: at.toISOString(),
    by,
    procedure: published.value.procedure,
    circuit: published.value.circuit,
    signed: findings.map((finding) => ({ key: finding.key, sentence: input.say(finding) })),
  }
  await endDraft(tx, { owner: input.owner, id: row.id, state: 'published', publication, at, by })
  await forgetVersionsBefore(tx, row.id, row.version)
  return published
}

interface Publishing {
  readonly document: DraftDocument
  readonly input: PublishInput
}

async function publishBoth(
  tx: Tx,
  ctx: Context,
  { document, input }: Publishing,
): Promise<Outcome<Published, PublishRefusal>> {
  const { circuit, definition } = document
  const { owner } = input
  let number: number
  if ('statuses' in circuit) {
    const added = await publishWorkflow(tx, ctx, { json: circuit, owner })
    if (!added.ok) return refused(added.refusal.reason === 'slug_taken' ? 'circuit_taken' : 'faulty')
    number = added.value.number
  } else {
    number = (await latestRevision(tx, circuit.slug)).number
  }
  const added = await publishProcedure(tx, ctx, { json: { ...definition, workflow: circuit.slug }, owner })
  // The circuit that was just written must not stay alone.
  if (!added.ok) throw new Undone(added.refusal.reason === 'slug_taken' ? 'slug_taken' : 'faulty')
  if (owner !== null) {
    const offered = await offerWithin(tx, ctx, {
      collectivityId: owner,
      procedureSlug: definition.slug,
      bindings: input.bindings ?? {},
    })
    if (!offered.ok) throw new Undone('bad_binding')
  }
  const { procedureId, number: procedure } = added.value
  return accepted({ procedureId, slug: definition.slug, procedure, circuit: number })
}

/** Undoes the transaction, and becomes a refusal. */
class Undone extends Error {
  readonly refusal: PublishRefusal
  constructor(refusal: PublishRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}

/**
 * Gives a draft up; its last state is kept.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function abandonDraft(ctx: Context, input: EditInput): Promise<Outcome<null, 'changed' | 'ended'>> {
  allow(ctx, input.owner)
  return within(ctx, input.owner, async (tx) => {
    const { row } = await openDraft(tx, input)
    if (row.state !== 'open') return refused('ended')
    if (row.version !== input.seen) return refused('changed')
    const ending = { owner: input.owner, id: row.id, at: ctx.clock.now(), by: actorId(ctx) }
    await endDraft(tx, { ...ending, state: 'abandoned', publication: null })
    await forgetVersionsBefore(tx, row.id, row.version)
    return accepted(null)
  })
}

/**
 * The file of a draft: form and circuit.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function exportDraft(ctx: Context, key: DraftKey): Promise<Outcome<Package, 'no_circuit'>> {
  allow(ctx, key.owner)
  return within(ctx, key.owner, async (tx) => {
    const { document } = await openDraft(tx, key)
    const around = await aroundOf(tx, key.owner, document)
    const workflow = 'statuses' in document.circuit ? document.circuit : around.followed
    if (!workflow) return refused('no_circuit')
    const resolved = await resolveBlocks(tx, document.definition)
    const definition = resolved.ok ? (resolved.value as Definition) : document.definition
    return accepted(packageOf({ ...document, definition }, workflow))
  })
}
