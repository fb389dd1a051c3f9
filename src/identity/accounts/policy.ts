import type { Actor, AgentRole } from '#kernel/actor'

const isAdministratorOf = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** An administrator gives and takes back roles in her own collectivity; the operator and the platform in each. */
export const canManageRoles = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'operator' || actor.kind === 'system' || isAdministratorOf(actor, collectivityId)

const rank: Readonly<Record<AgentRole['role'], number>> = { elected: 0, agent: 1, supervisor: 2, administrator: 3 }

/** Whether one role holds all that another one does: as high, and as wide. */
const covers = (held: AgentRole, given: AgentRole): boolean =>
  rank[held.role] >= rank[given.role] && (held.serviceId === null || held.serviceId === given.serviceId)

/** Who manages roles gives those that she holds herself or lesser ones, never more. */
export const canGive = (actor: Actor, collectivityId: string, gift: AgentRole): boolean =>
  canManageRoles(actor, collectivityId) && (actor.kind !== 'agent' || actor.roles.some((held) => covers(held, gift)))

/** Nobody suspends herself, by mistake or to hide; the whole account is the operator's affair. */
export const canSuspend = (actor: Actor, collectivityId: string, accountId: string): boolean =>
  canManageRoles(actor, collectivityId) && !('accountId' in actor && actor.accountId === accountId)

/** The operator closes a whole account for a time, everywhere; not her own. */
export const canSuspendAccount = (actor: Actor, accountId: string): boolean =>
  actor.kind === 'system' || (actor.kind === 'operator' && actor.accountId !== accountId)

/** Who has what, since when and by whom: supervisors read it, administrators act on it; nobody invited does. */
export const canReviewAccess = (actor: Actor, collectivityId: string): boolean =>
  canManageRoles(actor, collectivityId) ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, isGuest }) => rank[role] >= rank.supervisor && !isGuest))

/** Somebody who works there herself answers for a guest; neither a guest nor an elected member does. */
export const canSponsor = (roles: readonly AgentRole[]): boolean =>
  roles.some(({ role, isGuest }) => role !== 'elected' && !isGuest)

/** Her sponsor keeps a guest or lets her go; so does who manages roles. */
export const canKeepGuest = (actor: Actor, guest: { collectivityId: string; sponsorId: string }): boolean =>
  canManageRoles(actor, guest.collectivityId) ||
  (actor.kind === 'agent' &&
    actor.collectivityId === guest.collectivityId &&
    actor.accountId === guest.sponsorId &&
    canSponsor(actor.roles))

/** Any agent may answer for a guest whose sponsor has left, in her own name. */
export const canTakeGuest = (
  actor: Actor,
  guest: { collectivityId: string },
  how: { hasSponsor: boolean; by: string },
): boolean =>
  !how.hasSponsor &&
  actor.kind === 'agent' &&
  actor.collectivityId === guest.collectivityId &&
  actor.accountId === how.by &&
  canSponsor(actor.roles)

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

/** Undoing a merge is support's: who asks may hold one of the two addresses only. */
export const canUndoMerges = (actor: Actor): boolean => actor.kind === 'operator'

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

/** Each looks after her own ways of signing in, under whichever hat; nobody does it for another. */
export const canManageFactors = (actor: Actor, accountId: string): boolean =>
  'accountId' in actor && actor.accountId === accountId

/** Support looks an account up, lifts its waits and asks that its factors be removed: the operator's work, and it is recorded. */
export const canSupportAccounts = (actor: Actor): actor is Extract<Actor, { kind: 'operator' }> =>
  actor.kind === 'operator'
