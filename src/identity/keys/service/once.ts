import { handleJob, type JobHandler } from '#platform/jobs'
import type { Context } from '#platform/context'
import { listCollectivities } from '#territory/collectivities'
import { sweepAnswers } from '../jobs.ts'
import {
  type AnswerKey,
  beginAgainRow,
  beginAnswerRow,
  dropAnswerRow,
  keepAnswerRow,
  type KeptAnswer,
  sweepAnswerRows,
} from '../store/answers.ts'

/** What stands under an idempotency key when a request comes with it. */
export type Once =
  | { readonly kind: 'begin' }
  /** The same request is being done. */
  | { readonly kind: 'in_flight' }
  /** The key was given with another request. */
  | { readonly kind: 'other_request' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }

/** A request is answered within two minutes (`requestTimeout`); beyond, its process died before it said what came of it. */
const deadAfter = 150_000
const keptFor = 86_400_000

type Base = Pick<Context, 'db' | 'clock'>

/** Takes an idempotency key for a request, or says what came of the first one. */
export function beginOnce({ db, clock }: Base, key: AnswerKey, fingerprint: Buffer): Promise<Once> {
  const now = clock.now()
  return db.withCollectivity(key.collectivityId, async (tx): Promise<Once> => {
    const row = await beginAnswerRow(tx, key, fingerprint, now)
    if (!row) return { kind: 'begin' }
    if (!row.fingerprint.equals(fingerprint)) return { kind: 'other_request' }
    if (row.status !== null) {
      return { kind: 'answered', answer: { status: row.status, headers: row.headers ?? {}, body: row.body ?? '' } }
    }
    const isDead = now.getTime() - row.begunAt.getTime() > deadAfter
    return isDead && (await beginAgainRow(tx, key, row.begunAt, now)) ? { kind: 'begin' } : { kind: 'in_flight' }
  })
}

/** Keeps what a request was answered. */
export const keepOnce = ({ db }: Base, key: AnswerKey, answer: KeptAnswer): Promise<void> =>
  db.withCollectivity(key.collectivityId, (tx) => keepAnswerRow(tx, key, answer))

/** Forgets that it began: it failed on our side, and may be tried again. */
export const dropOnce = ({ db }: Base, key: AnswerKey): Promise<void> =>
  db.withCollectivity(key.collectivityId, (tx) => dropAnswerRow(tx, key))

/** Background work of keys, for the worker. */
export const keyJobHandlers = ({ db, clock }: Base): JobHandler[] => [
  handleJob(sweepAnswers, async () => {
    const before = new Date(clock.now().getTime() - keptFor)
    for (const { id } of await listCollectivities(db)) {
      await db.withCollectivity(id, (tx) => sweepAnswerRows(tx, id, before))
    }
  }),
]
