import type { Actor } from '#kernel/actor'

const holdsEverywhere = (actor: Actor, collectivityId: string, roles: readonly string[]): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId, isGuest }) => roles.includes(role) && serviceId === null && isGuest !== true)

/** A sum is asked for by a circuit, never by somebody. */
export const mayAskPayment = (actor: Actor): boolean => actor.kind === 'system'

/** Where money goes is decided by who administers the whole collectivity. */
export const maySetRegies = (actor: Actor, collectivityId: string): boolean =>
  holdsEverywhere(actor, collectivityId, ['administrator'])

/** What was paid is read by who keeps the accounts: who administers or supervises the whole collectivity. */
export const mayReadPayments = (actor: Actor, collectivityId: string): boolean =>
  holdsEverywhere(actor, collectivityId, ['administrator', 'supervisor'])
