import type { Database } from '#platform/db'
import { takeNumbers } from '../store/numbers.ts'

/** Numbers reserved at a time: one write on the shared row for fifty submissions. */
const blockSize = 50

/** When fewer are left, the next block is asked for: in a rush nobody waits for it. */
const lowStock = 20

/** The numbers that this process may give. One per process: what it had reserved is lost with it, and leaves a gap. */
export interface Numbers {
  take(db: Database, collectivityId: string, year: number): Promise<number>
  /** A number that was taken for a submission that did not happen. */
  giveBack(collectivityId: string, year: number, number: number): void
}

/**
 * Reserves numbers by blocks, each in a short transaction of its own, outside of any other: submissions never wait for
 * each other on the row of their commune.
 */
export function createNumbers(): Numbers {
  const free = new Map<string, number[]>()
  const asking = new Map<string, Promise<void>>()
  const keyOf = (collectivityId: string, year: number): string => `${collectivityId} ${year}`

  function ask(db: Database, collectivityId: string, year: number): Promise<void> {
    const key = keyOf(collectivityId, year)
    const running = asking.get(key)
    if (running) return running
    const answer = db
      .withCollectivity(collectivityId, (tx) => takeNumbers(tx, collectivityId, year, blockSize))
      .then((last) => {
        const block = Array.from({ length: blockSize }, (_, index) => last - index)
        // The smallest is the last, where it is taken.
        free.set(key, [...block, ...(free.get(key) ?? [])])
      })
      .finally(() => asking.delete(key))
    asking.set(key, answer)
    return answer
  }

  return {
    async take(db, collectivityId, year) {
      const key = keyOf(collectivityId, year)
      for (;;) {
        const stock = free.get(key) ?? []
        const number = stock.pop()
        // Whoever finds none asks again, and hears of the failure.
        if (number !== undefined && stock.length < lowStock) ask(db, collectivityId, year).catch(() => {})
        if (number !== undefined) return number
        await ask(db, collectivityId, year)
      }
    },
    giveBack: (collectivityId, year, number) => {
      const key = keyOf(collectivityId, year)
      free.set(key, [...(free.get(key) ?? []), number])
    },
  }
}
