import type { Actor } from '#kernel/actor'
import { newId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { mailFactorEvent } from '../jobs.ts'
import type { FactorEventKind } from '../schema.ts'
import { insertFactorEvent } from '../store/history.ts'

interface Change {
  readonly accountId: string
  /** What support asks for is told by a mail of its own, which carries a link. */
  readonly kind: Exclude<FactorEventKind, 'reset_asked'>
  readonly detail?: string
}

/**
 * Writes what changed in the history, and tells the owner by mail, in the transaction that changes it: a thief does not
 * do it in silence.
 */
export async function tellChange(
  tx: Tx,
  by: { readonly actor: Actor; readonly at: Date },
  change: Change,
): Promise<void> {
  const { accountId, kind, detail = '' } = change
  const operatorId = by.actor.kind === 'operator' ? by.actor.accountId : null
  await Promise.all([
    insertFactorEvent(tx, accountId, { id: newId(), at: by.at, kind, detail, operatorId }),
    enqueue(tx, mailFactorEvent, { mailId: newId(), accountId, kind, detail }),
  ])
}
