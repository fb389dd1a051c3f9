import type { Actor } from '#kernel/actor'

/** Who keeps the register: agents at work, neither elected members nor guests. */
export const mayKeepRegister = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'system' ||
  (actor.kind === 'agent' &&
    actor.collectivityId === collectivityId &&
    actor.roles.some(({ role, isGuest }) => role !== 'elected' && isGuest !== true))

/** Who reads a letter and its scan: those of the service it is for; all who keep the register while it is for none. */
export const mayOpenItem = (
  actor: Actor,
  { collectivityId, serviceId }: { readonly collectivityId: string; readonly serviceId: string | null },
): boolean =>
  mayKeepRegister(actor, collectivityId) &&
  (actor.kind === 'system' ||
    serviceId === null ||
    (actor.kind === 'agent' &&
      actor.roles.some(
        (role) =>
          role.role !== 'elected' && role.isGuest !== true && (role.serviceId === null || role.serviceId === serviceId),
      )))
