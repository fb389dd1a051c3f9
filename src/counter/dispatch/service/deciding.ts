import { groupsOfAgents, listWorking } from '#identity/accounts'
import type { Tx } from '#platform/db'
import { covers } from '../domain/absence.ts'
import { type CaseFacts, decide, type World } from '../domain/decide.ts'
import type { Colleague } from '../domain/holder.ts'
import type { Decision, KeptDecision, Moment, Plan, Revision } from '../schema.ts'
import { listRunningRows } from '../store/absences.ts'
import {
  type DossierKey,
  eraseDecisionRows,
  insertDecisionRow,
  listDecisionRows,
  listTurnRows,
  lockTurns,
  noteTurnRow,
} from '../store/decisions.ts'
import { findPublishedRow, listZoneRows } from '../store/plan.ts'

/** How many open requests each of these agents follows, asked of the house that has them. */
export type LoadsOf = (
  tx: Tx,
  collectivityId: string,
  accountIds: readonly string[],
) => Promise<ReadonlyMap<string, number>>

/** The rules that hold in a collectivity, if it has published any. */
export const findPublishedPlan = (tx: Tx, collectivityId: string): Promise<Revision | undefined> =>
  findPublishedRow(tx, collectivityId)

/** What rules read around a request at that moment. */
export async function readWorld(
  tx: Tx,
  { collectivityId, at, loadsOf }: { readonly collectivityId: string; readonly at: Date; readonly loadsOf: LoadsOf },
): Promise<World> {
  const [agents, members, absences, turns, zones] = await Promise.all([
    listWorking(tx, collectivityId, at),
    groupsOfAgents(tx, collectivityId, at),
    listRunningRows(tx, collectivityId, at),
    listTurnRows(tx, collectivityId),
    listZoneRows(tx, collectivityId),
  ])
  const loads = await loadsOf(
    tx,
    collectivityId,
    agents.map(({ accountId }) => accountId),
  )
  const away = new Set(absences.map(({ accountId }) => accountId))
  const groupsBy = Map.groupBy(members, ({ accountId }) => accountId)
  const lastBy = new Map(turns.map(({ accountId, givenAt }) => [accountId, givenAt.toISOString()]))
  const colleagues = agents.map(({ accountId, givenName, familyName, roles, isGuest }): Colleague => ({
    accountId,
    name: `${givenName} ${familyName}`,
    services: roles.flatMap(({ role, serviceId }) => (role === 'elected' ? [] : [serviceId])),
    groups: (groupsBy.get(accountId) ?? []).map(({ groupId }) => groupId),
    isGuest,
    isAbsent: away.has(accountId),
    load: loads.get(accountId) ?? 0,
    lastGivenAt: lastBy.get(accountId) ?? null,
  }))
  const substitutions = absences.flatMap((absence) =>
    absence.substitutes
      .filter(({ state }) => state === 'accepted')
      .map(({ accountId, serviceIds, procedureIds }) => ({
        absentId: absence.accountId,
        accountId,
        serviceIds,
        procedureIds,
        newCases: absence.newCases,
      })),
  )
  return { zones, colleagues, substitutions }
}

export interface Dispatching {
  readonly collectivityId: string
  readonly plan: Plan
  readonly facts: CaseFacts
  readonly moment: Moment | 'again'
  readonly at: Date
  readonly loadsOf: LoadsOf
}

/** Decides for one request, alone in its collectivity until the transaction ends: two that arrive at once do not fall on one agent. */
export async function dispatch(tx: Tx, asked: Dispatching): Promise<Decision> {
  await lockTurns(tx, asked.collectivityId)
  return decide(asked.plan, asked.facts, await readWorld(tx, asked), asked.moment)
}

/** Keeps why, beside the line of the journal that tells it, and whose turn it was. */
export function keepDecision(
  tx: Tx,
  key: DossierKey,
  kept: KeptDecision & { readonly holderId: string | null },
): readonly Promise<void>[] {
  const turn = kept.holderId === null ? [] : [noteTurnRow(tx, key.collectivityId, kept.holderId, kept.at)]
  return [insertDecisionRow(tx, key, kept), ...turn]
}

/** Why a request went where it did, the last time first. Whoever asks has been let into the request. */
export const listDecisions = (tx: Tx, key: DossierKey): Promise<KeptDecision[]> => listDecisionRows(tx, key)

/** The answers that rules read are forgotten with the request. */
export const forgetDecisions = (tx: Tx, key: DossierKey): Promise<void> => eraseDecisionRows(tx, key)

/** Who is away now, and whether an accepted substitute answers for such a request. */
export async function listAway(
  tx: Tx,
  collectivityId: string,
  at: Date,
): Promise<readonly { readonly accountId: string; isCovered(scope: Parameters<typeof covers>[1]): boolean }[]> {
  const absences = await listRunningRows(tx, collectivityId, at)
  const away = new Set(absences.map(({ accountId }) => accountId))
  return absences.map(({ accountId, substitutes }) => ({
    accountId,
    isCovered: (scope) =>
      substitutes.some((each) => each.state === 'accepted' && !away.has(each.accountId) && covers(each, scope)),
  }))
}
