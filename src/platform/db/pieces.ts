/**
 * Does work that writes in a table cut in pieces by time, and once more after the pieces were made when one was missing: the
 * night's job, which makes them days ahead, has not run for as long.
 * @param work - Opens its own transaction: the one that failed is lost.
 */
export async function withPieces<T>(work: () => Promise<T>, makePieces: () => Promise<void>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isWithoutPiece(error)) throw error
    await makePieces()
    return work()
  }
}

/** `check_violation`: "no partition of relation found for row". */
const isWithoutPiece = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23514' && error.message.includes('partition')
