import { Compile } from 'typebox/compile'
import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { getRevision, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { mayOffer } from '../policy.ts'
import { type Bindings, OfferOptions, type ProcedureRevision } from '../schema/index.ts'
import {
  insertSharedEvent,
  listSharedRows,
  type SharedEventRow,
  type SharedRow,
  updateOffer,
  updateRevision,
} from '../store/shared.ts'
import { getProcedure, offerWithin } from './library.ts'

/** What the territory shares, as one collectivity takes it: offered on its own terms, followed or kept as it is. */

export type SharedProcedure = SharedRow

interface SharedKey {
  readonly collectivityId: string
  /** Of the procedure in the library. */
  readonly slug: string
}

function allow(ctx: Context, collectivityId: string): void {
  if (!mayOffer(ctx.actor, collectivityId)) throw new AppError('forbidden', 'procedures.not_allowed')
}

/**
 * The library of the territory, by slug, each procedure with how this collectivity offers it.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function listShared(ctx: Context, collectivityId: string): Promise<readonly SharedProcedure[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listSharedRows(tx, { collectivityId }))
}

interface WithCircuit {
  readonly revision: ProcedureRevision
  readonly workflow: Workflow
}

export interface SharedReading {
  readonly shared: SharedProcedure
  readonly newest: WithCircuit
  /** What the collectivity offers; undefined when it does not. */
  readonly offered: WithCircuit | undefined
}

/**
 * One procedure of the library, with the revision that this collectivity offers beside the newest.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_revision`.
 */
export async function readShared(ctx: Context, key: SharedKey): Promise<SharedReading> {
  allow(ctx, key.collectivityId)
  return ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const shared = await rowOf(tx, key)
    const newest = await withCircuit(tx, shared.procedureId, shared.number)
    const offered = shared.offered === null ? undefined : await withCircuit(tx, shared.procedureId, shared.offered)
    return { shared, newest, offered }
  })
}

async function rowOf(tx: Tx, key: SharedKey): Promise<SharedRow> {
  const [row] = await listSharedRows(tx, key)
  if (!row) throw notFound('procedures.no_revision', key.slug)
  return row
}

async function withCircuit(tx: Tx, procedureId: string, number: number): Promise<WithCircuit> {
  const revision = await getProcedure(tx, procedureId, number)
  const { workflow } = await getRevision(tx, revision.workflow.slug, revision.workflow.revision)
  return { revision, workflow }
}

export interface SharedOfferInput extends SharedKey {
  readonly options: OfferOptions
  /** A service for each function of the circuit. */
  readonly bindings: Bindings
  /** False: residents do not find it any more; what was sent goes on. */
  readonly published: boolean
}

export type SharedRefusal = 'invalid_options' | 'unbound' | 'not_offered'

const optionsShape = Compile(OfferOptions)

const isBound = ({ functions }: Workflow, bindings: Bindings): boolean =>
  functions.every(({ id }) => Object.hasOwn(bindings, id) && isId(bindings[id] ?? ''))

/**
 * Offers a procedure of the library on this collectivity's own terms, or changes them: the revision that it offers stays.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_revision`.
 */
export async function saveSharedOffer(ctx: Context, input: SharedOfferInput): Promise<Outcome<null, SharedRefusal>> {
  const { collectivityId, options, bindings, published } = input
  allow(ctx, collectivityId)
  if (!optionsShape.Check(options)) return refused('invalid_options')
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const row = await rowOf(tx, input)
    const { workflow } = await withCircuit(tx, row.procedureId, row.offered ?? row.number)
    if (published && !isBound(workflow, bindings)) return refused('unbound')
    const at = ctx.clock.now()
    if (row.offerId === null) {
      const made = await offerWithin(tx, ctx, { collectivityId, procedureSlug: row.slug, options, bindings, published })
      if (!made.ok) return refused(made.refusal === 'invalid_options' ? 'invalid_options' : 'unbound')
      await tell(tx, ctx, { collectivityId, offerId: made.value.id, at, kind: 'adopted', number: row.number })
      return accepted(null)
    }
    const place = { collectivityId, offerId: row.offerId, at }
    await updateOffer(tx, { ...place, options, bindings, published })
    await tell(tx, ctx, { ...place, kind: published ? 'changed' : 'withdrawn', number: row.offered ?? row.number })
    return accepted(null)
  })
}

type Telling = Omit<SharedEventRow, 'id' | 'actorId'>

const tell = (tx: Tx, ctx: Context, event: Telling): Promise<void> =>
  insertSharedEvent(tx, { ...event, id: newId(), actorId: 'accountId' in ctx.actor ? ctx.actor.accountId : null })

/**
 * Offers the newest revision from now on; requests already sent keep theirs. The functions that it adds are bound with it.
 * @param input.number the revision whose difference was read: a newer one is read first.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_revision`.
 */
export async function followUpdate(
  ctx: Context,
  input: SharedKey & { readonly number: number; readonly bindings: Bindings },
): Promise<Outcome<null, 'changed' | 'unbound' | 'not_offered'>> {
  const { collectivityId, number } = input
  allow(ctx, collectivityId)
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const row = await rowOf(tx, input)
    if (row.offerId === null || row.options === null) return refused('not_offered')
    if (row.number !== number) return refused('changed')
    const { workflow } = await withCircuit(tx, row.procedureId, number)
    const all = { ...row.bindings, ...input.bindings }
    const bindings = Object.fromEntries(workflow.functions.map(({ id }) => [id, all[id] ?? '']))
    if (!isBound(workflow, bindings)) return refused('unbound')
    const place = { collectivityId, offerId: row.offerId, at: ctx.clock.now() }
    await updateOffer(tx, { ...place, options: row.options, bindings, published: row.published ?? true })
    if (await updateRevision(tx, { ...place, number })) await tell(tx, ctx, { ...place, kind: 'followed', number })
    return accepted(null)
  })
}

/**
 * Leaves an update that was read: it is not told again, the next one is.
 * @throws AppError `forbidden procedures.not_allowed`, `not_found procedures.no_revision`.
 */
export async function keepRevision(
  ctx: Context,
  input: SharedKey & { readonly number: number },
): Promise<Outcome<null, 'changed' | 'not_offered'>> {
  const { collectivityId, number } = input
  allow(ctx, collectivityId)
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const row = await rowOf(tx, input)
    if (row.offerId === null) return refused('not_offered')
    if (row.number !== number) return refused('changed')
    await tell(tx, ctx, { collectivityId, offerId: row.offerId, at: ctx.clock.now(), kind: 'kept', number })
    return accepted(null)
  })
}
