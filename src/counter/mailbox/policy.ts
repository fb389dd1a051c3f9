import type { Actor } from '#kernel/actor'

interface Place {
  readonly collectivityId: string
  /** Whose agents tend it; null: any agent of the collectivity. */
  readonly serviceId: string | null
}

/** Who decides which mailboxes are read, and how: administrators of the whole collectivity. */
export const mayArrangeBoxes = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** Who tends what comes: who works for its service, for the whole collectivity, or anybody when it is of no service. An elected member does not. */
export const mayTend = (actor: Actor, { collectivityId, serviceId }: Place): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(
    (role) =>
      role.role !== 'elected' && (role.serviceId === null || serviceId === null || role.serviceId === serviceId),
  )

/** Whose mail somebody tends: `all`, or that of some services besides what is of none. */
export function tended(actor: Actor, collectivityId: string): 'all' | readonly string[] {
  if (actor.kind !== 'agent' || actor.collectivityId !== collectivityId) return []
  const working = actor.roles.filter(({ role }) => role !== 'elected')
  if (working.some(({ serviceId }) => serviceId === null)) return 'all'
  return [...new Set(working.flatMap(({ serviceId }) => serviceId ?? []))]
}
