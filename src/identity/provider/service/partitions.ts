import { type Tx, withPieces } from '#platform/db'
import { keepPartitions } from '../store/state.ts'
import type { EngineTools } from './tools.ts'

/** Its own transaction, and once more after pieces were made when the night's job has not made them for a long time. */
export const withPartitions = <T>({ db, clock }: EngineTools, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withPieces(
    () => db.inOneGo(work),
    () => db.withTerritory((tx) => keepPartitions(tx, clock.now())),
  )
