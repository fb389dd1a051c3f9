import { days, hours } from './durations.ts'

/** Two weeks to change one's mind; a copy of one's data is kept two days. */
export const lifeEnds = { grace: 14 * days, export: 48 * hours } as const

/** Until when an account that was closed can be opened again. */
export const graceEnd = (closingAt: Date): Date => new Date(closingAt.getTime() + lifeEnds.grace)
