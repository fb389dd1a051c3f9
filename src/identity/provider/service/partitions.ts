import type { Tx } from '#platform/db'
import { keepPartitions } from '../store/state.ts'
import type { EngineTools } from './tools.ts'

/** Runs again once pieces of tables were made, when the night's job has not made them for a long time. */
export async function withPartitions<T>({ db, clock }: EngineTools, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.inOneGo(work)
  } catch (error) {
    if (!isWithoutPartition(error)) throw error
    await db.withTerritory((tx) => keepPartitions(tx, clock.now()))
    return db.inOneGo(work)
  }
}

/** `check_violation`: "no partition of relation found for row". */
const isWithoutPartition = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23514' && error.message.includes('partition')
