import type { Actor } from '#kernel/actor'

/** The library of circuits is shared by the territory: its operator, or the platform itself, adds to it. */
export const mayShapeLibrary = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'

/** Who adds a revision to a circuit: of the library, or of a collectivity's own. */
export const mayPublish = (actor: Actor, owner: string | null): boolean =>
  owner === null
    ? mayShapeLibrary(actor)
    : actor.kind === 'system' ||
      (actor.kind === 'agent' &&
        actor.collectivityId === owner &&
        actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))
