import type { Actor } from '#kernel/actor'

/** The library of circuits is shared by the territory: its operator, or the platform itself, adds to it. */
export const mayShapeLibrary = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'
