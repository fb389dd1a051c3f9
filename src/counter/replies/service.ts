import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { type Locale, type Localized, localize } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type BodyFault, bodyFault, type Filled, fillBody } from './domain.ts'
import { mayKeep, mayUse, mayUseReplies } from './policy.ts'
import type { Keeper, Reply, ReplyScope } from './schema.ts'
import {
  countUse,
  findReplyRow,
  listOfferedRows,
  listReplyRows,
  lockReplyRow,
  type OfCase,
  retireReplyRow,
  saveReplyRow,
} from './store.ts'

/** A reply with whether the reader may change it. */
export interface OwnReply extends Reply {
  readonly isHers: boolean
}

const owned =
  (ctx: Pick<Context, 'actor'>, collectivityId: string) =>
  (reply: Reply): OwnReply => ({ ...reply, isHers: mayKeep(ctx.actor, collectivityId, reply) })

/**
 * The replies of an agent's teams and of the whole collectivity, those in use first.
 * @throws AppError `forbidden replies.not_allowed`.
 */
export function listReplies(ctx: Context, collectivityId: string): Promise<readonly OwnReply[]> {
  if (!mayUseReplies(ctx.actor, collectivityId)) throw new AppError('forbidden', 'replies.not_allowed')
  return ctx.db.readCollectivity(collectivityId, async (tx) =>
    (await listReplyRows(tx, collectivityId))
      .filter(({ serviceId }) => mayUse(ctx.actor, collectivityId, serviceId))
      .map(owned(ctx, collectivityId)),
  )
}

interface ReplyKey {
  readonly collectivityId: string
  readonly replyId: string
}

async function getReply(ctx: Pick<Context, 'actor'>, tx: Tx, { collectivityId, replyId }: ReplyKey): Promise<OwnReply> {
  const reply = isId(replyId) ? await findReplyRow(tx, collectivityId, replyId) : undefined
  if (!reply || !mayUse(ctx.actor, collectivityId, reply.serviceId)) throw notFound('replies.no_reply', replyId)
  return owned(ctx, collectivityId)(reply)
}

/** @throws AppError `not_found replies.no_reply`. */
export const readReply = (ctx: Context, key: ReplyKey): Promise<OwnReply> =>
  ctx.db.readCollectivity(key.collectivityId, (tx) => getReply(ctx, tx, key))

/** What is offered on a case to an agent, the most used first: its name is enough to choose by. */
export const offeredReplies = async (tx: Tx, ctx: Pick<Context, 'actor'>, of: OfCase): Promise<readonly Reply[]> =>
  (await listOfferedRows(tx, of)).filter(({ serviceId }) => mayUse(ctx.actor, of.collectivityId, serviceId))

export interface ReplyInput extends ReplyScope {
  readonly collectivityId: string
  /** Of the one that is changed; a new one without it. */
  readonly replyId?: string | undefined
  readonly name: string
  readonly keptBy: Keeper
  readonly body: Localized
  /** What the procedure that it is for lets it name: `answer.place`. */
  readonly ofForm: ReadonlySet<string>
}

export type ReplyFault = BodyFault | { readonly reason: 'no_name' }

/**
 * Keeps a reply, new or changed: who changes it must keep it before and after.
 * @throws AppError `forbidden replies.not_allowed`; `not_found replies.no_reply`.
 */
export async function saveReply(
  ctx: Context,
  input: ReplyInput,
): Promise<Outcome<{ readonly id: string }, ReplyFault>> {
  const { collectivityId, replyId, keptBy, serviceId, procedureId, status, channel, ofForm } = input
  const { actor } = ctx
  if (actor.kind !== 'agent' || !mayKeep(actor, collectivityId, input))
    throw new AppError('forbidden', 'replies.not_allowed')
  const name = input.name.trim().slice(0, 120)
  if (name === '') return refused({ reason: 'no_name' })
  const body = { fr: input.body.fr.trim(), ...(input.body.en?.trim() && { en: input.body.en.trim() }) }
  const fault = bodyFault(body, ofForm)
  if (fault) return refused(fault)
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const id = replyId ?? newId()
    if (replyId !== undefined) {
      await lockReplyRow(tx, collectivityId, isId(replyId) ? replyId : id)
      const before = await getReply(ctx, tx, { collectivityId, replyId })
      if (!before.isHers) throw new AppError('forbidden', 'replies.not_allowed')
    }
    const scope = { serviceId, procedureId, status, channel }
    await saveReplyRow(tx, {
      collectivityId,
      id,
      name,
      keptBy,
      ...scope,
      body,
      byName: actor.name,
      at: ctx.clock.now(),
    })
    return accepted({ id })
  })
}

/**
 * Says whether a reply is offered from now on.
 * @throws AppError `forbidden replies.not_allowed`; `not_found replies.no_reply`.
 */
export const retireReply = (
  ctx: Context,
  { isRetired, ...key }: ReplyKey & { readonly isRetired: boolean },
): Promise<void> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const reply = await getReply(ctx, tx, key)
    if (!reply.isHers) throw new AppError('forbidden', 'replies.not_allowed')
    await retireReplyRow(tx, key.collectivityId, key.replyId, isRetired ? ctx.clock.now() : null)
  })

export interface ReplyInserted extends Filled {
  readonly name: string
}

/**
 * A reply filled with the words of a case, in the language of its person where it speaks it; its use is counted.
 * @throws AppError `not_found replies.no_reply`.
 */
export const insertReply = (
  ctx: Context,
  {
    words,
    locale,
    ...key
  }: ReplyKey & { readonly words: Readonly<Record<string, string | undefined>>; readonly locale: Locale },
): Promise<ReplyInserted> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const reply = await getReply(ctx, tx, key)
    await countUse(tx, key.collectivityId, key.replyId)
    return { name: reply.name, ...fillBody(localize(reply.revision.body, locale), words) }
  })
