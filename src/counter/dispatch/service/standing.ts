import type { Actor, AgentRole } from '#kernel/actor'
import { rolesIn } from '#identity/accounts'
import type { Tx } from '#platform/db'
import { mayStandIn } from '../policy.ts'
import { type DeedRow, findStandingRow, insertDeedRow, type StandingFor } from '../store/absences.ts'

/** Who is stood in for, with the roles that she holds at that moment. */
export interface Standing extends StandingFor {
  readonly roles: readonly AgentRole[]
}

/**
 * For whom an agent acts on a request that a colleague follows: undefined unless she was asked and accepted, for that service
 * and that procedure, at that very moment, and both work on it by their own roles.
 */
export async function findStandingIn(
  tx: Tx,
  actor: Actor,
  of: {
    readonly collectivityId: string
    readonly holderAccountId: string | null
    readonly serviceId: string | null
    readonly procedureId: string
    readonly at: Date
  },
): Promise<Standing | undefined> {
  const { holderAccountId: absentId } = of
  if (actor.kind !== 'agent' || absentId === null || absentId === actor.accountId) return undefined
  const standing = await findStandingRow(tx, { ...of, substituteId: actor.accountId, absentId })
  if (!standing) return undefined
  const roles = await rolesIn(tx, absentId, of.at)
  return mayStandIn(actor.roles, roles, of) ? { ...standing, roles } : undefined
}

/** Kept for the absent agent to read when she is back. */
export const keepDeed = (tx: Tx, deed: DeedRow): Promise<void> => insertDeedRow(tx, deed)
