import { accepted, type Outcome, refused } from '#kernel/outcome'
import { findRuleSet, makePromise } from '#counter/deadlines'
import { findOfferById } from '#counter/procedures'
import { statusOf, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { AnyJournalEvent } from '../events.ts'
import { mayReopen } from '../policy.ts'
import { dropTimerRows } from '../store/circuit.ts'
import { listEventRows } from '../store/journal.ts'
import { type Act, act, type Acted, type ActInput, type ActRefusal, type Decision } from './progress.ts'

/** A request that had its answer, taken up again. */

export interface ReopenInput extends ActInput {
  /** Who asked first is not content with the answer; absent: an agent decided so. */
  readonly because?: 'mark'
}

export type ReopenRefusal =
  | 'not_closed'
  /** Treated with another one: that one is taken up. */
  | 'joined'
  /** Nothing is left in it that could be worked on. */
  | 'erased'

/**
 * Takes a request up again where it stood before its end, with a new promise counted from today. What it had decided stays in
 * its journal; no step runs again, and its retention begins anew with its next end.
 * @throws AppError `not_found dossiers.no_dossier` for who may not.
 */
export const reopenDossier = (ctx: Context, input: ReopenInput): Promise<Outcome<Acted, ActRefusal<ReopenRefusal>>> =>
  act(ctx, input, {
    mayAct: (dossier) => mayReopen(ctx.actor, dossier),
    decide: async (acting): Promise<Outcome<Decision, ReopenRefusal>> => {
      const { dossier } = acting
      if (dossier.erasedAt !== null) return refused('erased')
      if (dossier.joinedTo !== null) return refused('joined')
      if (dossier.closedAt === null) return refused('not_closed')
      return accepted(await reopening(acting, input))
    },
  })

async function reopening(acting: Act, { because }: ReopenInput): Promise<Decision> {
  const { tx, dossier, now, calendars } = acting
  const [workflow, events, offer, rules] = await Promise.all([
    acting.workflow(),
    listEventRows(tx, dossier.collectivityId, dossier.id, 0),
    findOfferById(tx, dossier.collectivityId, dossier.offerId),
    findRuleSet(tx, dossier),
  ])
  const status = placeBefore(workflow, events)
  const { phase } = statusOf(workflow, status)
  const days = offer?.options.deadlineDays ?? 0
  const { promised, day: dueOn } = makePromise(rules, days, calendars.of(dossier), { at: now, isReopened: true })
  return {
    // An entry of its own: what its end had asked for, its retention first, waits no more.
    state: {
      status,
      phase,
      outcome: null,
      closedAt: null,
      clockPausedAt: null,
      dueOn,
      promise: promised,
      entered: dossier.version + 1,
    },
    events: [{ kind: 'dossier.reopened', payload: { from: dossier.status, status, dueOn, because: because ?? null } }],
    besides: () => [dropTimerRows(tx, dossier)],
  }
}

/** The last status in which it was still open; the first of its circuit when the journal knows none of today's. */
function placeBefore(workflow: Workflow, events: readonly AnyJournalEvent[]): string {
  const isOpen = (id: string): boolean => workflow.statuses.some((each) => each.id === id && each.outcome === undefined)
  const stood = events.flatMap((event) =>
    event.kind === 'dossier.moved' ? [event.payload.from, event.payload.status] : [],
  )
  return stood.findLast(isOpen) ?? workflow.initial
}
