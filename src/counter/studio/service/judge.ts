import { type Field, offeredBlocks, type LocalizedText, sharedBlocks } from '#counter/procedures'
import type { Context } from '#platform/context'
import type { Finding } from '../domain/finding.ts'
import type { Draft } from '../schema.ts'
import { type DraftUsing, listAuthorsSince, listRowsUsing, type Shared } from '../store.ts'
import { actorId, allow, reading } from './drafts.ts'
import { findingsOf } from './publish.ts'

/** Who changed a draft within the half-hour is taken to be writing still. */
const recently = 30 * 60_000

/** What an author is told beside a draft. */
export interface Judged {
  readonly findings: readonly Finding[]
  /** Blocks that may be inserted. */
  readonly offered: readonly { readonly slug: string; readonly title: LocalizedText }[]
  /** The fields of those that it calls, by slug. */
  readonly blocks: ReadonlyMap<string, readonly Field[]>
  /** Accounts that changed it too, lately: the last first. */
  readonly others: readonly { readonly by: string; readonly at: Date }[]
}

/**
 * What there is to say of a draft as it was read, while it is being written: nobody waits for anybody.
 * @throws AppError `forbidden studio.not_allowed`.
 */
export async function judgeDraft(
  ctx: Context,
  { id, owner, document }: Pick<Draft, 'id' | 'owner' | 'document'>,
): Promise<Judged> {
  allow(ctx, owner)
  const since = new Date(ctx.clock.now().getTime() - recently)
  return reading(ctx, owner, async (tx) => ({
    findings: await findingsOf(tx, owner, document),
    offered: await offeredBlocks(tx),
    blocks: await sharedBlocks(tx, document.definition),
    others: (await listAuthorsSince(tx, id, since)).filter(({ by }) => by !== actorId(ctx)),
  }))
}

/**
 * The drafts of an owner that call a shared block or a list: those being written, and the last that each procedure was
 * published from. What is published holds a copy of a block, and does not change with it.
 * @throws AppError `forbidden studio.not_allowed`.
 */
export async function listDraftsUsing(
  ctx: Context,
  { owner, ...shared }: Pick<Draft, 'owner'> & Shared,
): Promise<readonly DraftUsing[]> {
  allow(ctx, owner)
  return reading(ctx, owner, (tx) => listRowsUsing(tx, owner, shared))
}
