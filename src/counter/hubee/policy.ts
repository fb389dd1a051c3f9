import type { Actor } from '#kernel/actor'

/** Who decides which streams are read: administrators of the whole collectivity. */
export const mayArrangeStreams = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

/** Who tends what waits: agents of the collectivity, as for mails that are of no service. An elected member does not. */
export const mayTendFolders = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role }) => role !== 'elected')
