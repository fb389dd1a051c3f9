import { newId } from '#kernel/ids'
import { accepted, refused } from '#kernel/outcome'
import { keepAlert, listClocks } from '#counter/deadlines'
import { type Context, systemContext } from '#platform/context'
import { type Act, act, type Decision } from './progress.ts'
import { decideBySilence } from './silence.ts'

/** A moment of a clock that has come: somebody is to be told, or a silence decides. */
export interface ClockCame {
  readonly collectivityId: string
  readonly dossierId: string
  /** `promise`, or the key of a clock of the case. */
  readonly key: string
  readonly kind: 'warn' | 'late' | 'silence'
  readonly level: string
  readonly to: 'holder' | 'supervisors'
  /** ISO 8601. */
  readonly dueAt: string
}

interface End {
  readonly what: 'promise' | 'take_charge' | 'first_answer' | 'step' | 'settle' | 'silence'
  readonly at: Date
}

/** When the clock ends as it now stands; undefined when it waits, or when what it waited for came. */
async function endOf({ tx, dossier }: Act, key: string): Promise<End | undefined> {
  if (key === 'promise')
    return dossier.promise && !dossier.clockPausedAt
      ? { what: 'promise', at: new Date(dossier.promise.dueAt) }
      : undefined
  const { collectivityId, id: dossierId } = dossier
  const clock = (await listClocks(tx, { collectivityId, dossierId })).find((each) => each.key === key)
  return clock?.dueAt && clock.metAt === null ? { what: clock.what, at: clock.dueAt } : undefined
}

/** Does what the moment was for, once: one of a case that was settled, or that waits, does nothing. */
export async function comeToClock(tools: Pick<Context, 'db' | 'clock' | 'log'>, came: ClockCame): Promise<void> {
  const { collectivityId, dossierId, key, kind, level, to, dueAt } = came
  await act<'over'>(
    systemContext(tools, 'Délais'),
    { collectivityId, dossierId, idempotencyKey: `clock:${key}:${kind}:${level}:${to}:${dueAt}` },
    {
      mayAct: () => true,
      decide: async (acting) => {
        const end = acting.dossier.closedAt ? undefined : await endOf(acting, key)
        if (!end || (kind !== 'warn' && end.at > acting.now)) return refused('over')
        if (kind === 'silence') return accepted(await decideBySilence(acting, end.at))
        return accepted(warning(acting, came, end))
      },
    },
  )
}

/** Told in the journal at once, and by the digest of the next morning. */
function warning({ tx, dossier, now }: Act, { key, kind, to }: ClockCame, { what, at }: End): Decision {
  const { collectivityId, id: dossierId } = dossier
  const alert = { id: newId(), dossierId, key, kind, told: to, dueAt: at }
  return {
    events: [
      {
        kind: kind === 'late' ? 'deadline.passed' : 'deadline.neared',
        payload: { clock: what, to, dueAt: at.toISOString() },
      },
    ],
    besides: () => [keepAlert(tx, collectivityId, alert, now)],
  }
}
