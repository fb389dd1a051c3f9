import { newId } from '#kernel/ids'
import { AppError } from '#kernel/errors'
import type { Tx } from '#platform/db'
import { sendTo } from '#platform/webhooks'
import type { MessageBody, MessageType } from '../contract.ts'
import type { Handover } from '../schema.ts'
import { lockHandoverRow, updateHandoverRow } from '../store/handovers.ts'
import { insertMessageRow } from '../store/messages.ts'
import { findPartnerRow } from '../store/partners.ts'
import { insertThereRow } from '../store/there.ts'
import { wakeOpen311 } from './open311/waking.ts'

/** One thing to say to the other side. */
export type ToSay = { readonly [T in MessageType]: { readonly type: T; readonly body: MessageBody<T> } }[MessageType]

/**
 * Locks a hand-over, changes it, and says things to the other side in order: all in one transaction, so that what is said is
 * what was done. Who also locks a request locks it before.
 */
export async function changeAndSay(
  tx: Tx,
  key: { readonly collectivityId: string; readonly handoverId: string },
  now: Date,
  change: (before: Handover) => { readonly after: Partial<Handover>; readonly say: readonly ToSay[] } | undefined,
): Promise<Handover> {
  const before = await lockHandoverRow(tx, key)
  if (!before) throw new AppError('not_found', 'handover.no_handover', { detail: key.handoverId })
  const changed = change(before)
  if (changed === undefined) return before
  const after: Handover = {
    ...before,
    ...changed.after,
    sent: before.sent + changed.say.length,
    changedAt: changed.after.changedAt ?? now,
  }
  await Promise.all([updateHandoverRow(tx, after), ...(await sayAll(tx, before, changed.say, now))])
  return after
}

async function sayAll(tx: Tx, handover: Handover, say: readonly ToSay[], now: Date): Promise<Promise<void>[]> {
  if (say.length === 0) return []
  const { collectivityId, id: handoverId, partnerId, sent } = handover
  const partner = await findPartnerRow(tx, { collectivityId, partnerId })
  const subscriptionId = partner?.mode === 'push' ? partner.subscriptionId : null
  // A server of Open311 takes a request, and nothing that is said of it afterwards.
  const isPosted = partner?.mode === 'open311' && say.some(({ type }) => type === 'handover.offered')
  const there = { collectivityId, handoverId, partnerId }
  const posting = isPosted ? [insertThereRow(tx, there, now), wakeOpen311(tx, there)] : []
  return say.flatMap(({ type, body }, index) => {
    const id = newId()
    const sequence = sent + index + 1
    const data = { format: 'traboule.handover/1' as const, handover: handoverId, sequence, ...body }
    const message = { id, type, subject: handoverId, place: sequence, at: now, data }
    return [
      insertMessageRow(tx, { collectivityId, handoverId }, 'out', { id, sequence, type, data, at: now }),
      ...(subscriptionId === null ? [] : [sendTo(tx, { collectivityId, subscriptionId }, message)]),
      ...(index === 0 ? posting : []),
    ]
  })
}
