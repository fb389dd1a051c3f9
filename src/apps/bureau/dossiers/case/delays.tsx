import { type CaseClock, explainPromise, listClocks, type PromiseExplained } from '#counter/deadlines'
import type { Dossier } from '#counter/dossiers'
import { statusOf, type Workflow } from '#counter/workflows'
import { dayOf } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import type { Database, Tx } from '#platform/db'
import { Deadline, DescriptionList, Details } from '#platform/html'
import { catalogue, formats } from '#platform/i18n'
import { whyDate, type WhyDate } from '../../../why-date.ts'
import { haste } from '../wording.ts'

const texts = catalogue({
  fr: {
    title: 'Délais suivis',
    take_charge: 'Prendre en charge',
    first_answer: 'Première réponse',
    settle: 'Régler la demande',
    step: (status: string) => `Étape « ${status} »`,
    silence_accept: 'Silence vaut accord',
    silence_reject: 'Silence vaut rejet',
    met: (day: string) => `fait ${day}`,
    met_late: (day: string) => `fait en retard, ${day}`,
    paused: 'arrêté',
  },
  en: {
    title: 'Delays that are followed',
    take_charge: 'Take charge',
    first_answer: 'First answer',
    settle: 'Settle the request',
    step: (status) => `Step “${status}”`,
    silence_accept: 'Silence means agreement',
    silence_reject: 'Silence means rejection',
    met: (day) => `done ${day}`,
    met_late: (day) => `done late, ${day}`,
    paused: 'stopped',
  },
})

/** What a case is counted by. */
export interface CaseDelays {
  readonly why: PromiseExplained | undefined
  readonly clocks: readonly CaseClock[]
}

type Counted = Pick<Dossier, 'collectivityId' | 'id' | 'promise' | 'dueOn' | 'closedAt'>

/** Nothing is asked of the database for a case that was filed before promises were kept. */
export async function readDelays(db: Database, tx: Tx, dossier: Counted): Promise<CaseDelays> {
  const { collectivityId, id: dossierId, promise } = dossier
  if (!promise) return { why: undefined, clocks: [] }
  const [why, clocks] = await Promise.all([
    explainPromise(db, tx, { collectivityId, promise }),
    promise.rules === null ? [] : listClocks(tx, { collectivityId, dossierId }),
  ])
  return { why, clocks }
}

interface ClockLine {
  readonly label: string
  readonly value: string
  readonly tone: 'calm' | 'warn' | 'bad'
  readonly day: string | undefined
}

export interface DelaysView {
  readonly why: WhyDate | undefined
  readonly title: string
  readonly clocks: readonly ClockLine[]
}

interface Around {
  readonly workflow: Workflow
  readonly locale: Locale
  readonly now: Date
}

export function delaysView({ why, clocks }: CaseDelays, dossier: Counted, around: Around): DelaysView {
  const { locale } = around
  return {
    why: why && whyDate(why, dossier.dueOn, { locale, isPerson: false }),
    title: texts(locale).title,
    clocks: clocks.map((clock) => lineOf(clock, dossier, around)),
  }
}

function labelOf({ what, status }: CaseClock, { promise }: Counted, { workflow, locale }: Around): string {
  const t = texts(locale)
  if (what === 'step') return t.step(status === null ? '' : localize(statusOf(workflow, status).label, locale))
  if (what === 'silence') return t[`silence_${promise?.silence?.meaning ?? 'reject'}`]
  return t[what]
}

function lineOf(clock: CaseClock, dossier: Counted, around: Around): ClockLine {
  const { locale, now } = around
  const t = texts(locale)
  const dates = formats(locale)
  const label = labelOf(clock, dossier, around)
  const { metAt, dueAt } = clock
  if (metAt) {
    const isLate = dueAt !== null && metAt > dueAt
    const day = dates.nearDate(metAt)
    return { label, value: isLate ? t.met_late(day) : t.met(day), tone: isLate ? 'warn' : 'calm', day: undefined }
  }
  if (dueAt === null) return { label, value: t.paused, tone: 'calm', day: undefined }
  return { label, value: dates.deadline(dueAt, now), tone: haste(dayOf(dueAt), now), day: undefined }
}

/** Why this date, and where each other clock stands. */
export function Delays({ delays }: { readonly delays: DelaysView }) {
  const { why, clocks, title } = delays
  return (
    <>
      {why && (
        <Details summary={why.title}>
          <ul>
            {why.lines.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </Details>
      )}
      {clocks.length > 0 && (
        <section>
          <h3>{title}</h3>
          {DescriptionList({
            items: clocks.map(({ label, value, tone, day }) => ({
              label,
              value: Deadline({ label: value, tone, day }),
            })),
          })}
        </section>
      )}
    </>
  )
}
