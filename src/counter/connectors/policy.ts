import type { Actor } from '#kernel/actor'
import type { Asked } from './schema.ts'

/** The keys given by the State are the administrators' affair. */
export const mayKeepAccess = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role, serviceId }) => role === 'administrator' && serviceId === null)

export interface Asker {
  /** Her account carries an identity that the State proved. */
  readonly isCertified: boolean
  /** What is asked was read from that identity, not typed. */
  readonly isOwnIdentity: boolean
  /** The collectivity accepts what is typed. */
  readonly acceptsTyped: boolean
}

/**
 * Who may ask about whom. Typing somebody's civil status must not tell her affairs to anybody: it takes an asker whom the
 * State knows, or a collectivity that has accepted it. A number that only its holder knows, or a firm's, is hers to say.
 */
export const mayAsk = (asked: Asked, { isCertified, isOwnIdentity, acceptsTyped }: Asker): boolean =>
  asked.civil === undefined || isOwnIdentity || isCertified || acceptsTyped
