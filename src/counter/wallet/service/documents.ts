import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { getSite } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Database, Tx } from '#platform/db'
import type { FileStore } from '#platform/files'
import { enqueue } from '#platform/jobs'
import { watermark } from '#platform/pdf'
import { dayOf } from '#kernel/calendar'
import { asksMark, expiryOf, isMarkable, markedName, markText, mostDocuments } from '../domain.ts'
import { forgetContents } from '../jobs.ts'
import type { DocumentKind, KeptFile, WalletDocument } from '../schema.ts'
import {
  deleteDocumentRow,
  findDocumentRow,
  findNamedRows,
  forgetHandoverRows,
  insertDocumentRow,
  insertHandoverRow,
  listDocumentRows,
} from '../store.ts'

/** Late enough that what was sent just before is old enough to go. */
const forgottenAfter = 2 * 3_600_000

/** Who keeps documents. @throws AppError `forbidden wallet.account` for anybody who is not a person signed in. */
function ownerOf({ actor }: Pick<Context, 'actor'>): string {
  if (actor.kind === 'account') return actor.accountId
  throw new AppError('forbidden', 'wallet.account')
}

/** Hers, those whose time is over left out. */
export const listDocuments = (ctx: Context): Promise<WalletDocument[]> =>
  ctx.db.readTerritory((tx) => listDocumentRows(tx, ownerOf(ctx), ctx.clock.now()))

/** @throws AppError `not_found wallet.document` for one that is not hers, or no more. */
export async function getDocument(ctx: Context, id: string): Promise<WalletDocument> {
  const key = { id, accountId: ownerOf(ctx), now: ctx.clock.now() }
  const found = isId(id) ? await ctx.db.readTerritory((tx) => findDocumentRow(tx, key)) : undefined
  if (!found) throw notFound('wallet.document', id)
  return found
}

export type KeepRefusal =
  /** A proof of identity that could not be marked before it is given. */
  'not_markable' | 'too_many'

/** Keeps a document that the file store already holds, until its kind's time is over. */
export async function keepDocument(
  ctx: Context,
  { file, kind }: { readonly file: KeptFile; readonly kind: DocumentKind },
): Promise<Outcome<WalletDocument, KeepRefusal>> {
  const accountId = ownerOf(ctx)
  if (asksMark(kind) && !isMarkable(file.mediaType)) return refused('not_markable')
  const now = ctx.clock.now()
  const kept = { ...file, id: newId(), accountId, kind, addedAt: now, expiresAt: expiryOf(kind, now) }
  return ctx.db.withTerritory(async (tx) => {
    if ((await listDocumentRows(tx, accountId, now)).length >= mostDocuments) return refused('too_many')
    await insertDocumentRow(tx, kept)
    return accepted(kept)
  })
}

/** Hers goes at once; what she gave stays with whom she gave it to. One that is not there any more is no fault. */
export const forgetDocument = (ctx: Context, id: string): Promise<void> =>
  ctx.db.withTerritory(async (tx) => {
    if (isId(id)) await forget(tx, await deleteDocumentRow(tx, id, ownerOf(ctx)), ctx.clock.now())
  })

/** Asks that contents leave the file store, with what erased their rows. */
export async function forget(tx: Tx, digests: readonly string[], now: Date): Promise<void> {
  if (digests.length === 0) return
  await enqueue(
    tx,
    forgetContents,
    { digests: [...new Set(digests)] },
    { runAt: new Date(now.getTime() + forgottenAfter) },
  )
}

/** Which of these contents are somebody's kept documents: they are not to be taken out of the file store. */
export const namedDocuments = (db: Database, digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.readTerritory((tx) => findNamedRows(tx, digests))

/** The request of this draft names nobody any more: neither does what was given for it. Asked again, it changes nothing. */
export const forgetHandovers = (
  { db }: Pick<Context, 'db'>,
  { draftId }: Pick<HandOverInput, 'draftId'>,
): Promise<void> => db.withTerritory((tx) => forgetHandoverRows(tx, draftId))

export interface HandOverInput {
  readonly documentId: string
  readonly collectivityId: string
  readonly draftId: string
  /** Title of the procedure: written on a proof of identity. */
  readonly purpose: string
}

export type HandOverRefusal = 'not_markable'

/**
 * What she gives of a document for one request: the document itself, or a copy marked for the procedure when it proves who she
 * is. Written down as given.
 * @throws AppError `not_found wallet.document`.
 */
export const handOver =
  (files: FileStore) =>
  async (ctx: Context, input: HandOverInput): Promise<Outcome<KeptFile, HandOverRefusal>> => {
    const document = await getDocument(ctx, input.documentId)
    const isWatermarked = asksMark(document.kind)
    const file = isWatermarked ? await markedCopy(files, ctx, document, input) : document
    if (!file) return refused('not_markable')
    const { collectivityId: givenTo, documentId, draftId, purpose } = input
    const { accountId, kind, name } = document
    const row = {
      id: newId(),
      accountId,
      documentId,
      givenTo,
      draftId,
      kind,
      name,
      purpose,
      isWatermarked,
      at: ctx.clock.now(),
    }
    await ctx.db.withTerritory((tx) => insertHandoverRow(tx, row))
    return accepted({ digest: file.digest, name: file.name, mediaType: file.mediaType, size: file.size })
  }

async function markedCopy(
  files: FileStore,
  ctx: Context,
  document: WalletDocument,
  { collectivityId, purpose }: HandOverInput,
): Promise<KeptFile | undefined> {
  const site = await getSite(ctx.db, { id: collectivityId })
  const [year, month, day] = dayOf(ctx.clock.now()).split('-')
  const text = markText({ to: site.name, purpose, day: `${day}/${month}/${year}` })
  const chunks: Uint8Array[] = []
  for await (const chunk of await files.open(document.digest)) chunks.push(chunk as Uint8Array)
  const marked = await watermark(Buffer.concat(chunks), { mediaType: document.mediaType, text })
  if (!marked) return undefined
  const name = markedName(document.name)
  const kept = await files.put(asStream(marked), { name, kinds: ['pdf'] })
  return kept.ok
    ? { digest: kept.value.digest, mediaType: kept.value.mediaType, size: kept.value.size, name }
    : undefined
}

async function* asStream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
