const minute = 60_000

/** Each minute; after failures one, two, four… minutes later, half an hour at most. */
export const nextReading = (now: Date, failures: number): Date =>
  new Date(now.getTime() + minute * Math.min(30, 2 ** Math.max(0, failures - 1)))

/** A mailbox that was not read for so long is late: what was sent waits, and agents are told. */
const lateAfter = 15 * minute

/** Since when nothing was read, when that is too long. */
export function lateSince(
  { readAt, failingSince }: { readonly readAt: Date | null; readonly failingSince: Date | null },
  openedAt: Date,
  now: Date,
): Date | undefined {
  const since = readAt ?? failingSince ?? openedAt
  return now.getTime() - since.getTime() > lateAfter ? since : undefined
}
