import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Answers, type Definition, getProcedure } from '#counter/procedures'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { AnswerSheet, Attachment, DepositedFile } from '../schema.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findAnswers } from '../store/answers.ts'
import { answersOf } from './circuit-scope.ts'
import { type AskedOutside, type OutsideKey, readOutside } from './outside-asked.ts'
import { type OutsideSettled, settleOutside } from './outside.ts'

/** Opinions that a circuit asks of somebody without an account: an expert, another authority. */

/** What opens the page of one question, and of no other: told to who is asked, stored nowhere. */
export const opinionKeyOf = (secrets: Secrets, requestId: string): string =>
  secrets.hmac('dossiers.opinion', requestId).subarray(0, 24).toString('base64url')

export interface OpinionAsked extends AskedOutside {
  readonly definition: Definition
  /** What the circuit lets her read, and nothing else: the fields that the step names. */
  readonly answers: Answers
  /** The same with what chosen values were called. */
  readonly sheet: AnswerSheet
  /** The files of these answers. */
  readonly files: readonly Attachment[]
}

/** Names of fields in a parameter: a list, or a text with commas. */
function fieldsOf({ fields }: AskedOutside['request']['parameters']): readonly string[] {
  const names = typeof fields === 'string' ? fields.split(/[\s,;]+/) : Array.isArray(fields) ? fields : []
  return names.filter((name) => name !== '')
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
    const shared = new Set(fieldsOf(asked.request.parameters))
    const read = Object.fromEntries(Object.entries(sheet).filter(([field]) => shared.has(field)))
    const answers = answersOf(read)
    const text = JSON.stringify(answers)
    return { ...asked, definition, answers, sheet: read, files: attachments.filter((file) => text.includes(file.id)) }
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

export type Opinion = 'favourable' | 'with_conditions' | 'unfavourable'

export interface GivenOpinion extends OutsideKey {
  readonly key: string
  readonly opinion: Opinion
  /** Who gives it, as she names herself. */
  readonly by: string
  readonly text: string
  /** How agents read it in the case: the opinion in words, then the text. */
  readonly note: string
  readonly files: readonly DepositedFile[]
  readonly idempotencyKey: string
}

/**
 * Gives an opinion: the case keeps it with its files, for agents, and goes on. One with conditions is an acceptance; the
 * agents' field that the step names tells which it was.
 * @throws AppError `not_found dossiers.no_request`.
 */
export const giveOpinion =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    given: GivenOpinion,
  ): Promise<Outcome<OutsideSettled, 'already_settled' | 'no_longer_awaited'>> => {
    const { isAwaited, request } = await openOpinion(secrets)(ctx, given)
    const { opinion, text, note, by, files, idempotencyKey } = given
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
