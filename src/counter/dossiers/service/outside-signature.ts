import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { canonicalJson, digestOf, type DossierKey } from '../domain/journal.ts'
import { isApplicant } from '../policy.ts'
import type { Attachment } from '../schema.ts'
import { loadFile } from './files.ts'
import { listOutside, type OutsideShown } from './outside-asked.ts'
import { type OutsideSettled, settleOutside } from './outside.ts'

/**
 * A signature that a circuit asks of the person, on the page of her request. It is a simple electronic signature
 * (eIDAS, art. 3(10)); certified, she has just proved again who she is.
 */

export interface SignatureAsked extends OutsideShown {
  /** What is signed: the documents of the request that she reads. */
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
  return {
    ...found,
    documents: file.attachments.filter(({ messageId }) => messageId === null),
    isCertified: found.request.parameters['kind'] === 'certified',
  }
}

export interface SignInput extends SignatureKey {
  readonly signedBy: string
  /** The path of her stroke in a box of 600 by 200, when she drew one. */
  readonly drawing?: string | undefined
  /** She has proved again who she is; the caller has checked it. */
  readonly isProved: boolean
}

/**
 * Signs: the journal keeps the digest of what was signed, by whom and how; the case goes on.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function signOutside(
  ctx: Context,
  input: SignInput,
): Promise<Outcome<OutsideSettled, 'already_settled' | 'no_longer_awaited' | 'proof_missing'>> {
  const { request, step, documents, isCertified, isAwaited } = await readSignature(ctx, input)
  if (!isAwaited) return refused('no_longer_awaited')
  if (isCertified && !input.isProved) return refused('proof_missing')
  const { signedBy, drawing } = input
  const kind = isCertified ? 'certified' : 'drawn'
  const signed = {
    request: request.id,
    text: step?.invitation ?? step?.label ?? null,
    documents: documents.map(({ name, digest }) => ({ name, digest })),
    signedBy,
    drawing: drawing ?? null,
    kind,
  }
  const digest = digestOf(canonicalJson(signed))
  const signature = { kind, digest, ...(drawing !== undefined && { drawing }) } as const
  return settle(ctx, input, { state: 'accepted', detail: signedBy, answer: { by: signedBy, signature }, proof: digest })
}

/**
 * Says no: the case goes its other way.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function declineSignature(
  ctx: Context,
  key: SignatureKey,
): Promise<Outcome<OutsideSettled, 'already_settled' | 'no_longer_awaited'>> {
  const { isAwaited } = await readSignature(ctx, key)
  if (!isAwaited) return refused('no_longer_awaited')
  return settle(ctx, key, { state: 'refused' })
}

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
