import type { Actor } from '#kernel/actor'

/** Who writes how long things are kept, and reads what went: those who administer the whole collectivity. */
export const mayRetain = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)
