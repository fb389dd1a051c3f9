import type { Context } from '#platform/context'
import type { Received, WatchedBox } from '../schema.ts'
import { findBoxRow } from '../store/boxes.ts'

/** The mailbox that received it; undefined for a text message. */
export const boxOf = async (
  { db }: Pick<Context, 'db'>,
  { collectivityId, boxId }: Pick<Received, 'collectivityId' | 'boxId'>,
): Promise<WatchedBox | undefined> =>
  boxId === null ? undefined : db.readCollectivity(collectivityId, (tx) => findBoxRow(tx, collectivityId, boxId))
