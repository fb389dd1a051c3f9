import { Compile } from 'typebox/compile'
import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { createMemory } from '#kernel/memory'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { latestRevision, listWorkflows } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { checkDefinition, type Problem, readDefinition } from './domain/index.ts'
import { mayOffer, mayShapeLibrary } from './policy.ts'
import {
  type Bindings,
  type Definition,
  type LocalizedText,
  type Offer,
  type OfferCard,
  OfferOptions,
  type ProcedureRevision,
} from './schema.ts'
import {
  type Card,
  checksumOf,
  findLatestRow,
  findOfferRow,
  findOfferRowById,
  findRevisionRow,
  insertProcedure,
  insertRevision,
  listCards,
  listProcedureRows,
  lockSlug,
  type OfferRow,
  type RevisionRow,
  saveOffer,
} from './store.ts'

export interface Imported {
  readonly procedureId: string
  readonly slug: string
  readonly number: number
  /** False when the newest revision already said the same. */
  readonly isNew: boolean
}

export interface FaultyDefinition {
  readonly reason: 'invalid'
  readonly problems: readonly Problem[]
}

/**
 * Adds a procedure to the library, or a revision to it, published at once and pinned on the newest revision of its
 * circuit. Importing what the newest revision says changes nothing; offers keep theirs until they are offered again.
 * @param json parsed JSON in the format `traboule.procedure/1`, as anybody may have written it.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function importProcedure(ctx: Context, json: unknown): Promise<Outcome<Imported, FaultyDefinition>> {
  if (!mayShapeLibrary(ctx.actor)) throw new AppError('forbidden', 'procedures.not_allowed')
  const read = readDefinition(json)
  if (!read.ok) return read
  const definition = read.value
  return ctx.db.withTerritory(async (tx) => {
    const workflows = new Set((await listWorkflows(tx)).map(({ slug }) => slug))
    const problems = checkDefinition(definition, workflows)
    if (problems.length > 0) return refused({ reason: 'invalid', problems })
    return accepted(await addRevision(tx, definition, ctx.clock.now()))
  })
}

async function addRevision(tx: Tx, definition: Definition, at: Date): Promise<Imported> {
  const { slug } = definition
  await lockSlug(tx, slug)
  const [latest, checksum, circuit] = await Promise.all([
    findLatestRow(tx, slug),
    checksumOf(tx, definition),
    latestRevision(tx, definition.workflow),
  ])
  if (latest?.checksum === checksum && latest.workflow_revision === circuit.number) {
    return { procedureId: latest.procedure_id, slug, number: latest.number, isNew: false }
  }
  const procedureId = latest?.procedure_id ?? newId()
  const number = (latest?.number ?? 0) + 1
  if (!latest) await insertProcedure(tx, { id: procedureId, slug, at })
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
  return { procedureId, slug, number, isNew: true }
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

const optionsShape = Compile(OfferOptions)

/**
 * Offers a procedure in a collectivity, or changes how it is offered, on its newest revision. The same input twice
 * makes one offer.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function offerProcedure(
  ctx: Context,
  input: OfferInput,
): Promise<Outcome<{ readonly id: string; readonly slug: string }, OfferRefusal>> {
  if (!mayOffer(ctx.actor, input.collectivityId)) throw new AppError('forbidden', 'procedures.not_allowed')
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const latest = await findLatestRow(tx, input.procedureSlug)
    if (!latest) return refused('unknown_procedure')
    const options = { ...latest.definition.defaults, ...input.options }
    const slug = input.slug ?? input.procedureSlug
    if (!optionsShape.Check(options)) return refused('invalid_options')
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return refused('invalid_slug')
    const fault = await bindingFault(tx, latest, input.bindings ?? {})
    if (fault) return refused(fault)
    const id = await saveOffer(tx, {
      collectivity_id: input.collectivityId,
      id: newId(),
      slug,
      procedure_id: latest.procedure_id,
      revision_number: latest.number,
      options,
      bindings: input.bindings ?? {},
      published: input.published ?? true,
      search_terms: input.searchTerms ?? [],
      position: input.position ?? 0,
      at: ctx.clock.now(),
    })
    return accepted({ id, slug })
  })
}

/** A function that the circuit does not have would never be anybody's turn. */
async function bindingFault(tx: Tx, latest: RevisionRow, bindings: Bindings): Promise<OfferRefusal | undefined> {
  const { workflow } = await latestRevision(tx, latest.workflow_slug)
  const functions = new Set(workflow.functions.map(({ id }) => id))
  if (Object.keys(bindings).some((name) => !functions.has(name))) return 'unknown_function'
  return Object.values(bindings).every(isId) ? undefined : 'invalid_binding'
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
  readonly slug: string
  /** Of its newest published revision. */
  readonly number: number
  readonly title: LocalizedText
  readonly summary: LocalizedText
}

/** The library, by slug. */
export const listProcedures = (tx: Tx): Promise<readonly ProcedureListed[]> => listProcedureRows(tx)
