import type { CaseFacts } from '#counter/dispatch'
import type { Scope } from '#kernel/expression'
import { type Answers, type MapGeometry, pointsOf } from '#counter/procedures'
import type { Dossier } from '../schema.ts'

/** What rules read of a request: who dispatches it sees no more of it than they ask. */
export const dispatchFacts = (
  dossier: Pick<Dossier, 'procedureId' | 'channel' | 'locale' | 'submittedAt' | 'serviceId'>,
  answers: Answers,
  scope: Scope,
): CaseFacts => ({
  procedureId: dossier.procedureId,
  channel: dossier.channel,
  locale: dossier.locale,
  submittedAt: dossier.submittedAt,
  serviceId: dossier.serviceId,
  ...placesIn(answers),
  scope,
})

/** Where the answers of a request lie: places drawn on a map, postal codes of addresses. */
export function placesIn(answers: Answers): Pick<CaseFacts, 'positions' | 'postalCodes'> {
  const positions: [number, number][] = []
  const postalCodes: string[] = []
  for (const answer of Object.values(answers)) {
    if (typeof answer !== 'object' || answer === null) continue
    if ('geometry' in answer) positions.push(...positionsOf(answer.geometry as MapGeometry | null))
    if ('postalCode' in answer && typeof answer.postalCode === 'string') postalCodes.push(answer.postalCode)
  }
  return { positions, postalCodes }
}

const positionsOf = (geometry: MapGeometry | null): [number, number][] =>
  pointsOf(geometry).flatMap(([lon, lat]): [number, number][] =>
    lon === undefined || lat === undefined ? [] : [[lon, lat]],
  )
