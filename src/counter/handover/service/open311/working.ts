import { isOpen } from '../../domain.ts'
import type { PartnerKey } from '../../schema.ts'
import { findHandoverRow } from '../../store/handovers.ts'
import { findPartnerRow } from '../../store/partners.ts'
import { claimThereRows, nextThereAt, reviveRows, type There, updateThereRow } from '../../store/there.ts'
import { type HandoverTools, secretsOf } from '../tools.ts'
import type { Server } from './client.ts'
import { askNews } from './news.ts'
import { wakeOpen311 } from './waking.ts'
import { sendRequest } from './sending.ts'

/** Longer than what is done with one request may last. */
const claimMilliseconds = 5 * 60_000
const atOnce = 10

/**
 * Gives a server of Open311 what waits for it, and asks it for news of what it has. It is asked nothing while it is stopped. Each request is
 * held by one process at a time; the job comes back when something is due.
 */
export async function serveOpen311(tools: HandoverTools, key: PartnerKey): Promise<void> {
  for (;;) {
    const server = await serverOf(tools, key)
    if (!server) return
    const now = tools.clock.now()
    const until = new Date(now.getTime() + claimMilliseconds)
    const due = await tools.db.withCollectivity(key.collectivityId, async (tx) => {
      const claimed = await claimThereRows(tx, key, { now, limit: atOnce, until })
      // Should this process die, this is when another looks.
      const next = claimed.length > 0 ? until : await nextThereAt(tx, key)
      if (next) await wakeOpen311(tx, key, next)
      return claimed
    })
    if (due.length === 0) return
    for (const there of due) await doOne(tools, server, there)
  }
}

async function serverOf(tools: HandoverTools, key: PartnerKey): Promise<Server | undefined> {
  const partner = await tools.db.readCollectivity(key.collectivityId, (tx) => findPartnerRow(tx, key))
  if (partner?.mode !== 'open311' || !partner.isActive || partner.address === null) return undefined
  const [secret = ''] = secretsOf(tools.secrets, partner, tools.clock.now())
  return { address: partner.address, jurisdiction: partner.jurisdiction, key: secret }
}

async function doOne(tools: HandoverTools, server: Server, there: There): Promise<void> {
  const { collectivityId, handoverId } = there
  const handover = await tools.db.readCollectivity(collectivityId, (tx) => findHandoverRow(tx, there))
  if (!handover || !isOpen(handover.state)) {
    await tools.db.withCollectivity(collectivityId, (tx) =>
      updateThereRow(tx, { collectivityId, handoverId }, { endedAt: tools.clock.now() }),
    )
    return
  }
  const isThere = there.serviceRequestId !== null || there.token !== null
  await (isThere ? askNews(tools, server, { there, handover }) : sendRequest(tools, server, { there, handover }))
}

/** What was given up leaves again, and news are asked at once. @returns how many were given up. */
export const hurryOpen311 = ({ db, clock }: Pick<HandoverTools, 'db' | 'clock'>, key: PartnerKey): Promise<number> =>
  db.withCollectivity(key.collectivityId, async (tx) => {
    const revived = await reviveRows(tx, key, clock.now())
    await wakeOpen311(tx, key)
    return revived
  })
