import type { Actor, AgentRole } from '#kernel/actor'

/** Rules are written by who administers the whole collectivity. */
export const mayArrange = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null))

type Role = Pick<AgentRole, 'role' | 'serviceId'>

/** Whether roles let one act on the requests of a service: an elected member reads, and no more. */
export const worksFor = (roles: readonly Role[], serviceId: string | null): boolean =>
  roles.some((each) => each.role !== 'elected' && (each.serviceId === null || each.serviceId === serviceId))

/** Whether somebody works here at all. */
export const worksHere = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role }) => role !== 'elected')

const supervises = (roles: readonly Role[], serviceId: string | null): boolean =>
  roles.some(
    (each) =>
      (each.role === 'supervisor' || each.role === 'administrator') &&
      (each.serviceId === null || each.serviceId === serviceId),
  )

/**
 * Who says that somebody is away: herself, or who supervises one of her services. Somebody of the whole collectivity is
 * supervised by those of the whole.
 */
export const mayDeclareFor = (
  actor: Actor,
  collectivityId: string,
  absent: { readonly accountId: string; readonly roles: readonly Role[] },
): boolean =>
  worksHere(actor, collectivityId) &&
  actor.kind === 'agent' &&
  (actor.accountId === absent.accountId ||
    absent.roles.some(({ role, serviceId }) => role !== 'elected' && supervises(actor.roles, serviceId)))

/** Whether there is something that both work on: a substitute is of use only there. */
export const shareWork = (left: readonly Role[], right: readonly Role[]): boolean => {
  const working = (roles: readonly Role[]) => roles.filter(({ role }) => role !== 'elected')
  return working(left).some((one) =>
    working(right).some(
      (other) => one.serviceId === null || other.serviceId === null || one.serviceId === other.serviceId,
    ),
  )
}

/**
 * Whether an act on a request can be done in the place of somebody: what the absent agent could do herself, and the
 * substitute by her own roles too. A delegation opens no request to anybody.
 */
export const mayStandIn = (
  substitute: readonly Role[],
  absent: readonly Role[],
  { serviceId }: { readonly serviceId: string | null },
): boolean => worksFor(substitute, serviceId) && worksFor(absent, serviceId)
