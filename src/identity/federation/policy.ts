import type { Actor } from '#kernel/actor'

/** Applications are registered by who runs the platform. */
export const canRegister = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'
