import type { Actor, AgentRole } from '#kernel/actor'
import type { Keeper } from './schema.ts'

interface Kept {
  readonly serviceId: string | null
  readonly keptBy: Keeper
}

const workingRoles = (actor: Actor, collectivityId: string): readonly AgentRole[] =>
  actor.kind === 'agent' && actor.collectivityId === collectivityId
    ? actor.roles.filter(({ role }) => role !== 'elected')
    : []

/** Who uses replies at all: the agents who work requests here. */
export const mayUseReplies = (actor: Actor, collectivityId: string): boolean =>
  workingRoles(actor, collectivityId).length > 0

/** Whether an agent uses the replies of a team: it is hers, or the whole collectivity's. */
export const mayUse = (actor: Actor, collectivityId: string, serviceId: string | null): boolean =>
  workingRoles(actor, collectivityId).some(
    (each) => serviceId === null || each.serviceId === null || each.serviceId === serviceId,
  )

/** Whether an agent changes a reply: those of a team as it says; those of the whole collectivity by who administers it. */
export const mayKeep = (actor: Actor, collectivityId: string, { serviceId, keptBy }: Kept): boolean =>
  workingRoles(actor, collectivityId).some(({ role, serviceId: own }) => {
    if (serviceId === null) return role === 'administrator' && own === null
    if (own !== null && own !== serviceId) return false
    return keptBy === 'agents' || role !== 'agent'
  })
