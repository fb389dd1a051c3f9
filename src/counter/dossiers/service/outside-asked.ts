import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import type { Localized } from '#kernel/localized'
import { accepted } from '#kernel/outcome'
import { type AskOutsideStep, getRevision, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import { isAwaited, questionIn } from '../domain/asking.ts'
import type { DossierKey } from '../domain/journal.ts'
import { isApplicant, mayRead } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { findRequestDueAt, findRequestRow, listRequestRows, type RequestRow } from '../store/circuit.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { act } from './progress.ts'

/** What is asked outside, for who serves it and for who follows the case. */

export interface OutsideKey {
  readonly collectivityId: string
  readonly requestId: string
}

export interface AskedOutside {
  readonly request: RequestRow
  readonly dossier: Dossier
  /** The step of the circuit that asks; undefined when its revision has none of that name any more. */
  readonly step: AskOutsideStep | undefined
  /** What is asked, in the words of the circuit or of the agent who asks. */
  readonly question: Localized | undefined
  /** Whether the case still waits for it. */
  readonly isAwaited: boolean
  /** After it nobody waits any more; null once it is settled. */
  readonly dueAt: Date | null
}

/** The step that asks an answer outside, in whichever status it stands. */
export const stepIn = (workflow: Workflow, id: string): AskOutsideStep | undefined =>
  workflow.statuses
    .flatMap(({ steps }) => steps)
    .find((step): step is AskOutsideStep => step.kind === 'ask_outside' && step.id === id)

/**
 * An answer that a circuit asked of somebody, with its case: for the house or the page that serves it, once whoever comes
 * has proved to be asked.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_request`.
 */
export const readOutside = (ctx: Context, { collectivityId, requestId }: OutsideKey): Promise<AskedOutside> => {
  if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const request = isId(requestId) ? await findRequestRow(tx, collectivityId, requestId) : undefined
    const dossier = request && (await findDossierRow(tx, collectivityId, request.dossierId))
    if (!request || !dossier) throw notFound('dossiers.no_request', requestId)
    const [{ workflow }, dueAt] = await Promise.all([
      getRevision(tx, dossier.workflowSlug, dossier.workflowRevision),
      findRequestDueAt(tx, collectivityId, requestId),
    ])
    const step = stepIn(workflow, request.step)
    const shown = { request, dossier, step, question: questionIn(request, step) }
    return { ...shown, isAwaited: isAwaited(request, dossier), dueAt: request.state === 'requested' ? dueAt : null }
  })
}

export type OutsideShown = Pick<AskedOutside, 'request' | 'step' | 'question' | 'isAwaited'>

/**
 * What is asked for a case, in order: for its applicant or an agent who reaches it.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const listOutside = (
  ctx: Context,
  { collectivityId, dossierId }: DossierKey,
): Promise<readonly OutsideShown[]> =>
  ctx.db.readCollectivity(collectivityId, async (tx) => {
    const dossier = isId(dossierId) ? await findDossierRow(tx, collectivityId, dossierId) : undefined
    if (!dossier || !(mayRead(ctx.actor, dossier) || isApplicant(ctx.actor, dossier)))
      throw notFound('dossiers.no_dossier', dossierId)
    const requests = await listRequestRows(tx, collectivityId, dossierId)
    if (requests.length === 0) return []
    const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
    return requests.map((request) => {
      const step = stepIn(workflow, request.step)
      return { request, step, question: questionIn(request, step), isAwaited: isAwaited(request, dossier) }
    })
  })

/**
 * Tells agents that an answer could not be asked for: no address, no such agenda. It stays open: they may mend it or go
 * another way, and its time runs out as that of any other.
 */
export async function tellNotAsked(
  ctx: Context,
  { request, dossier, reason }: Pick<AskedOutside, 'request' | 'dossier'> & { readonly reason: NotAsked },
): Promise<void> {
  const { collectivityId, id: dossierId } = dossier
  const payload = { requestId: request.id, step: request.step, service: request.service, reason }
  await act<never>(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `outside-not-asked:${request.id}:${reason}` },
    { mayAct: () => true, decide: async () => accepted({ events: [{ kind: 'outside.not_asked', payload }] }) },
  )
}

/** `no_address`: nobody to write to; `no_agenda`: no such agenda, or no such kind; `not_taken`: who is asked would not take it. */
export type NotAsked = 'no_address' | 'no_agenda' | 'not_taken'
