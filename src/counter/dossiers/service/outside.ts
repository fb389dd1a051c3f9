import { takenOrWithdrawn } from '#counter/appointments'
import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { NamedValues } from '#counter/workflows'
import type { DepositedFile } from '../schema.ts'
import { findRequestRow, type OutsideReply, type RequestRow, settleRequestRow } from '../store/circuit.ts'
import { isByHand } from '../domain/asking.ts'
import { answeredByHand } from './asked-answer.ts'
import { endWait, writtenLine } from './moving.ts'
import { stepIn } from './outside-asked.ts'
import { type Act, act, type Decision, readableBody, write, type Writing } from './progress.ts'

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
  /** Kept with the request: by whom, what exactly. */
  readonly answer?: OutsideReply | undefined
  /** For the agents' field that the step names; what was said on it unless given. */
  readonly value?: string
  /** SHA-256 of what was signed, for the journal. */
  readonly proof?: string | undefined
  /** What goes in the case with it, for agents. */
  readonly note?: undefined | { readonly body: string; readonly files: readonly DepositedFile[] }
}

const longestDetail = 2000

/** @throws AppError `not_found dossiers.no_request`. */
export async function settleOutside(
  ctx: Context,
  settling: Settling,
): Promise<Outcome<OutsideSettled, 'already_settled'>> {
  const { collectivityId, requestId, state: wanted, key = wanted } = settling
  const request = await getRequest(ctx, collectivityId, requestId)
  const { dossierId, step, entered } = request
  let hasMoved = false
  let reached = wanted
  const done = await act(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `outside:${requestId}:${key}`.slice(0, 200) },
    {
      mayAct: () => true,
      decide: async (acting): Promise<Outcome<Decision, 'already_settled'>> => {
        // Read again under the dossier's lock: two answers at once are one after the other.
        const now = await findRequestRow(acting.tx, collectivityId, requestId)
        if (now?.state !== 'requested') return refused('already_settled')
        if (isByHand(now)) return accepted(await settledByHand(acting, settling, now))
        const ending = await endingOf(acting, settling, request)
        reached = ending.state
        const fields = await fieldsTold(acting, step, ending)
        const ended = await endWait(acting, { step, way: ending.state, entered, because: 'outside', fields })
        hasMoved = ended.ok
        return accepted(settledDecision(acting, ending, { request, move: ended.ok ? ended.value : {}, fields }))
      },
    },
  )
  if (done.ok) return accepted({ state: reached, hasMoved })
  const { state: before } = await getRequest(ctx, collectivityId, requestId)
  return before === wanted ? accepted({ state: wanted, hasMoved: false }) : refused('already_settled')
}

interface Settled {
  readonly request: RequestRow
  /** What the circuit makes of it: nothing once its status was left. */
  readonly move: Partial<Decision>
  readonly fields: NamedValues
}

function settledDecision(acting: Act, ending: Settling, { request, move, fields }: Settled): Decision {
  const { id: requestId, step, service } = request
  const { state, proof } = ending
  const line: Decision['events'][number] = {
    kind: 'outside.settled',
    payload: { requestId, step, service, state, ...(proof !== undefined && { proof }) },
  }
  const written = ending.note ? [noteOf(acting, ending.note)] : []
  return {
    ...move,
    events: [line, ...written.map(writtenLine), ...(move.events ?? [])],
    writings: [...written, ...(move.writings ?? [])],
    fields,
    besides: () => [keepSettled(acting, ending)],
  }
}

const keepSettled = ({ tx, now }: Act, { collectivityId, requestId, state, detail, answer }: Settling) =>
  settleRequestRow(tx, collectivityId, requestId, {
    state,
    at: now,
    detail: detail?.slice(0, longestDetail) ?? null,
    answer: answer ?? null,
  })

/** One that an agent asked by hand: no circuit waits for it. */
async function settledByHand(acting: Act, settling: Settling, request: RequestRow): Promise<Decision> {
  const { state, answer = null, proof } = settling
  const note = settling.note && noteOf(acting, settling.note)
  const decision = await answeredByHand(acting, request, { state, answer, proof, note })
  return {
    ...decision,
    events: [...decision.events, ...(note ? [writtenLine(note)] : [])],
    writings: note ? [note] : [],
    besides: () => [keepSettled(acting, settling), ...(decision.besides?.() ?? [])],
  }
}

/** Its time is over: a time of an agenda that was taken before answers still, and none is taken after. */
async function endingOf(acting: Act, settling: Settling, { service }: RequestRow): Promise<Settling> {
  if (settling.state !== 'timed_out' || service !== 'appointment') return settling
  const { collectivityId, requestId } = settling
  const startsAt = await takenOrWithdrawn(acting.tx, { collectivityId, requestId, at: acting.now })
  return startsAt ? { ...settling, state: 'accepted', detail: startsAt.toISOString() } : settling
}

const noteOf = (acting: Act, { body, files }: NonNullable<Settling['note']>): Writing =>
  write(acting, 'note', readableBody(body) ?? '', files)

/** The agents' field that the step wants the answer in. */
async function fieldsTold(acting: Act, step: string, { state, detail, value }: Settling): Promise<NamedValues> {
  const workflow = await acting.workflow()
  const into = stepIn(workflow, step)?.into
  return into === undefined ? {} : { [into]: value ?? detail ?? state }
}

async function getRequest(ctx: Context, collectivityId: string, requestId: string): Promise<RequestRow> {
  if (!isId(requestId)) throw notFound('dossiers.no_request', requestId)
  const request = await ctx.db.readCollectivity(collectivityId, (tx) => findRequestRow(tx, collectivityId, requestId))
  if (!request) throw notFound('dossiers.no_request', requestId)
  return request
}
