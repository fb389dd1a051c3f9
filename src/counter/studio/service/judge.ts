import type { Context } from '#platform/context'
import { checkDraft, type Finding } from '../domain/check.ts'
import type { Draft } from '../schema.ts'
import { allow, reading } from './drafts.ts'
import { aroundOf } from './publish.ts'

/**
 * What there is to say of a draft as it was read, while it is being written: nobody waits for anybody.
 * @throws AppError `forbidden studio.not_allowed`.
 */
export async function judgeDraft(
  ctx: Context,
  { owner, document }: Pick<Draft, 'owner' | 'document'>,
): Promise<readonly Finding[]> {
  allow(ctx, owner)
  return reading(ctx, owner, async (tx) => checkDraft(document, await aroundOf(tx, owner, document)))
}
