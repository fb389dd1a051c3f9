import { enqueue } from '#platform/jobs'
import { askedOf, isByHand, pausesClock } from '../domain/asking.ts'
import { attachSigned, tellMention } from '../jobs.ts'
import { listRequestRows, type OutsideReply, type RequestRow } from '../store/circuit.ts'
import { insertMentionRows } from '../store/mentions.ts'
import { turnAskedClock } from './asked-clock.ts'
import type { Act, Decision, Writing } from './progress.ts'

/** What ends a question that an agent asked by hand: it moves nothing, she who asked is told, and clocks go on. */

export interface AnsweredByHand {
  readonly state: RequestRow['state']
  readonly answer: OutsideReply | null
  readonly proof: string | undefined
  /** What was written in the case with it; she who asked reads it among her mentions. */
  readonly note: Writing | undefined
}

/** Clocks wait for another question still, or go on. */
export async function clockOnceSettled(acting: Act, request: RequestRow) {
  const { tx, dossier } = acting
  const all = await listRequestRows(tx, dossier.collectivityId, dossier.id)
  const others = all.filter((each) => each.id !== request.id && each.state === 'requested')
  return turnAskedClock(
    acting,
    others.some((each) => isByHand(each) && pausesClock(each)),
  )
}

/** Her name in the journal: that of somebody outside, and of the person, is kept with the request alone. */
export const nameInJournal = (request: RequestRow, name: string | null): string | null =>
  request.toAccount === null && request.toService === null ? null : name

export async function answeredByHand(acting: Act, request: RequestRow, given: AnsweredByHand): Promise<Decision> {
  const { tx, dossier, now } = acting
  const { state, answer, proof, note } = given
  const { id: requestId, service, askedBy } = request
  const { collectivityId, id: dossierId } = dossier
  const to = askedOf(request)
  const clock = await clockOnceSettled(acting, request)
  const name = nameInJournal(request, answer?.by ?? null)
  const said = { ...(answer?.opinion && { opinion: answer.opinion }), ...(proof !== undefined && { proof }) }
  const told = note && askedBy !== null ? [note.message.id] : []
  return {
    state: clock.state,
    events: [{ kind: 'asked.answered', payload: { requestId, service, to, name, state, ...said } }, ...clock.events],
    besides: () => [
      ...told.flatMap((messageId) => [
        enqueue(tx, tellMention, { collectivityId, messageId }),
        insertMentionRows(tx, {
          collectivityId,
          dossierId,
          messageId,
          accountIds: askedBy === null ? [] : [askedBy],
          byName: answer?.by ?? '',
          at: now,
        }),
      ]),
      ...(answer?.signature ? [enqueue(tx, attachSigned, { collectivityId, requestId })] : []),
    ],
  }
}
