import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { chosenFiles, isByHand } from '../domain/asking.ts'
import { canonicalJson, digestOf, type DossierKey } from '../domain/journal.ts'
import { isApplicant } from '../policy.ts'
import type { Attachment } from '../schema.ts'
import type { OutsideReply } from '../store/circuit.ts'
import { loadFile } from './files.ts'
import { listOutside, type OutsideShown } from './outside-asked.ts'
import { type OutsideSettled, settleOutside } from './outside.ts'

/**
 * A signature that a circuit or an agent asks: of the person, on the page of her request, or of a colleague. It is a simple
 * electronic signature (eIDAS, art. 3(10)); certified, she has just proved again who she is.
 */

export interface SignatureAsked extends OutsideShown {
  /** What is signed: the documents that were chosen, else those of the request that she reads. */
  readonly documents: readonly Attachment[]
  readonly isCertified: boolean
}

export interface SignatureKey extends DossierKey {
  readonly requestId: string
}

/**
 * @throws AppError `not_found dossiers.no_request` when it is not asked of her, or `dossiers.no_dossier`.
 */
export async function readSignature(ctx: Context, key: SignatureKey): Promise<SignatureAsked> {
  const [asked, file] = await Promise.all([
    listOutside(ctx, key),
    ctx.db.readCollectivity(key.collectivityId, (tx) => loadFile(tx, key)),
  ])
  const found = asked.find(({ request }) => request.id === key.requestId && request.service === 'signature')
  if (!found || !file || !isApplicant(ctx.actor, file.dossier)) throw notFound('dossiers.no_request', key.requestId)
  const { request } = found
  const chosen = chosenFiles(request)
  const hers = file.attachments.filter(({ messageId }) => messageId === null)
  return {
    ...found,
    question: found.question ?? found.step?.label,
    documents: chosen ? hers.filter(({ id }) => chosen.includes(id)) : hers,
    isCertified: request.parameters['kind'] === 'certified',
  }
}

export interface SignInput extends SignatureKey {
  readonly signedBy: string
  /** The path of her stroke in a box of 600 by 200, when she drew one. */
  readonly drawing?: string | undefined
  /** She has proved again who she is; the caller has checked it. */
  readonly isProved: boolean
  /** What agents read in the case when one of them asked it. */
  readonly note?: string | undefined
}

/**
 * Signs: the journal keeps the digest of what was signed, by whom and how; the case goes on.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function signOutside(
  ctx: Context,
  input: SignInput,
): Promise<Outcome<OutsideSettled, 'already_settled' | 'no_longer_awaited' | 'proof_missing'>> {
  const asked = await readSignature(ctx, input)
  if (!asked.isAwaited) return refused('no_longer_awaited')
  if (asked.isCertified && !input.isProved) return refused('proof_missing')
  return keepSignature(ctx, input, { ...asked, ...input, kind: asked.isCertified ? 'certified' : 'drawn' })
}

/**
 * Says no: the case goes its other way.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function declineSignature(
  ctx: Context,
  input: SignatureKey & { readonly note?: string | undefined },
): Promise<Outcome<OutsideSettled, 'already_settled' | 'no_longer_awaited'>> {
  const { isAwaited, request } = await readSignature(ctx, input)
  if (!isAwaited) return refused('no_longer_awaited')
  return declined(ctx, input, { request, by: 'name' in ctx.actor ? ctx.actor.name : '', note: input.note })
}

/** The same once whoever refuses has proved to be asked. */
export const declined = (
  ctx: Context,
  key: SignatureKey,
  { request, by, note }: Pick<SignatureAsked, 'request'> & { readonly by: string; readonly note: string | undefined },
): Promise<Outcome<OutsideSettled, 'already_settled'>> =>
  settle(ctx, key, { state: 'refused', ...(isByHand(request) && { answer: { by } }), ...noteFor(request, note) })

type Signing = Pick<SignatureAsked, 'request' | 'question' | 'documents'> &
  Pick<SignInput, 'signedBy' | 'drawing' | 'note'> & {
    readonly kind: NonNullable<OutsideReply['signature']>['kind']
  }

/** The same once whoever signs has proved to be asked. */
export function keepSignature(
  ctx: Context,
  key: SignatureKey,
  { request, question, documents, signedBy, drawing, kind, note }: Signing,
): Promise<Outcome<OutsideSettled, 'already_settled'>> {
  const signed = {
    request: request.id,
    text: question ?? null,
    documents: documents.map(({ name, digest }) => ({ name, digest })),
    signedBy,
    drawing: drawing ?? null,
    kind,
  }
  const digest = digestOf(canonicalJson(signed))
  const signature = { kind, digest, ...(drawing !== undefined && { drawing }) } as const
  const answer = { by: signedBy, signature }
  return settle(ctx, key, { state: 'accepted', detail: signedBy, answer, proof: digest, ...noteFor(request, note) })
}

/** Circuits tell the outcome by where they go; agents who asked by hand read it. */
const noteFor = (request: SignatureAsked['request'], note: string | undefined) =>
  isByHand(request) && note !== undefined ? { note: { body: note, files: [] } } : {}

async function settle(
  ctx: Context,
  { collectivityId, requestId }: SignatureKey,
  settling: Omit<Parameters<typeof settleOutside>[1], 'collectivityId' | 'requestId'>,
): Promise<Outcome<OutsideSettled, 'already_settled'>> {
  const settled = await settleOutside(ctx, {
    ...settling,
    collectivityId,
    requestId,
    key: `signature:${settling.state}`,
  })
  return settled.ok ? accepted(settled.value) : settled
}
