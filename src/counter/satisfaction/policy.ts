import type { Actor } from '#kernel/actor'

/** Who chooses what is asked: those who administer the whole collectivity. */
export const maySetSurveys = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** Whose marks somebody reads: `null`, of every service; nobody's when the list is empty. Elected members read them too. */
export function servicesRead(actor: Actor, collectivityId: string): readonly string[] | null {
  if (actor.kind !== 'agent' || actor.collectivityId !== collectivityId) return []
  if (actor.roles.some(({ serviceId }) => serviceId === null)) return null
  return [...new Set(actor.roles.flatMap(({ serviceId }) => serviceId ?? []))]
}
