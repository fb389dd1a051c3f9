import type { Actor } from '#kernel/actor'

/** The library is shared by the territory: its operator, or the platform itself, adds to it. */
export const mayShapeLibrary = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'

/** Who adds a revision to a procedure: of the library, or of a collectivity's own. */
export const mayPublish = (actor: Actor, owner: string | null): boolean =>
  owner === null ? mayShapeLibrary(actor) : mayOffer(actor, owner)

/** What a collectivity offers is its own choice; the platform loads the first offers. */
export const mayOffer = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))
