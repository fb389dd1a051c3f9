/** Somebody who said nothing for so long has left. In milliseconds. */
const lasts = 60_000

/** Since when somebody must have been heard of to be there. */
export const presentSince = (now: Date): Date => new Date(now.getTime() - lasts)
