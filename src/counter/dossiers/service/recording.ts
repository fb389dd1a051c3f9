import { type Day, dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import type { Answers } from '#counter/procedures'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { type RecordedMoves, recordedMoves } from '../domain/recording.ts'
import { mayRead } from '../policy.ts'
import { listGivenRows } from '../store/circuit.ts'
import { answersOf } from './circuit-scope.ts'
import { loadFile } from './files.ts'

/** A dossier as one plays it again: what was answered, what agents wrote in their fields, what was done. */
export interface RecordedDossier extends RecordedMoves {
  readonly number: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly answers: Answers
  readonly submittedOn: Day
}

/**
 * What was done with a dossier, for an agent who reaches it.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const recordDossier = (ctx: Context, key: DossierKey): Promise<RecordedDossier> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const file = await loadFile(tx, key)
    if (!file || !mayRead(ctx.actor, file.dossier)) throw notFound('dossiers.no_dossier', key.dossierId)
    const { number, procedureId, revisionNumber, submittedAt } = file.dossier
    const written = await listGivenRows(tx, key.collectivityId, key.dossierId)
    return {
      number,
      procedureId,
      revisionNumber,
      answers: answersOf(file.answers),
      ...recordedMoves(file.events, written),
      submittedOn: dayOf(submittedAt),
    }
  })
