import type { Actor } from '#kernel/actor'
import { reachOf } from '#counter/dossiers'

/**
 * Whose figures somebody reads in a collectivity: of all its services, or of those of her roles; elected members read those
 * of their mandate. Undefined: nobody's.
 */
export function readableServices(actor: Actor, collectivityId: string): 'all' | readonly string[] | undefined {
  const reach = reachOf(actor, collectivityId)
  return reach === 'all' || reach.length > 0 ? reach : undefined
}

/** Who decides that everybody reads them: those who administer the whole collectivity. */
export const mayOpenFigures = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** Sums of every collectivity are the affair of who operates the platform. */
export const mayReadTerritory = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'
