import type { Actor } from '#kernel/actor'

/** Who writes the calendars of an authority: its administrators, for the whole of it. */
export const mayKeepCalendars = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))
