import type { Actor } from '#kernel/actor'

/** Who reads what was put away: those who administer the whole collectivity. */
export const mayReadArchives = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)
