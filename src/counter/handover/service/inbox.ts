import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { type Arrived, readArrived, type Unreadable } from '../contract.ts'
import { mayHear, placeOf } from '../domain.ts'
import { hearPartner } from '../jobs.ts'
import type { Handover, PartnerKey } from '../schema.ts'
import { findHandoverRow, insertHandoverRow, lockHandoverRow, updateHandoverRow } from '../store/handovers.ts'
import { insertMessageRow } from '../store/messages.ts'
import type { HandoverTools } from './tools.ts'

export type ArrivalRefusal =
  | ({ readonly reason: 'unreadable' } & Unreadable)
  /** Nothing was offered under this id by this partner. */
  | { readonly reason: 'unknown_handover' }
  /** Not for this side to hear. */
  | { readonly reason: 'not_yours_to_say' }
  /** A message before it is missing: send from `expected` on. */
  | { readonly reason: 'gap'; readonly expected: number }

/**
 * Takes in what a partner says: kept at once, carried out a moment later, in order, once each whatever is sent again.
 * @param id of the message, its sender's.
 */
export const takeIn =
  (tools: Pick<HandoverTools, 'db' | 'clock'>) =>
  async (
    partner: PartnerKey,
    message: { readonly id: string; readonly type: unknown; readonly data: unknown },
  ): Promise<Outcome<{ readonly isNew: boolean }, ArrivalRefusal>> => {
    const read = readArrived(message.type, message.data)
    if (!read.ok) return refused({ reason: 'unreadable', ...read.refusal })
    const arrived = read.value
    return tools.db.withCollectivity(partner.collectivityId, async (tx) => {
      const key = { collectivityId: partner.collectivityId, handoverId: arrived.data.handover }
      const handover = await handoverFor(tx, partner, arrived, tools.clock.now())
      if (!handover) return refused({ reason: 'unknown_handover' })
      if (!mayHear(handover.role, arrived.type)) return refused({ reason: 'not_yours_to_say' })
      const { sequence } = arrived.data
      const place = placeOf(handover.received, sequence)
      if (place === 'gap') return refused({ reason: 'gap', expected: handover.received + 1 })
      if (place === 'known') return accepted({ isNew: false })
      const now = tools.clock.now()
      await Promise.all([
        insertMessageRow(tx, key, 'in', { sequence, id: message.id, type: arrived.type, data: arrived.data, at: now }),
        updateHandoverRow(tx, { ...handover, received: sequence, changedAt: now }),
        enqueue(tx, hearPartner, key),
      ])
      return accepted({ isNew: true })
    })
  }

/** The hand-over that a message is about; an offer begins one. */
async function handoverFor(tx: Tx, partner: PartnerKey, arrived: Arrived, now: Date): Promise<Handover | undefined> {
  const { collectivityId, partnerId } = partner
  const key = { collectivityId, handoverId: arrived.data.handover }
  const known = await findHandoverRow(tx, key)
  if (!known && arrived.type === 'handover.offered' && arrived.data.sequence === 1) {
    const row = { collectivityId, id: key.handoverId, partnerId, role: 'taker' as const, dossierId: null, relayed: 0 }
    await insertHandoverRow(tx, row, now)
  }
  const locked = await lockHandoverRow(tx, key)
  return locked?.partnerId === partnerId ? locked : undefined
}
