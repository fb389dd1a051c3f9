import type { Actor } from '#kernel/actor'

const isAdministratorOf = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** An administrator gives and takes back roles in her own collectivity; the operator and the platform in each. */
export const canManageRoles = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'operator' || actor.kind === 'system' || isAdministratorOf(actor, collectivityId)

/** Agents know their colleagues; nobody else sees who works for a collectivity. */
export const canListAgents = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'operator' ||
  actor.kind === 'system' ||
  (actor.kind === 'agent' && actor.collectivityId === collectivityId && actor.roles.length > 0)

/** Accounts made for somebody else, already confirmed: the operator's and the platform's work. */
export const canCreateAccounts = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'

/** Her own sessions, and those of anybody for the operator's support. */
export const canEndSessions = (actor: Actor, accountId: string): boolean => canReadAccount(actor, accountId)

/** What an account says, its address, its end: its owner's affair, as herself; an agent at work is not. */
export const canChangeAccount = (actor: Actor, accountId: string): boolean =>
  actor.kind === 'account' && actor.accountId === accountId

/** Her own account, under whichever hat; the operator's support and the platform read each. */
export function canReadAccount(actor: Actor, accountId: string): boolean {
  switch (actor.kind) {
    case 'operator':
    case 'system':
      return true
    case 'account':
    case 'agent':
      return actor.accountId === accountId
    case 'anonymous':
    case 'tracker':
      return false
  }
}
