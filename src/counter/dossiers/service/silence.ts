import { dayIn } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import { calendarAt } from '#territory/calendars'
import { enqueue } from '#platform/jobs'
import { momentAfter } from '../domain/moments.ts'
import { notifyApplicant } from '../jobs.ts'
import { silenceTemplates } from '../mails.ts'
import type { Dossier } from '../schema.ts'
import { dropTimerRows, insertTimerRows } from '../store/circuit.ts'
import type { Act, Decision } from './progress.ts'

/**
 * What the silence of the authority decides at the end of its delay: an acceptance or a rejection without a word
 * (CRPA, art. L231-1 and L231-4). Told to the person, and to the journal with the text that says so.
 */
export async function decideBySilence(acting: Act, endedAt: Date): Promise<Decision> {
  const { ctx, tx, dossier, now, calendars } = acting
  const { collectivityId, id: dossierId, promise } = dossier
  const silence = promise?.silence
  if (!promise || !silence) throw new Error('a silence that no rule gives a meaning')
  const { calendar } = await calendarAt(ctx.db, tx, { collectivityId, ref: promise.calendar })
  const outcome = silence.meaning === 'accept' ? ('accepted' as const) : ('refused' as const)
  const template = silenceTemplates[silence.meaning]
  const { retention } = await acting.workflow()
  const kept = retention?.[outcome]
  const ends = calendars.of(dossier).calendar
  const state: Partial<Dossier> = silence.closes
    ? { outcome, phase: 'decided', closedAt: now, clockPausedAt: null }
    : {}
  return {
    state,
    events: [
      {
        kind: 'silence.decided',
        payload: {
          meaning: silence.meaning,
          source: silence.source,
          on: dayIn(calendar.zone, endedAt),
          closes: silence.closes,
        },
      },
      { kind: 'applicant.notified', payload: { subject: template.subject } },
    ],
    besides: () => [
      enqueue(tx, notifyApplicant, { collectivityId, dossierId, eventId: newId(), template }),
      ...(silence.closes ? [dropTimerRows(tx, dossier)] : []),
      ...(silence.closes && kept
        ? [
            insertTimerRows(tx, dossier, dossier.entered, [
              {
                id: newId(),
                kind: 'retention',
                subject: outcome,
                dueAt: momentAfter({ at: now }, { unit: 'months', count: kept.months }, ends),
              },
            ]),
          ]
        : []),
    ],
  }
}
