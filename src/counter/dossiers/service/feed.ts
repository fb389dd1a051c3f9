import { isId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { reaches, reachOf } from '../policy.ts'
import { type FeedPlace, type FeedRow, listFeedRows, oldestWriting } from '../store/feed.ts'
import { hiddenRows } from './list.ts'

export interface FeedInput {
  readonly collectivityId: string
  /** Where the page before ended; absent: from the first line. */
  readonly after?: string | undefined
  /** Lines since that moment, when there is no page before. */
  readonly since?: Date | undefined
  /** Null: of every procedure. */
  readonly procedures: readonly string[] | null
  /** Lines read, 500 at most: fewer are given when some are not the reader's. */
  readonly limit: number
}

export interface FeedPage {
  readonly lines: readonly FeedRow[]
  /** After the last line that was read: to be given as `after`, now or when something happened. */
  readonly next: string
  /** More can be read at once. */
  readonly isMore: boolean
}

const first: FeedPlace = { at: new Date(0), dossierId: '00000000-0000-0000-0000-000000000000', seq: 0 }

const writePlace = ({ at, dossierId, seq }: FeedPlace): string => `${at.getTime()}.${dossierId}.${seq}`

/** @returns undefined for what is no place. */
export function readFeedPlace(text: string): FeedPlace | undefined {
  const [, at, dossierId = '', seq] = /^(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,9})$/.exec(text) ?? []
  const isPlace = at !== undefined && (isId(dossierId) || dossierId === first.dossierId)
  return isPlace ? { at: new Date(Number(at)), dossierId, seq: Number(seq) } : undefined
}

/** An act takes its time, then may wait ten seconds for a connection before its transaction begins. */
const margin = 15_000

/** Before that moment no line can come any more. */
const settledUntil = (now: Date, oldest: Date | null): Date =>
  new Date(Math.min(now.getTime(), oldest?.getTime() ?? now.getTime()) - margin)

/**
 * What happened in the dossiers that an agent reaches, in the order of time. No line is skipped, whoever commits when: those of
 * the last quarter of a minute, and of transactions under way, come with a later page.
 */
export async function readFeed(ctx: Context, input: FeedInput): Promise<FeedPage> {
  const { collectivityId, procedures } = input
  const after = (input.after === undefined ? undefined : readFeedPlace(input.after)) ?? {
    ...first,
    at: input.since ?? first.at,
  }
  const limit = Math.min(Math.max(1, input.limit), 500)
  const reach = reachOf(ctx.actor, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const until = settledUntil(ctx.clock.now(), await oldestWriting(tx))
    const rows = await listFeedRows(tx, collectivityId, { after, until, limit })
    const reached = rows.filter(
      ({ serviceId, procedureId }) =>
        reaches(reach, serviceId) && (procedures === null || procedures.includes(procedureId)),
    )
    const cases = [...new Map(reached.map((row) => [row.dossierId, { ...row, id: row.dossierId }])).values()]
    const hidden = await hiddenRows(tx, ctx, collectivityId, cases)
    const last = rows.at(-1)
    return {
      lines: reached.filter(({ dossierId }) => !hidden.has(dossierId)),
      next: writePlace(last ?? after),
      isMore: rows.length === limit,
    }
  })
}
