import type { Actor } from '#kernel/actor'
import type { Client, GroupRef } from './schema.ts'

/** The register of applications and the keys: the operator's and the platform's work. */
export const canAdministerProvider = (actor: Actor): boolean => actor.kind === 'operator' || actor.kind === 'system'

/** A person sees and takes back her own consents; the platform carries them over. */
export const canReadConsents = (actor: Actor, accountId: string): boolean =>
  actor.kind === 'system' || ((actor.kind === 'account' || actor.kind === 'agent') && actor.accountId === accountId)

/** What is known of somebody who stands before an application. */
export interface Standing {
  /** Collectivities that she works for. */
  readonly worksFor: readonly string[]
  readonly groups: readonly GroupRef[]
}

/** Whether the rules of an application let somebody in. */
export function mayEnterBy({ rules, isOpen }: Pick<Client, 'rules' | 'isOpen'>, who: Standing): boolean {
  if (!isOpen) return false
  switch (rules.kind) {
    case 'everybody':
      return true
    case 'nobody':
      return false
    case 'agents':
      return rules.collectivities.some((id) => who.worksFor.includes(id))
    case 'groups':
      return rules.groups.some((wanted) =>
        who.groups.some(
          ({ collectivityId, group }) => collectivityId === wanted.collectivityId && group === wanted.group,
        ),
      )
  }
}
