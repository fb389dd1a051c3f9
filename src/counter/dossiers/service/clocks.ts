import { beginClocks, type FollowedCase, followClocks, type Happened } from '#counter/deadlines'
import { calendarsOf } from '#territory/calendars'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { Dossier } from '../schema.ts'
import { lockDossierRow } from '../store/dossiers.ts'
import type { Act } from './progress.ts'

/** The clocks of a case follow it, in the transaction of each act. */

const standingOf = ({ status, phase, promise }: Dossier): Happened['standing'] => ({
  status,
  isApplicantAwaited: phase === 'waiting_applicant',
  isOutsideAwaited: promise?.isOutsideAwaited === true,
  isCircuitPaused: promise?.isCircuitPaused === true,
  isAskedPaused: promise?.isAskedPaused === true,
})

interface Around extends Pick<FollowedCase, 'db' | 'tx' | 'calendars'> {
  readonly dossier: Dossier
}

/** Nothing of a case that has no rules: it costs no query. */
function followedOf({ db, tx, calendars, dossier }: Around): FollowedCase | undefined {
  const { collectivityId, id: dossierId, procedureId, serviceId, promise } = dossier
  if (!promise || promise.rules === null) return undefined
  return { db, tx, calendars, collectivityId, dossierId, procedureId, serviceId, promise }
}

/** What an act did that clocks wait for. */
export interface ActDone {
  readonly after: Dossier
  readonly hasEntered: boolean
  /** The person was written to. */
  readonly isAnswered: boolean
}

/** Brings the clocks to where the case stands after an act. */
export async function moveClocks({ ctx, tx, dossier, now, calendars }: Act, done: ActDone): Promise<void> {
  const { after, hasEntered, isAnswered } = done
  const of = followedOf({ db: ctx.db, tx, calendars, dossier: after })
  const isMoved =
    hasEntered ||
    isAnswered ||
    after.promise !== dossier.promise ||
    after.closedAt !== dossier.closedAt ||
    after.holderAccountId !== dossier.holderAccountId
  if (!of || !isMoved) return
  await followClocks(of, {
    standing: standingOf(after),
    isClosed: after.closedAt !== null,
    isTaken: after.holderAccountId !== null,
    isAnswered,
    entered: hasEntered ? { status: after.status, entry: after.entered } : null,
    at: now,
  })
}

/** Begins the clocks of a request that has just been filed, once. */
export async function beginCaseClocks({ db }: Pick<Context, 'db'>, key: DossierKey): Promise<void> {
  const { collectivityId, dossierId } = key
  const calendars = await calendarsOf(db, collectivityId)
  await db.withCollectivity(collectivityId, async (tx: Tx) => {
    const dossier = await lockDossierRow(tx, collectivityId, dossierId)
    const of = dossier && followedOf({ db, tx, calendars, dossier })
    if (!of || dossier.closedAt) return
    const { submittedAt: startedAt, status, entered: entry, updatedAt: at } = dossier
    const isTaken = dossier.holderAccountId !== null
    const entered = { status, entry }
    const happened = { standing: standingOf(dossier), isClosed: false, isTaken, isAnswered: false, entered, at }
    await beginClocks(of, { startedAt, happened })
  })
}
