import type { Actor } from '#kernel/actor'

/** Who answers people about their data: those who administer the whole collectivity, in the name of who is responsible for it. */
export const mayAnswer = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)
