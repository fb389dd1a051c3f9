import { newId } from '#kernel/ids'
import type { Actor } from '#kernel/actor'
import { query, type Tx } from '#platform/db'
import type { MandateEvent } from '../schema.ts'

export interface NewMandateEvent {
  readonly mandateId: string
  readonly kind: string
  readonly at: Date
  readonly actor: Actor
  readonly detail?: Readonly<Record<string, unknown>>
}

export async function insertMandateEvent(
  tx: Tx,
  { mandateId, kind, at, actor, detail = {} }: NewMandateEvent,
): Promise<void> {
  await tx.run(
    query.insertInto('mandates.event').values({
      id: newId(),
      mandate_id: mandateId,
      kind,
      at,
      actor_kind: actor.kind,
      actor_account_id: 'accountId' in actor ? actor.accountId : null,
      detail: JSON.stringify(detail),
    }),
  )
}

/** What happened to a mandate, from the beginning. */
export const listMandateEvents = async (tx: Tx, mandateId: string): Promise<MandateEvent[]> =>
  (await tx.all(
    query
      .selectFrom('mandates.event')
      .select(['id', 'kind', 'at', 'actor_account_id as actorAccountId', 'detail'])
      .where('mandate_id', '=', mandateId)
      .orderBy('at')
      .orderBy('id'),
  )) as MandateEvent[]
