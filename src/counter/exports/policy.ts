import type { Actor } from '#kernel/actor'

/** Who asks for them: agents at work, in the bureau; a program, by its own interface, as far as its key reaches. */
export const mayAskForLists = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role }) => role !== 'elected')

/** Who takes lists out: agents at work there. An elected member reads on the spot; a program has its own interface. */
export const mayExportLists = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.program === undefined &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role }) => role !== 'elected')
