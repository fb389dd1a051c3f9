import { isId } from '#kernel/ids'
import { accepted, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { publish } from '#platform/events'
import { letterPosted } from '../erased.ts'
import { mayHandle, mayReadAt, workReachOf } from '../policy.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { findLetterRow, type LetterRow, listLettersToPost, listPostedLetters, markLetterRow } from '../store/letters.ts'
import { hiddenRows } from './list.ts'
import { act } from './progress.ts'

/** Letters that circuits made on paper: what waits for somebody to post it. */

interface LetterPage {
  readonly letters: readonly LetterRow[]
  /** There are more: they come once these are posted. */
  readonly isMore: boolean
}

interface LettersAsked {
  readonly collectivityId: string
  /** Those that were posted lately, in place of those to post. */
  readonly isPosted?: boolean | undefined
  /** 100 unless said. */
  readonly limit?: number | undefined
}

/** How long one that was marked by mistake can be taken back from the list. */
const lately = 30 * 86_400_000

/** The letters of the requests that an agent works, at the desk: those to post, the oldest first, or those posted in the last month. */
export async function listLetters(
  ctx: Context,
  { collectivityId, isPosted = false, limit = 100 }: LettersAsked,
): Promise<LetterPage> {
  const reach = workReachOf(ctx.actor, collectivityId)
  if (reach !== 'all' && reach.length === 0) return { letters: [], isMore: false }
  const asked = { collectivityId, services: reach === 'all' ? null : reach, limit: limit + 1 }
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const rows = isPosted
      ? await listPostedLetters(tx, { ...asked, since: new Date(ctx.clock.now().getTime() - lately) })
      : await listLettersToPost(tx, asked)
    const cases = rows.map((row) => ({ ...row, id: row.dossierId, isRemoved: false }))
    const hidden = await hiddenRows(tx, ctx, collectivityId, cases)
    return {
      letters: rows.slice(0, limit).filter(({ dossierId }) => !hidden.has(dossierId)),
      isMore: rows.length > limit,
    }
  })
}

interface LettersMarked {
  readonly collectivityId: string
  readonly letterIds: readonly string[]
  /** False: it was marked by mistake, and is to be posted again. */
  readonly isPosted: boolean
}

/**
 * Says that letters went to the post, or that they did not after all: each is a line of its request. One that is marked so already,
 * or that went with its request meanwhile, is no fault.
 * @returns how many were marked now.
 * @throws AppError `not_found dossiers.no_dossier` for a letter of a request that she does not work.
 */
export async function markLetters(
  ctx: Context,
  { collectivityId, letterIds, isPosted }: LettersMarked,
): Promise<number> {
  let marked = 0
  for (const letterId of new Set(letterIds.filter(isId)))
    marked += await markOne(ctx, { collectivityId, letterId, isPosted })
  return marked
}

async function markOne(
  ctx: Context,
  { collectivityId, letterId, isPosted }: Omit<LettersMarked, 'letterIds'> & { readonly letterId: string },
): Promise<number> {
  const letter = await ctx.db.readCollectivity(collectivityId, (tx) => findLetterRow(tx, collectivityId, letterId))
  if (!letter) return 0
  const { dossierId } = letter
  const done = await act<'already_marked'>(
    ctx,
    { collectivityId, dossierId },
    {
      mayAct: (dossier) => mayHandle(ctx.actor, dossier),
      mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
      decide: async ({ tx, now }) => {
        // Read again under the dossier's lock: two agents at once mark it once.
        const current = await findLetterRow(tx, collectivityId, letterId)
        if (!current || (current.postedAt !== null) === isPosted) return refused('already_marked')
        return accepted({
          events: [{ kind: isPosted ? 'letter.posted' : 'letter.taken_back', payload: { letterId } }],
          besides: () => [
            markLetterRow(tx, collectivityId, letterId, isPosted ? now : null),
            ...(isPosted ? [publish(tx, letterPosted, { collectivityId, dossierId, letterId })] : []),
          ],
        })
      },
    },
  )
  return done.ok ? 1 : 0
}

/** A letter that went to the post, with its request, for the register of what left; undefined once either has gone. */
export const findPostedLetter = (
  { db }: Pick<Context, 'db'>,
  { collectivityId, letterId }: { readonly collectivityId: string; readonly letterId: string },
) =>
  db.readCollectivity(collectivityId, async (tx) => {
    const letter = await findLetterRow(tx, collectivityId, letterId)
    const dossier = letter && (await findDossierRow(tx, collectivityId, letter.dossierId))
    if (!letter || !dossier) return undefined
    const { id: dossierId, number: dossierNumber, serviceId, contactId } = dossier
    const { recipient, subject } = letter
    return { collectivityId, letterId, dossierId, dossierNumber, serviceId, contactId, recipient, subject }
  })
