import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { workOpen311 } from '../../jobs.ts'
import type { PartnerKey } from '../../schema.ts'

/** One job for each partner, at the moment when something is due. */
export const wakeOpen311 = (tx: Tx, key: PartnerKey, runAt?: Date): Promise<void> =>
  enqueue(
    tx,
    workOpen311,
    { collectivityId: key.collectivityId, partnerId: key.partnerId },
    { key: `handover.open311:${key.collectivityId}:${key.partnerId}`, ...(runAt && { runAt }) },
  )
