import { accepted, refused } from '#kernel/outcome'
import { takeDueMoments } from '#counter/deadlines'
import { doGlobally } from '#counter/workflows'
import { listCollectivities } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import { clockCame, fireTimer } from '../jobs.ts'
import { insertTimerRows, takeDueTimers } from '../store/circuit.ts'
import { endByStep } from './erasure.ts'
import { endWait, moveByItself } from './moving.ts'
import { settleOutside } from './outside.ts'
import { act } from './progress.ts'

/** What happens by itself, when its moment has come. */

export type MomentTools = Pick<Context, 'db' | 'clock' | 'log'>

/** Taken in one statement; a longer night is caught up by as many. */
const takenAtOnce = 1000

/**
 * Turns every moment that has come into a job, once whatever the number of workers and however late they are.
 * @returns how many.
 */
export async function sweepDue({ db, clock }: MomentTools): Promise<number> {
  const now = clock.now()
  let total = 0
  const taking = [
    { take: takeDueTimers, job: fireTimer.name },
    { take: takeDueMoments, job: clockCame.name },
  ]
  for (const { id: collectivityId } of await listCollectivities(db)) {
    let taken = takenAtOnce
    while (taken >= takenAtOnce) {
      taken = await db.withCollectivity(collectivityId, async (tx) => {
        const counts = await Promise.all(
          taking.map(({ take, job }) => take(tx, { collectivityId, now, limit: takenAtOnce, job })),
        )
        return counts.reduce((sum, count) => sum + count, 0)
      })
      total += taken
    }
  }
  return total
}

export interface DueMoment {
  readonly collectivityId: string
  readonly dossierId: string
  readonly timerId: string
  readonly kind: 'wait' | 'action' | 'outside' | 'retention'
  /** The step, the global action, the request or the outcome. */
  readonly subject: string
  readonly entered: number
}

/** Does what was to happen. One of a status that has been left, or one that was already done, does nothing. */
export async function fire(tools: MomentTools, due: DueMoment): Promise<void> {
  const ctx = systemContext(tools, 'Circuit')
  switch (due.kind) {
    case 'wait':
      return fireWait(ctx, due)
    case 'action':
      return fireAction(ctx, due)
    case 'outside':
      await settleOutside(ctx, { collectivityId: due.collectivityId, requestId: due.subject, state: 'timed_out' })
      return undefined
    case 'retention':
      if (due.subject === 'anonymise' || due.subject === 'remove') await endByStep(ctx, due, due.subject)
      return undefined
  }
}

const tomorrow = 86_400_000

/** A delay whose condition does not hold is looked at again the day after. */
async function fireWait(ctx: Context, due: DueMoment): Promise<void> {
  const { collectivityId, dossierId, timerId, subject, entered } = due
  const done = await act(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `timer:${timerId}` },
    {
      mayAct: () => true,
      decide: (acting) => endWait(acting, { step: subject, way: 'done', entered, because: 'delay' }),
    },
  )
  if (done.ok || done.refusal.reason !== 'not_met') return
  const again = { id: timerId, kind: 'wait' as const, subject, dueAt: new Date(ctx.clock.now().getTime() + tomorrow) }
  await ctx.db.withCollectivity(collectivityId, (tx) =>
    insertTimerRows(tx, { collectivityId, id: dossierId }, entered, [again]),
  )
}

/** A global action that comes by itself comes once in the life of a dossier, whatever it went through meanwhile. */
async function fireAction(ctx: Context, { collectivityId, dossierId, subject }: DueMoment): Promise<void> {
  await act(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `action:${subject}` },
    {
      mayAct: () => true,
      decide: async (acting) => {
        const [workflow, scope] = await Promise.all([acting.workflow(), acting.scope()])
        const done = doGlobally(workflow, acting.dossier.status, subject, scope)
        if (!done.ok) return refused(done.refusal)
        const { action: _, ...transition } = done.value
        return accepted(await moveByItself(acting, transition, { kind: 'delay', step: subject, way: 'done' }))
      },
    },
  )
}
