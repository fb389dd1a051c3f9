import type { Actor } from '#kernel/actor'

/** Who administers a whole collectivity decides what it writes; the platform fills letters for its cases. */
export const mayKeepLetters = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))
