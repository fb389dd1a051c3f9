import type { Actor, AgentRole } from '#kernel/actor'

/** Who makes keys: who administers the whole collectivity, and answers for it herself. A program makes none. */
export const mayKeepApiKeys = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.program === undefined &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId, isGuest }) => role === 'administrator' && serviceId === null && !isGuest)

/** Who sees the keys and ends one at once: the operator besides, whom a leak is told to at night. */
export const mayEndApiKeys = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'operator' || mayKeepApiKeys(actor, collectivityId)

/**
 * The roles that a key gives: those that its maker has at this moment, on the services it is bound to. Never more than she
 * could do herself; nothing when she has left. An elected member's role, which reads all, is no program's.
 */
export function rolesOfKey(ofMaker: readonly AgentRole[], services: readonly string[] | null): readonly AgentRole[] {
  const working = ofMaker.filter(({ role }) => role !== 'elected')
  if (services === null) return working
  return working.flatMap((held) =>
    services
      .filter((id) => held.serviceId === null || held.serviceId === id)
      .map((serviceId) => ({ ...held, serviceId })),
  )
}
