import type { Database, Tx } from '#platform/db'
import { withPieces } from '#platform/db'

/** Makes the pieces of requests, tickets and departures ahead, and drops those whose day is past. */
export async function keepPartitions(tx: Tx, at: Date): Promise<void> {
  await tx.sql('select federation.keep_partitions($1)', [at])
}

/** Writes what lives in pieces, which are made on the way when the night's job has not for a long time. */
export const writeInPieces = <T>(db: Database, now: Date, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withPieces(
    () => db.withTerritory(work),
    () => db.withTerritory((tx) => keepPartitions(tx, now)),
  )

/** Nothing in pieces lives longer than half an hour; processes whose clocks differ write within these bounds too. */
const longest = 60 * 60_000

/** Until when what lives now may last: pieces beyond are not looked at. */
export const lastEnd = (now: Date): Date => new Date(now.getTime() + longest)
