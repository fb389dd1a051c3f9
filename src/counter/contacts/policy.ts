import type { Actor, AgentRole } from '#kernel/actor'
import type { Discretion } from './schema.ts'

/** The roles by which somebody deals with people: neither an elected member's, nor a guest's. */
function workingRoles(actor: Actor, collectivityId: string): readonly AgentRole[] {
  if (actor.kind !== 'agent' || actor.collectivityId !== collectivityId) return []
  return actor.roles.filter(({ role, isGuest }) => role !== 'elected' && isGuest !== true)
}

/** Who finds, writes down and welcomes people. */
export const mayMeet = (actor: Actor, collectivityId: string): boolean => workingRoles(actor, collectivityId).length > 0

/** Who reads the register of look-ups: those who supervise the whole collectivity. */
export const maySupervise = (actor: Actor, collectivityId: string): boolean =>
  workingRoles(actor, collectivityId).some(
    ({ role, serviceId }) => serviceId === null && (role === 'supervisor' || role === 'administrator'),
  )

/** Who says which services are discreet. */
export const mayKeepDiscretion = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  workingRoles(actor, collectivityId).some(({ role, serviceId }) => serviceId === null && role === 'administrator')

/**
 * What an agent sees of one dealing of a person with a service: all of it; that it exists, its subject and where it stands;
 * only that another service knows her; or nothing.
 */
export type Sight = 'whole' | 'outline' | 'hint' | 'nothing'

export interface Dealing {
  readonly collectivityId: string
  /** Null: with no service in particular. */
  readonly serviceId: string | null
  readonly discretion: Discretion
}

/**
 * A discreet service (a CCAS, child protection) is seen by its own agents alone: a role in the whole collectivity does not
 * open it here, even if it does one request at a time (article 226-13 of the Code pénal; article L. 133-5 of the Code de
 * l'action sociale et des familles). Elected members and guests see nothing of anybody.
 */
export function sightOf(actor: Actor, { collectivityId, serviceId, discretion }: Dealing): Sight {
  const roles = workingRoles(actor, collectivityId)
  if (roles.length === 0) return 'nothing'
  if (serviceId !== null && roles.some((role) => role.serviceId === serviceId)) return 'whole'
  if (discretion === 'secret') return 'nothing'
  if (discretion === 'discreet') return 'hint'
  return roles.some((role) => role.serviceId === null) ? 'whole' : 'outline'
}
