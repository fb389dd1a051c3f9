import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import type { DossierKey } from '../domain/journal.ts'
import { indexTerms } from '../jobs.ts'
import type { Dossier } from '../schema.ts'
import { lockAnyDossierRow } from '../store/dossiers.ts'
import {
  type ClosedBy,
  type ClosedCase,
  type ClosedCounts,
  type ClosedPage,
  countClosedRows,
  eraseFieldRows,
  listClosedRows,
} from '../store/closed.ts'
import { act, type Acted, type ActRefusal } from './progress.ts'
import { forgetContents } from './sweep.ts'

/** What rules of a collectivity ask of closed requests: which there are, and answers that go before the rest. */

export const listClosed = (tx: Tx, of: ClosedBy, page: ClosedPage): Promise<readonly ClosedCase[]> =>
  listClosedRows(tx, of, page)

/** @param moments each gives how many were closed by then. */
export const countClosed = (tx: Tx, of: ClosedBy, moments: readonly [Date, Date, Date]): Promise<ClosedCounts> =>
  countClosedRows(tx, of, moments)

/** One that names nobody any more, even out of sight; undefined for any other. */
export async function findErased(tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<Dossier | undefined> {
  const dossier = await lockAnyDossierRow(tx, collectivityId, dossierId)
  return dossier?.erasedAt ? dossier : undefined
}

export interface FieldErasure extends DossierKey {
  readonly fields: readonly string[]
  /** The text by which they go. */
  readonly ground: string
  /** Of the entry that is meant: a request that was taken up again since keeps them. */
  readonly entered: number
}

/**
 * Erases what some questions were answered, for ever: answers, corrections, files, words of the search; the journal says which
 * questions. Done once; a request that is open again, or kept, stays as it is.
 */
export const eraseAnswers = (
  ctx: Context,
  { fields, ground, entered, ...key }: FieldErasure,
): Promise<Outcome<Acted, ActRefusal<'not_closed' | 'held'>>> =>
  act<'not_closed' | 'held'>(ctx, key, {
    mayAct: () => ctx.actor.kind === 'system',
    decide: async ({ dossier, tx, now }) => {
      if (dossier.closedAt === null || dossier.erasedAt !== null || dossier.entered !== entered)
        return refused('not_closed')
      if (dossier.hold) return refused('held')
      return accepted({
        events: [{ kind: 'answers.erased', payload: { fields: [...fields], ground } }],
        besides: () => [forgetAnswers(tx, key, { fields, at: now })],
      })
    },
  })

async function forgetAnswers(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  erased: { readonly fields: readonly string[]; readonly at: Date },
): Promise<void> {
  const digests = await eraseFieldRows(tx, { collectivityId, id: dossierId }, erased)
  await forgetContents(tx, digests, erased.at)
  await enqueue(tx, indexTerms, { collectivityId, dossierId })
}
