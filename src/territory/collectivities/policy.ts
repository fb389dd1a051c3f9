import type { Actor } from '#kernel/actor'

/** The list of authorities is the operator's affair: importing a territory, opening a site, declaring a host name. */
export const mayShapeTerritory = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'
