import type { Actor } from '#kernel/actor'

/** Drafts are of the territory's library: its operator, or the platform itself, adds to it. */
export const mayImport = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'
