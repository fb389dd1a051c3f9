import type { Actor } from '#kernel/actor'
import type { Owner } from './schema.ts'

/**
 * Who writes procedures: the operator, those of the territory's library; who administers the whole of a collectivity, its
 * own. The platform itself imports.
 */
export const mayWrite = (actor: Actor, owner: Owner): boolean => {
  if (actor.kind === 'system') return true
  if (owner === null) return actor.kind === 'operator'
  return (
    actor.kind === 'agent' &&
    actor.collectivityId === owner &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)
  )
}
