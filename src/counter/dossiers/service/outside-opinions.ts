import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Answers, type Definition, getProcedure } from '#counter/procedures'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import { chosenFiles, isByHand, namesOf } from '../domain/asking.ts'
import type { AnswerSheet, Attachment, DepositedFile } from '../schema.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findAnswers } from '../store/answers.ts'
import { answersOf } from './circuit-scope.ts'
import { type AskedOutside, type OutsideKey, readOutside } from './outside-asked.ts'
import { type OutsideSettled, settleOutside } from './outside.ts'

/** Opinions that a circuit or an agent asks of somebody: an expert, another authority, a colleague. */

/** What opens the page of one question, and of no other: told to who is asked, stored nowhere. */
export const opinionKeyOf = (secrets: Secrets, requestId: string): string =>
  secrets.hmac('dossiers.opinion', requestId).subarray(0, 24).toString('base64url')

export interface OpinionAsked extends AskedOutside {
  readonly definition: Definition
  /** What she is let read, and nothing else: the fields that the request names. */
  readonly answers: Answers
  /** The same with what chosen values were called. */
  readonly sheet: AnswerSheet
  /** The files of these answers. */
  readonly files: readonly Attachment[]
}

/**
 * A question as who is asked reads it: with the answers and the files that the step names in `fields`, no other.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_request`.
 */
export async function readOpinion(ctx: Context, key: OutsideKey): Promise<OpinionAsked> {
  const asked = await readOutside(ctx, key)
  const { collectivityId, id, procedureId, revisionNumber } = asked.dossier
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [sheet, attachments, { definition }] = await Promise.all([
      findAnswers(tx, collectivityId, id),
      listAttachmentRows(tx, collectivityId, id),
      getProcedure(tx, procedureId, revisionNumber),
    ])
    const shared = new Set(namesOf(asked.request.parameters['fields']))
    const read = Object.fromEntries(Object.entries(sheet).filter(([field]) => shared.has(field)))
    const answers = answersOf(read)
    const text = JSON.stringify(answers)
    const chosen = new Set(chosenFiles(asked.request))
    const files = attachments.filter(({ id: file }) => chosen.has(file) || text.includes(file))
    return { ...asked, definition, answers, sheet: read, files }
  })
}

/**
 * The same for who comes by the link that she was written: a wrong one finds nothing.
 * @throws AppError `not_found dossiers.no_request`.
 */
export const openOpinion =
  (secrets: Secrets) =>
  async (ctx: Context, asked: OutsideKey & { readonly key: string }): Promise<OpinionAsked> => {
    const { collectivityId, requestId, key } = asked
    if (!isId(requestId) || !isSameSecret(key, opinionKeyOf(secrets, requestId)))
      throw notFound('dossiers.no_request', requestId)
    const opened = await readOpinion(ctx, { collectivityId, requestId })
    if (!isForOpinion(opened.request.service)) throw notFound('dossiers.no_request', requestId)
    return opened
  }

const isForOpinion = (service: string): boolean => ['expert', 'authority', 'form'].includes(service)

/** No opinion is an answer to an agent; circuits, which go one way or the other, do not offer it. */
export type Opinion = 'favourable' | 'with_conditions' | 'unfavourable' | 'no_opinion'

export interface OpinionGiven extends OutsideKey {
  readonly opinion: Opinion
  /** Who gives it, as she names herself. */
  readonly by: string
  readonly text: string
  /** How agents read it in the case: the opinion in words, then the text. */
  readonly note: string
  readonly files: readonly DepositedFile[]
  readonly idempotencyKey: string
}

export type OpinionRefusal = 'already_settled' | 'no_longer_awaited' | 'not_offered'

/**
 * Gives an opinion by the link that was written: the case keeps it with its files, for agents, and goes on. One with conditions
 * is an acceptance; the agents' field that the step names tells which it was.
 * @throws AppError `not_found dossiers.no_request`.
 */
export const giveOpinion =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    given: OpinionGiven & { readonly key: string },
  ): Promise<Outcome<OutsideSettled, OpinionRefusal>> =>
    keepOpinion(ctx, await openOpinion(secrets)(ctx, given), given)

/** The same once whoever gives it has proved to be asked. */
export async function keepOpinion(
  ctx: Context,
  { request, isAwaited }: Pick<AskedOutside, 'request' | 'isAwaited'>,
  given: OpinionGiven,
): Promise<Outcome<OutsideSettled, OpinionRefusal>> {
  const { opinion, text, note, by, files, idempotencyKey } = given
  if (opinion === 'no_opinion' && !isByHand(request)) return refused('not_offered')
  if (!isAwaited && request.state === 'requested') return refused('no_longer_awaited')
  const settled = await settleOutside(ctx, {
    collectivityId: given.collectivityId,
    requestId: given.requestId,
    state: opinion === 'unfavourable' ? 'refused' : 'accepted',
    detail: text,
    key: `opinion:${idempotencyKey}`,
    answer: { opinion, by },
    value: opinion,
    note: { body: note, files },
  })
  return settled.ok ? accepted(settled.value) : settled
}
