import { type Handed, partnerName, tellHanded } from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { isOpen } from '../../domain.ts'
import { hearPartner } from '../../jobs.ts'
import { lockHandoverRow, updateHandoverRow } from '../../store/handovers.ts'
import { insertMessageRow } from '../../store/messages.ts'
import { findPartnerRow } from '../../store/partners.ts'
import { type ThereChange, updateThereRow } from '../../store/there.ts'
import { toldOf } from '../deciding.ts'
import type { ToSay } from '../saying.ts'
import type { HandoverTools } from '../tools.ts'
import type { Going } from './sending.ts'

/**
 * What a server of Open311 answered, kept as if its commune had said it, with the row that says what was read: in one transaction, so that the
 * same answer read twice is heard once.
 */
export async function hearFor(
  tools: HandoverTools,
  { handover }: Going,
  { says, change }: { readonly says: readonly ToSay[]; readonly change: ThereChange },
): Promise<void> {
  const { collectivityId, id: handoverId } = handover
  const key = { collectivityId, handoverId }
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    const before = await lockHandoverRow(tx, key)
    if (!before) return
    await updateThereRow(tx, key, change)
    if (says.length === 0 || !isOpen(before.state)) return
    const now = tools.clock.now()
    await Promise.all([
      ...says.map((each, index) => keep(tx, { ...key, sequence: before.received + index + 1, now }, each)),
      updateHandoverRow(tx, { ...before, received: before.received + says.length, changedAt: now }),
      enqueue(tx, hearPartner, key),
    ])
  })
}

interface Place {
  readonly collectivityId: string
  readonly handoverId: string
  readonly sequence: number
  readonly now: Date
}

const keep = (tx: Tx, { sequence, now, ...key }: Place, { type, body }: ToSay): Promise<void> =>
  insertMessageRow(tx, key, 'in', {
    id: newId(),
    sequence,
    type,
    at: now,
    data: { format: 'traboule.handover/1', handover: key.handoverId, sequence, ...body },
  })

const minute = 60_000

/** After each failure, how long until it is tried again, in minutes: ten tries over two days, then somebody is told. */
const waits = [0.5, 5, 15, 30, 60, 120, 240, 720, 1440]

/** An attempt failed: it waits, or is given up and its request says so; a request that is there already is only asked for later. */
export async function noteFailure(tools: HandoverTools, going: Going, why: string): Promise<void> {
  const { there, handover } = going
  const key = { collectivityId: handover.collectivityId, handoverId: handover.id }
  const now = tools.clock.now()
  const tries = there.tries + 1
  const wait = waits[tries - 1]
  const isThere = there.serviceRequestId !== null
  if (wait !== undefined || isThere) {
    const nextAt = new Date(now.getTime() + (wait ?? 1440) * minute)
    await tools.db.withCollectivity(key.collectivityId, (tx) =>
      updateThereRow(tx, key, { tries, nextAt, lastError: why }),
    )
    return
  }
  tools.log.warn({ handover: handover.id, why }, 'a server of Open311 did not take a request')
  await giveUp(tools, going, { tries, lastError: why, diedAt: now })
}

/** Written in the request and in the row together: it is told, or it is tried again. */
async function giveUp(tools: HandoverTools, { handover, there }: Going, change: ThereChange): Promise<void> {
  const { collectivityId, id, role, state, reference, dossierId, partnerId } = handover
  const partner = await tools.db.readCollectivity(collectivityId, (tx) =>
    findPartnerRow(tx, { collectivityId, partnerId }),
  )
  if (dossierId === null || !partner) return
  const handed: Handed = { id, role, partner: partner.name, state, reference }
  const body = `L’outil de ${partner.name} n’a pas pris la demande en dix essais. L’administration peut la renvoyer depuis la page du partenaire ; vous pouvez la reprendre.`
  const told = await tellHanded(
    systemContext(tools, partnerName),
    {
      collectivityId,
      dossierId,
      idempotencyKey: `handover:${id}:given_up:${there.attemptedAt?.getTime() ?? 0}`,
      handed,
      expected: id,
      told: toldOf(handed, 'late'),
      text: { direction: 'note', body, by: 'Traboule' },
    },
    (tx) => updateThereRow(tx, { collectivityId, handoverId: id }, change),
  )
  // Moved meanwhile: who looks next sees whether it still has to go.
  if (!told.ok) throw new AppError('conflict', 'handover.moved_meanwhile')
}
