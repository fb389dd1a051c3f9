import type { Actor, AgentRole } from '#kernel/actor'
import type { SavedView, Sharing } from './schema.ts'

const rolesIn = (actor: Actor, collectivityId: string): readonly AgentRole[] =>
  actor.kind === 'agent' && actor.collectivityId === collectivityId ? actor.roles : []

/** Who keeps lists under a name: whoever works or was elected in the collectivity. */
export const mayKeepViews = (actor: Actor, collectivityId: string): boolean => rolesIn(actor, collectivityId).length > 0

const supervises = ({ role }: AgentRole): boolean => role === 'supervisor' || role === 'administrator'

/** With whom somebody may share a view: those whom she supervises, and herself always. */
export function mayShare(actor: Actor, collectivityId: string, sharing: Sharing): boolean {
  const roles = rolesIn(actor, collectivityId)
  switch (sharing.with) {
    case 'nobody':
      return roles.length > 0
    case 'service':
      return roles.some((each) => supervises(each) && (each.serviceId === null || each.serviceId === sharing.serviceId))
    case 'everybody':
      return roles.some((each) => supervises(each) && each.serviceId === null)
  }
}

type Scope = Pick<SavedView, 'collectivityId' | 'ownerAccountId' | 'sharing'>

const isOwn = (actor: Actor, view: Scope): boolean => actor.kind === 'agent' && actor.accountId === view.ownerAccountId

/** Who sees a view: its owner, or those it is shared with. A list shows each of them what she may see, no more. */
export function maySee(actor: Actor, view: Scope): boolean {
  const roles = rolesIn(actor, view.collectivityId)
  const { sharing } = view
  switch (sharing.with) {
    case 'nobody':
      return roles.length > 0 && isOwn(actor, view)
    case 'service':
      return roles.some(({ serviceId }) => serviceId === null || serviceId === sharing.serviceId)
    case 'everybody':
      return roles.length > 0
  }
}

/** Who changes or removes a view: its owner as long as it is hers alone, those who may share it afterwards. */
export const mayChange = (actor: Actor, view: Scope): boolean =>
  view.sharing.with === 'nobody' ? maySee(actor, view) : mayShare(actor, view.collectivityId, view.sharing)
