import type { Actor } from '#kernel/actor'

/** Documents, letters and reviews are the affair of who supervises or administers a collectivity. */
export const canModerate = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => serviceId === null && (role === 'supervisor' || role === 'administrator'))
