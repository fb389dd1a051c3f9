import { AppError } from '#kernel/errors'
import { pointsOf } from '#counter/procedures'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import {
  countHeldRows,
  type DossierFact,
  type FactCursor,
  type HeldBand,
  listChangedFactRows,
  listFactRows,
  listPlaceRows,
} from '../store/facts.ts'

/** What figures are made of, for the job that keeps them. */

export interface FactsAsked {
  readonly collectivityId: string
  readonly after: FactCursor
  /** Nothing later: a transaction that began before may still be writing. */
  readonly until: Date
  readonly limit: number
}

/**
 * Requests that changed since a moment, in the order in which they did.
 * @throws AppError `forbidden dossiers.not_allowed` for anybody but the platform.
 */
export function listChangedFacts({ actor }: Pick<Context, 'actor'>, tx: Tx, asked: FactsAsked): Promise<DossierFact[]> {
  if (actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  return listChangedFactRows(tx, asked)
}

/** Some requests as they stand; those that are not there are left out. */
export function listFacts(
  { actor }: Pick<Context, 'actor'>,
  tx: Tx,
  { collectivityId, dossierIds }: { readonly collectivityId: string; readonly dossierIds: readonly string[] },
): Promise<DossierFact[]> {
  if (actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  return listFactRows(tx, collectivityId, dossierIds)
}

/** Where requests lie, for those that say it on a map: longitude and latitude of a first point. */
export async function listPositions(
  { actor }: Pick<Context, 'actor'>,
  tx: Tx,
  { collectivityId, dossierIds }: { readonly collectivityId: string; readonly dossierIds: readonly string[] },
): Promise<ReadonlyMap<string, readonly [number, number]>> {
  if (actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  const rows = await listPlaceRows(tx, collectivityId, dossierIds)
  return new Map(
    rows.flatMap(({ dossierId, geometry }): [string, readonly [number, number]][] => {
      const [lon, lat] = pointsOf(geometry)[0] ?? []
      return lon === undefined || lat === undefined ? [] : [[dossierId, [lon, lat]]]
    }),
  )
}

/** How work is shared in each service, without saying whose it is. */
export function countHeld({ actor }: Pick<Context, 'actor'>, tx: Tx, collectivityId: string): Promise<HeldBand[]> {
  if (actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
  return countHeldRows(tx, collectivityId)
}
