import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { type Outcome, refused } from '#kernel/outcome'
import { getRevision } from '#counter/workflows'
import { type Context, systemContext } from '#platform/context'
import { listServices } from '#territory/collectivities'
import { mayReadAt, reaches, reachOf, workReachOf } from '../policy.ts'
import { type AskedHere, type AskedWho, countAskedRows, listAskedRows } from '../store/asking.ts'
import type { RequestRow } from '../store/circuit.ts'
import type { OutsideKey } from './outside-asked.ts'
import {
  keepOpinion,
  type OpinionAsked,
  type OpinionGiven,
  type OpinionRefusal,
  readOpinion,
} from './outside-opinions.ts'
import { declined, keepSignature } from './outside-signature.ts'
import type { OutsideSettled } from './outside.ts'

/** What colleagues ask an agent: an opinion, a signature. Being asked lets her read what was chosen for her, nothing else. */

/** @throws AppError `not_found dossiers.no_request` for who has no desk there. */
async function whoAsks(ctx: Context, collectivityId: string): Promise<AskedWho> {
  const { actor } = ctx
  const reach = workReachOf(actor, collectivityId)
  if (actor.kind !== 'agent' || reachOf(actor, collectivityId).length === 0) throw notFound('dossiers.no_request')
  const serviceIds = reach === 'all' ? (await listServices(ctx.db, collectivityId)).map(({ id }) => id) : reach
  return { collectivityId, accountId: actor.accountId, serviceIds }
}

/**
 * What waits for the agent, or for her services; what is wished first comes first.
 * @throws AppError `not_found dossiers.no_request` for who has no desk there.
 */
export async function listAskedOfMe(ctx: Context, collectivityId: string): Promise<readonly AskedHere[]> {
  const who = await whoAsks(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listAskedRows(tx, who))
}

export async function countAskedOfMe(ctx: Context, collectivityId: string): Promise<number> {
  const who = await whoAsks(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => countAskedRows(tx, who))
}

function isAskedOf({ actor }: Context, { toAccount, toService }: RequestRow, collectivityId: string): boolean {
  if (actor.kind !== 'agent' || actor.collectivityId !== collectivityId || actor.program) return false
  if (toAccount !== null) return toAccount === actor.accountId
  return toService !== null && reaches(workReachOf(actor, collectivityId), toService)
}

export interface AskedOfMe extends OpinionAsked {
  /** She reaches the whole case besides. */
  readonly isCaseReadable: boolean
}

/**
 * A question to the agent, with what she is let read.
 * @throws AppError `not_found dossiers.no_request` when it is not asked of her.
 */
export async function readAskedOfMe(ctx: Context, key: OutsideKey): Promise<AskedOfMe> {
  if (!isId(key.requestId)) throw notFound('dossiers.no_request', key.requestId)
  const asked = await readOpinion(systemContext(ctx, 'Avis'), key)
  if (!isAskedOf(ctx, asked.request, key.collectivityId)) throw notFound('dossiers.no_request', key.requestId)
  const { dossier } = asked
  const { workflow } = await ctx.db.readCollectivity(key.collectivityId, (tx) =>
    getRevision(tx, dossier.workflowSlug, dossier.workflowRevision),
  )
  return { ...asked, isCaseReadable: mayReadAt(ctx.actor, dossier, workflow) }
}

const isSignature = ({ request }: AskedOfMe): boolean => request.service === 'visa'

/**
 * Gives the opinion that was asked. The case keeps it with its files, and she who asked is told.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function giveOpinionHere(
  ctx: Context,
  given: Omit<OpinionGiven, 'by'>,
): Promise<Outcome<OutsideSettled, OpinionRefusal>> {
  const asked = await readAskedOfMe(ctx, given)
  return isSignature(asked) ? refused('not_offered') : keepOpinion(ctx, asked, { ...given, by: nameOf(ctx) })
}

type SignRefusal = 'already_settled' | 'no_longer_awaited' | 'not_offered'

/**
 * Signs the documents that were chosen: the journal keeps their digest, who signed and when.
 * @param note what agents read in the case.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function signHere(
  ctx: Context,
  { note, ...key }: OutsideKey & { readonly note: string },
): Promise<Outcome<OutsideSettled, SignRefusal>> {
  const asked = await readAskedOfMe(ctx, key)
  const refusal = signRefusal(asked)
  if (refusal) return refused(refusal)
  const { request, question, files: documents, dossier } = asked
  const signing = { request, question, documents, signedBy: nameOf(ctx), kind: 'visa' as const, note }
  return keepSignature(ctx, { ...key, dossierId: dossier.id }, { ...signing, drawing: undefined })
}

/**
 * Refuses to sign.
 * @param note the reason, as agents read it in the case.
 * @throws AppError `not_found dossiers.no_request`.
 */
export async function refuseToSign(
  ctx: Context,
  { note, ...key }: OutsideKey & { readonly note: string },
): Promise<Outcome<OutsideSettled, SignRefusal>> {
  const asked = await readAskedOfMe(ctx, key)
  const refusal = signRefusal(asked)
  if (refusal) return refused(refusal)
  const { request, dossier } = asked
  return declined(ctx, { ...key, dossierId: dossier.id }, { request, by: nameOf(ctx), note })
}

function signRefusal(asked: AskedOfMe): SignRefusal | undefined {
  if (!isSignature(asked)) return 'not_offered'
  return asked.isAwaited || asked.request.state !== 'requested' ? undefined : 'no_longer_awaited'
}

const nameOf = ({ actor }: Context): string => ('name' in actor ? actor.name : '')
