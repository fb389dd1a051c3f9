import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { getProcedure, listProcedures } from '#counter/procedures'
import { getRevision, readWorkflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { blankDocument } from '../domain/blank.ts'
import { faultOf, isDocument } from '../domain/shape.ts'
import { type Fault, readPackage } from '../domain/package.ts'
import { mayWrite } from '../policy.ts'
import type { Draft, DraftDocument, DraftListed, Origin, Owner } from '../schema.ts'
import { type DraftKey, findRow, findVersion, insertDraft, insertVersion, listRows } from '../store.ts'

/** A transaction that sees the drafts of an owner. */
export const within = <T>(ctx: Context, owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T> =>
  owner === null ? ctx.db.withTerritory(work) : ctx.db.withCollectivity(owner, work)

export const reading = <T>(ctx: Context, owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T> =>
  owner === null ? ctx.db.readTerritory(work) : ctx.db.readCollectivity(owner, work)

export function allow(ctx: Context, owner: Owner): void {
  if (!mayWrite(ctx.actor, owner)) throw new AppError('forbidden', 'studio.not_allowed')
}

export const actorId = (ctx: Context): string | null => ('accountId' in ctx.actor ? ctx.actor.accountId : null)

/**
 * What an owner is writing or has published from here, the latest changed first.
 * @throws AppError `forbidden studio.not_allowed`.
 */
export async function listDrafts(ctx: Context, owner: Owner): Promise<readonly DraftListed[]> {
  allow(ctx, owner)
  return reading(ctx, owner, (tx) => listRows(tx, owner))
}

/**
 * A draft as it stands.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function getDraft(ctx: Context, key: DraftKey): Promise<Draft> {
  allow(ctx, key.owner)
  return reading(ctx, key.owner, async (tx) => {
    const row = await findRow(tx, key)
    const version = row && (await findVersion(tx, key.id, row.version))
    if (!row || !version) throw notFound('studio.draft', key.id)
    const isOpen = row.state === 'open'
    const { document } = version
    return { ...row, document, canUndo: isOpen && version.previous !== null, canRedo: isOpen && version.next !== null }
  })
}

export type Source =
  | { readonly kind: 'blank'; readonly title: string }
  /** A copy of the newest revision of a procedure, to write the next one. */
  | { readonly kind: 'revision'; readonly slug: string }
  /** A procedure of the territory to make one's own, under another address. */
  | { readonly kind: 'copy'; readonly slug: string; readonly as: string }
  /** What `exportDraft` wrote, or anything else: it is judged. */
  | { readonly kind: 'file'; readonly name: string; readonly json: unknown }
  /** What an importer of another format made, with what it could not translate. */
  | {
      readonly kind: 'translated'
      readonly name: string
      readonly document: unknown
      readonly report: readonly string[]
    }

export type CreationRefusal =
  | 'no_title'
  | 'unknown_procedure'
  | { readonly reason: 'faulty_file'; readonly faults: readonly Fault[] }

/**
 * Begins a draft.
 * @throws AppError `forbidden studio.not_allowed`.
 */
export async function createDraft(
  ctx: Context,
  input: { readonly owner: Owner; readonly from: Source },
): Promise<Outcome<{ readonly id: string }, CreationRefusal>> {
  const { owner, from } = input
  allow(ctx, owner)
  return within(ctx, owner, async (tx) => {
    const begun = await begin(tx, owner, from)
    if (!begun.ok) return begun
    const { document, origin } = begun.value
    const key = { owner, id: newId() }
    const [at, by] = [ctx.clock.now(), actorId(ctx)]
    const { slug, title } = document.definition
    await insertDraft(tx, { ...key, slug, title: title.fr, origin, at, by })
    const first = { number: 1, document, edit: null, previous: null, next: null, madeAt: at, madeBy: by }
    await insertVersion(tx, key, first)
    return accepted({ id: key.id })
  })
}

interface Begun {
  readonly document: DraftDocument
  readonly origin: Origin
}

async function begin(tx: Tx, owner: Owner, from: Source): Promise<Outcome<Begun, CreationRefusal>> {
  switch (from.kind) {
    case 'blank': {
      const title = from.title.trim()
      if (title === '') return refused('no_title')
      return accepted({ document: blankDocument(title.slice(0, 200)), origin: { kind: 'blank' } })
    }
    case 'revision':
      return copyOf(tx, owner, from.slug)
    case 'copy':
      return ownCopyOf(tx, from)
    case 'file': {
      const read = readPackage(from.json)
      if (!read.ok) return read
      const { definition, workflow } = read.value
      const document = { definition: { ...definition, workflow: workflow.slug }, circuit: workflow, retired: [] }
      return accepted({ document, origin: { kind: 'file', name: from.name.slice(0, 200), report: [] } })
    }
    case 'translated': {
      const { document } = from
      if (!isDocument(document)) {
        return refused({ reason: 'faulty_file', faults: [{ place: faultOf(document) ?? '', sentence: 'wrong_shape' }] })
      }
      const origin = { kind: 'file', name: from.name.slice(0, 200), report: from.report.slice(0, 1000) } as const
      return accepted({ document, origin })
    }
  }
}

/** A procedure of the territory and its circuit, which this owner will publish as hers. */
async function ownCopyOf(
  tx: Tx,
  { slug, as }: { readonly slug: string; readonly as: string },
): Promise<Outcome<Begun, CreationRefusal>> {
  const listed = (await listProcedures(tx)).find((each) => each.slug === slug && each.owner === null)
  if (!listed) return refused('unknown_procedure')
  const { definition, workflow } = await getProcedure(tx, listed.procedureId, listed.number)
  const circuit = (await getRevision(tx, workflow.slug, workflow.revision)).workflow
  const name = as.slice(0, 80).replace(/-+$/, '')
  const document = {
    definition: { ...definition, slug: name, workflow: name },
    circuit: { ...circuit, slug: name },
    retired: [],
  }
  return accepted({ document: structuredClone(document), origin: { kind: 'revision', slug, number: listed.number } })
}

/** The newest revision, with its circuit when both are its owner's; names of older revisions stay taken. */
async function copyOf(tx: Tx, owner: Owner, slug: string): Promise<Outcome<Begun, CreationRefusal>> {
  const listed = (await listProcedures(tx)).find((each) => each.slug === slug && each.owner === owner)
  if (!listed) return refused('unknown_procedure')
  const revisions = await Promise.all(
    Array.from({ length: listed.number }, (_, index) => getProcedure(tx, listed.procedureId, index + 1)),
  )
  const newest = revisions.at(-1)
  if (!newest) return refused('unknown_procedure')
  const { definition, workflow } = newest
  const circuit = (await getRevision(tx, workflow.slug, workflow.revision)).workflow
  const isOwn = circuit.slug === definition.slug && readWorkflow(circuit).ok
  const names = revisions.flatMap((each) =>
    each.definition.form.pages.flatMap(({ fields }) => fields.map(({ id }) => id)),
  )
  return accepted({
    document: structuredClone({
      definition,
      circuit: isOwn ? circuit : { slug: workflow.slug },
      retired: [...new Set(names)].map((name) => `field::${name}`),
    }),
    origin: { kind: 'revision', slug, number: listed.number },
  })
}

/**
 * A draft as it was; undefined when that version is kept no more.
 * @throws AppError `forbidden studio.not_allowed`.
 */
export async function findPast(
  ctx: Context,
  key: DraftKey & { readonly version: number },
): Promise<DraftDocument | undefined> {
  allow(ctx, key.owner)
  return reading(ctx, key.owner, async (tx) => {
    const row = await findRow(tx, key)
    return row && (await findVersion(tx, row.id, key.version))?.document
  })
}
