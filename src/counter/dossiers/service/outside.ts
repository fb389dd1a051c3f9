import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { findRequestRow, type RequestRow, settleRequestRow } from '../store/circuit.ts'
import { endWait } from './moving.ts'
import { act, type Decision } from './progress.ts'

/** Answers that a circuit asked of somebody outside: one mechanism for whoever serves them. */

export interface OutsideAnswer {
  readonly collectivityId: string
  readonly requestId: string
  readonly outcome: 'accepted' | 'refused'
  /** A word on it, for agents: a reference, a reason. */
  readonly detail?: string | undefined
  /** Chosen by who answers: the same answer given twice is one. */
  readonly idempotencyKey: string
}

export interface OutsideSettled {
  readonly state: RequestRow['state']
  /** Whether the dossier was still waiting for it, and moved. */
  readonly hasMoved: boolean
}

/**
 * An answer arrives. The same one given again changes nothing; one that comes after its time, or after another, is told
 * so. One for a status that has been left is kept, and moves nothing.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_request`.
 */
export async function answerOutside(
  ctx: Context,
  answer: OutsideAnswer,
): Promise<Outcome<OutsideSettled, 'already_settled'>> {
  if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  const { collectivityId, requestId, outcome, detail, idempotencyKey } = answer
  return settleOutside(ctx, { collectivityId, requestId, state: outcome, detail, key: idempotencyKey })
}

interface Settling {
  readonly collectivityId: string
  readonly requestId: string
  readonly state: 'accepted' | 'refused' | 'timed_out'
  readonly detail?: string | undefined
  readonly key?: string
}

const longestDetail = 2000

/** @throws AppError `not_found dossiers.no_request`. */
export async function settleOutside(
  ctx: Context,
  { collectivityId, requestId, state, detail, key = state }: Settling,
): Promise<Outcome<OutsideSettled, 'already_settled'>> {
  const request = await getRequest(ctx, collectivityId, requestId)
  const { dossierId, step, service, entered } = request
  let hasMoved = false
  const done = await act(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `outside:${requestId}:${key}`.slice(0, 200) },
    {
      mayAct: () => true,
      decide: async (acting): Promise<Outcome<Decision, 'already_settled'>> => {
        // Read again under the dossier's lock: two answers at once are one after the other.
        const now = await findRequestRow(acting.tx, collectivityId, requestId)
        if (now?.state !== 'requested') return refused('already_settled')
        const ended = await endWait(acting, { step, way: state, entered, because: 'outside' })
        hasMoved = ended.ok
        const settled = { state, at: acting.now, detail: detail?.slice(0, longestDetail) ?? null }
        const line: Decision['events'][number] = {
          kind: 'outside.settled',
          payload: { requestId, step, service, state },
        }
        const move: Partial<Decision> = ended.ok ? ended.value : {}
        return accepted({
          ...move,
          events: [line, ...(move.events ?? [])],
          besides: () => [settleRequestRow(acting.tx, collectivityId, requestId, settled)],
        })
      },
    },
  )
  if (done.ok) return accepted({ state, hasMoved })
  const { state: before } = await getRequest(ctx, collectivityId, requestId)
  return before === state ? accepted({ state, hasMoved: false }) : refused('already_settled')
}

async function getRequest(ctx: Context, collectivityId: string, requestId: string): Promise<RequestRow> {
  if (!isId(requestId)) throw notFound('dossiers.no_request', requestId)
  const request = await ctx.db.readCollectivity(collectivityId, (tx) => findRequestRow(tx, collectivityId, requestId))
  if (!request) throw notFound('dossiers.no_request', requestId)
  return request
}
