import { Compile } from 'typebox/compile'
import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { createMemory } from '#kernel/memory'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { latestRevision, listWorkflows } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { checkDefinition, type Problem, readDefinition, severityOf } from '../domain/index.ts'
import { resolveBlocks } from './blocks.ts'
import { mayOffer, mayPublish, mayShapeLibrary } from '../policy.ts'
import {
  type Bindings,
  type Definition,
  type LocalizedText,
  type Offer,
  type OfferCard,
  OfferOptions,
  type ProcedureRevision,
} from '../schema/index.ts'
import {
  type Card,
  checksumOf,
  findLatestRow,
  findOfferRow,
  findOfferRowById,
  findOwnerOf,
  findRevisionRow,
  insertMinimumEvent,
  insertProcedure,
  insertRevision,
  listCards,
  listMinimumEvents,
  listMinimumRows,
  listProcedureRows,
  listRevisionRows,
  lockSlug,
  type OfferRow,
  type RevisionListedRow as RevisionListed,
  type RevisionRow,
  saveOffer,
  updateMinimumAssurance,
} from '../store/library.ts'

export interface Imported {
  readonly procedureId: string
  readonly slug: string
  readonly number: number
  /** False when the newest revision already said the same. */
  readonly isNew: boolean
  /** What its author signs off: it stops nothing. */
  readonly warnings: readonly Problem[]
}

export interface FaultyDefinition {
  readonly reason: 'invalid'
  readonly problems: readonly Problem[]
}

/**
 * Adds a procedure to the library, or a revision to it, published at once and pinned on the newest revision of its
 * circuit. Importing what the newest revision says changes nothing; offers keep theirs until they are offered again.
 * @param json parsed JSON in the format `traboule.procedure/1`, as anybody may have written it.
 * @throws AppError `forbidden procedures.not_allowed`, `conflict procedures.slug_taken` where a collectivity has it.
 */
export async function importProcedure(ctx: Context, json: unknown): Promise<Outcome<Imported, FaultyDefinition>> {
  if (!mayShapeLibrary(ctx.actor)) throw new AppError('forbidden', 'procedures.not_allowed')
  return ctx.db.withTerritory(async (tx) => {
    const whole = await resolveBlocks(tx, json)
    if (!whole.ok) return whole
    const read = readDefinition(whole.value)
    if (!read.ok) return read
    const definition = read.value
    const workflows = new Set((await listWorkflows(tx)).map(({ slug }) => slug))
    const problems = checkDefinition(definition, workflows)
    if (problems.some((problem) => severityOf(problem) === 'error')) return refused({ reason: 'invalid', problems })
    const added = await addRevision(tx, { definition, owner: null, at: ctx.clock.now() })
    if (!added.ok) throw new AppError('conflict', 'procedures.slug_taken', { detail: definition.slug })
    return accepted({ ...added.value, warnings: problems })
  })
}

/** Its address is that of somebody else's procedure. */
export interface TakenAddress {
  readonly reason: 'slug_taken'
}

/**
 * The same within a transaction that publishes more than this, in the library of the territory (`owner` null) or among
 * the procedures of one collectivity.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function publishProcedure(
  tx: Tx,
  ctx: Pick<Context, 'actor' | 'clock'>,
  input: { readonly json: unknown; readonly owner: string | null },
): Promise<Outcome<Imported, FaultyDefinition | TakenAddress>> {
  if (!mayPublish(ctx.actor, input.owner)) throw new AppError('forbidden', 'procedures.not_allowed')
  const whole = await resolveBlocks(tx, input.json)
  if (!whole.ok) return whole
  const read = readDefinition(whole.value)
  if (!read.ok) return read
  const workflows = new Set((await listWorkflows(tx)).map(({ slug }) => slug))
  const problems = checkDefinition(read.value, workflows)
  if (problems.some((problem) => severityOf(problem) === 'error')) return refused({ reason: 'invalid', problems })
  const added = await addRevision(tx, { definition: read.value, owner: input.owner, at: ctx.clock.now() })
  return added.ok ? accepted({ ...added.value, warnings: problems }) : added
}

interface NewRevision {
  readonly definition: Definition
  readonly owner: string | null
  readonly at: Date
}

async function addRevision(
  tx: Tx,
  { definition, owner, at }: NewRevision,
): Promise<Outcome<Omit<Imported, 'warnings'>, TakenAddress>> {
  const { slug } = definition
  await lockSlug(tx, slug)
  const known = await findOwnerOf(tx, slug)
  if (known && known.owner !== owner) return refused({ reason: 'slug_taken' })
  const [latest, checksum, circuit] = await Promise.all([
    findLatestRow(tx, slug),
    checksumOf(tx, definition),
    latestRevision(tx, definition.workflow),
  ])
  if (latest?.checksum === checksum && latest.workflow_revision === circuit.number) {
    return accepted({ procedureId: latest.procedure_id, slug, number: latest.number, isNew: false })
  }
  const procedureId = latest?.procedure_id ?? newId()
  const number = (latest?.number ?? 0) + 1
  if (!latest) await insertProcedure(tx, { id: procedureId, slug, owner, at })
  const pinned = { workflow_slug: definition.workflow, workflow_revision: circuit.number }
  await insertRevision(tx, {
    procedure_id: procedureId,
    number,
    definition,
    checksum,
    card: cardOf(definition),
    at,
    ...pinned,
  })
  return accepted({ procedureId, slug, number, isNew: true })
}

const cardOf = ({ title, summary, icon, lifeEvents, keywords, minutes }: Definition): Card => ({
  title,
  summary,
  icon,
  lifeEvents,
  keywords,
  minutes,
})

export interface OfferInput {
  readonly collectivityId: string
  readonly procedureSlug: string
  /** Replaces the defaults of the procedure, property by property. */
  readonly options?: Partial<OfferOptions>
  readonly bindings?: Bindings
  /** Under which address; the procedure's own slug unless said. */
  readonly slug?: string
  readonly searchTerms?: readonly string[]
  readonly position?: number
  readonly published?: boolean
}

export type OfferRefusal =
  | 'unknown_procedure'
  | 'invalid_options'
  | 'invalid_slug'
  | 'unknown_function'
  | 'invalid_binding'
  /** Somebody offers it who could say, and a function of its circuit is nobody's. */
  | 'unbound_function'

const optionsShape = Compile(OfferOptions)

/**
 * Offers a procedure in a collectivity, or changes how it is offered, on its newest revision. The same input twice
 * makes one offer; how sure links must be stays as its administrators set it, unless the input says so.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function offerProcedure(
  ctx: Context,
  input: OfferInput,
): Promise<Outcome<{ readonly id: string; readonly slug: string }, OfferRefusal>> {
  return ctx.db.withCollectivity(input.collectivityId, (tx) => offerWithin(tx, ctx, input))
}

/**
 * The same within a transaction of the collectivity that does more than this.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function offerWithin(
  tx: Tx,
  ctx: Pick<Context, 'actor' | 'clock'>,
  input: OfferInput,
): Promise<Outcome<{ readonly id: string; readonly slug: string }, OfferRefusal>> {
  if (!mayOffer(ctx.actor, input.collectivityId)) throw new AppError('forbidden', 'procedures.not_allowed')
  const slug = input.slug ?? input.procedureSlug
  const [latest, before] = await Promise.all([findInReach(tx, input), findOfferRow(tx, input.collectivityId, slug)])
  if (!latest) return refused('unknown_procedure')
  const options = { ...latest.definition.defaults, ...keptOf(before), ...input.options }
  if (!optionsShape.Check(options)) return refused('invalid_options')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return refused('invalid_slug')
  const { workflow } = await latestRevision(tx, latest.workflow_slug)
  const functions = workflow.functions.map((each) => each.id)
  const bindings = input.bindings ?? stillThere(functions, before?.bindings ?? {})
  const fault = bindingFault(functions, bindings, ctx.actor.kind === 'system')
  if (fault) return refused(fault)
  const id = await saveOffer(tx, {
    collectivity_id: input.collectivityId,
    id: newId(),
    slug,
    procedure_id: latest.procedure_id,
    revision_number: latest.number,
    options,
    bindings,
    ...shownAs(input),
    at: ctx.clock.now(),
  })
  return accepted({ id, slug })
}

/** Another collectivity's own procedure is not in the library that everybody offers from. */
async function findInReach(
  tx: Tx,
  { procedureSlug, collectivityId }: Pick<OfferInput, 'procedureSlug' | 'collectivityId'>,
): Promise<RevisionRow | undefined> {
  const [latest, known] = await Promise.all([findLatestRow(tx, procedureSlug), findOwnerOf(tx, procedureSlug)])
  return (known?.owner ?? collectivityId) === collectivityId ? latest : undefined
}

const shownAs = ({ published = true, searchTerms = [], position = 0 }: OfferInput) => ({
  published,
  search_terms: searchTerms,
  position,
})

/** What its administrators set on a page of their own. */
const keptOf = (before: OfferRow | undefined): Partial<OfferOptions> =>
  before?.options.minimumAssurance === undefined ? {} : { minimumAssurance: before.options.minimumAssurance }

/** Who does what stays as it was when nothing is said of it. */
const stillThere = (functions: readonly string[], bindings: Bindings): Bindings =>
  Object.fromEntries(Object.entries(bindings).filter(([name]) => functions.includes(name)))

/**
 * A function that the circuit does not have would never be anybody's turn; one that is nobody's would leave cases without
 * a service. The platform itself loads a library before its services are known.
 */
function bindingFault(functions: readonly string[], bindings: Bindings, isPlatform: boolean): OfferRefusal | undefined {
  if (Object.keys(bindings).some((name) => !functions.includes(name))) return 'unknown_function'
  if (!Object.values(bindings).every(isId)) return 'invalid_binding'
  const isWhole = functions.every((name) => Object.hasOwn(bindings, name))
  return isWhole || isPlatform ? undefined : 'unbound_function'
}

/** Published revisions never change. About 50 kB each: 10 MB at most. */
const revisions = createMemory<ProcedureRevision>(200)

/**
 * A published revision of a procedure; asked of the database once per process.
 * @throws AppError `not_found procedures.no_revision`.
 */
export async function getProcedure(tx: Tx, procedureId: string, number: number): Promise<ProcedureRevision> {
  const key = `${procedureId} ${number}`
  const known = revisions.recall(key)
  if (known) return known
  const row = await findRevisionRow(tx, procedureId, number)
  if (!row) throw notFound('procedures.no_revision', `${procedureId} ${number}`)
  return revisions.remember(key, {
    procedureId,
    number,
    definition: row.definition,
    workflow: { slug: row.workflow_slug, revision: row.workflow_revision },
  })
}

/** What the newest published revision of a procedure says; undefined when the library has none of that name. */
export const findLatestDefinition = async (tx: Tx, slug: string): Promise<Definition | undefined> =>
  (await findLatestRow(tx, slug))?.definition

async function offerOf(tx: Tx, row: OfferRow | undefined): Promise<Offer | undefined> {
  if (!row) return undefined
  const { id, slug, options, bindings, published } = row
  const revision = await getProcedure(tx, row.procedure_id, row.revision_number)
  return { id, collectivityId: row.collectivity_id, slug, options, bindings, published, revision }
}

/** What a collectivity offers under an address: one query, and one more the first time a process sees a revision. */
export const findOffer = async (tx: Tx, collectivityId: string, slug: string): Promise<Offer | undefined> =>
  offerOf(tx, await findOfferRow(tx, collectivityId, slug))

/** An offer by its id, published or not: a case that began under it goes on. */
export const findOfferById = async (tx: Tx, collectivityId: string, id: string): Promise<Offer | undefined> =>
  offerOf(tx, await findOfferRowById(tx, collectivityId, id))

/** What a collectivity offers, in its own order. */
export const listOffers = (tx: Tx, collectivityId: string): Promise<readonly OfferCard[]> =>
  listCards(tx, collectivityId)

export interface ProcedureListed {
  readonly procedureId: string
  readonly slug: string
  /** Of its newest published revision. */
  readonly number: number
  /** The collectivity whose own it is; null is the territory. */
  readonly owner: string | null
  readonly title: LocalizedText
  readonly summary: LocalizedText
}

/** The library, by slug. */
export const listProcedures = (tx: Tx): Promise<readonly ProcedureListed[]> => listProcedureRows(tx)

export type { RevisionListed }

/** The published revisions of a procedure, the newest first. */
export const listRevisions = (tx: Tx, procedureId: string): Promise<readonly RevisionListed[]> =>
  listRevisionRows(tx, procedureId)

/** How sure the link must be by which somebody files for an organisation, for one procedure that a collectivity offers. */
export interface OfferAssurance {
  readonly id: string
  readonly slug: string
  readonly title: LocalizedText
  /** 0 to 3, as `OfferOptions` says. */
  readonly minimum: number
}

function allowOffering(ctx: Context, collectivityId: string): void {
  if (!mayOffer(ctx.actor, collectivityId)) throw new AppError('forbidden', 'procedures.not_allowed')
}

/**
 * Of each procedure that the collectivity offers, in its own order.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function listOfferAssurances(ctx: Context, collectivityId: string): Promise<readonly OfferAssurance[]> {
  allowOffering(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listMinimumRows(tx, collectivityId))
}

export interface AssuranceChange {
  readonly id: string
  readonly actorId: string | null
  readonly at: Date
  readonly minimum: number
}

/**
 * Who changed it, the latest first, twenty at a time.
 * @param of.before the last one of the part before: what follows it is given.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function listAssuranceChanges(
  ctx: Context,
  of: { readonly collectivityId: string; readonly offerId: string; readonly before?: string },
): Promise<{ readonly changes: readonly AssuranceChange[]; readonly hasMore: boolean }> {
  allowOffering(ctx, of.collectivityId)
  const limit = changesAtATime + 1
  const found = await ctx.db.readCollectivity(of.collectivityId, (tx) => listMinimumEvents(tx, { ...of, limit }))
  return { changes: found.slice(0, changesAtATime), hasMore: found.length === limit }
}

const changesAtATime = 20

/**
 * Says how sure the link must be from now on; requests already sent are left alone. Said again, nothing changes.
 * @param input.minimum 0 to 3.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function requireAssurance(
  ctx: Context,
  input: { readonly collectivityId: string; readonly offerId: string; readonly minimum: number },
): Promise<Outcome<null, 'unknown_level'>> {
  const { collectivityId, minimum } = input
  allowOffering(ctx, collectivityId)
  if (![0, 1, 2, 3].includes(minimum)) return refused('unknown_level')
  const at = ctx.clock.now()
  const actorId = 'accountId' in ctx.actor ? ctx.actor.accountId : null
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    if (!(await updateMinimumAssurance(tx, { ...input, at }))) return
    await insertMinimumEvent(tx, { ...input, id: newId(), actorId, at })
  })
  return accepted(null)
}
