import type { Goal, Rules, Silence, Warning } from '#counter/deadlines'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'

/** What the form of delays says, as rules; or the fields that cannot be as they were typed. */

export type DelayFault = 'promise' | 'before' | 'goal' | 'silence' | 'source'
export interface FieldFault {
  readonly field: string
  readonly fault: DelayFault
}

/** What the form may name: the statuses of the circuit and the calendars of the collectivity. */
export interface Named {
  readonly statuses: readonly StepStatus[]
  readonly calendars: readonly { readonly id: string }[]
}

/** A status of the circuit where a case may wait. */
export interface StepStatus {
  readonly id: string
  readonly label: string
}

const whole = (text: string, most: number): number | undefined => {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : 0
  return value >= 1 && value <= most ? value : undefined
}

const isTicked = (body: FormBody, name: string): boolean => typedIn(body, name) === 'oui'

/** `promesse` or `objectifs`: two sets of the same questions. */
function pausesIn(body: FormBody, of: string, statuses: readonly StepStatus[]): Goal['pauses'] {
  return {
    applicant: isTicked(body, `${of}-usager`),
    outside: isTicked(body, `${of}-tiers`),
    statuses: statuses.filter(({ id }) => isTicked(body, `${of}-etape-${id}`)).map(({ id }) => id),
  }
}

const people = ['holder', 'supervisors'] as const
const toldIn = (body: FormBody, name: string) => people.find((each) => each === typedIn(body, name))

/** The parts of a delay at which the page offers to tell somebody. */
export const percents = [50, 75] as const

function warningsIn(body: FormBody, of: string): { warnings: Warning[]; faults: FieldFault[] } {
  const parts = percents.flatMap((percent): Warning[] => {
    const to = toldIn(body, `${of}-a-${percent}`)
    return to ? [{ when: { percent }, to }] : []
  })
  const to = toldIn(body, `${of}-avant`)
  if (!to) return { warnings: parts, faults: [] }
  const daysBefore = whole(typedIn(body, `${of}-avant-jours`), 60)
  if (daysBefore === undefined) return { warnings: parts, faults: [{ field: `${of}-avant-jours`, fault: 'before' }] }
  return { warnings: [...parts, { when: { daysBefore }, to }], faults: [] }
}

const onResumeIn = (body: FormBody, of: string) =>
  typedIn(body, `${of}-reprise`) === 'restart' ? ('restart' as const) : ('resume' as const)

const promiseUnits = ['days', 'working_days', 'months'] as const
const goalUnits = ['hours', 'working_days', 'days', 'months'] as const
const silenceUnits = ['months', 'days'] as const

interface Part<T> {
  readonly value: T
  readonly faults: readonly FieldFault[]
}

/** What the offer’s own delay cannot say makes a promise of its own: its pauses and who is told. */
function promiseIn(body: FormBody, offerDays: number, statuses: readonly StepStatus[]): Part<Rules['promise']> {
  const isOwn = typedIn(body, 'promesse') === 'regle'
  const count = isOwn ? whole(typedIn(body, 'promesse-duree'), 730) : offerDays
  const unit = isOwn ? (promiseUnits.find((each) => each === typedIn(body, 'promesse-unite')) ?? 'days') : 'days'
  const { warnings, faults } = warningsIn(body, 'promesse')
  const pauses = pausesIn(body, 'promesse', statuses)
  if (count === undefined)
    return { value: undefined, faults: [{ field: 'promesse-duree', fault: 'promise' }, ...faults] }
  const isPlain =
    !isOwn && warnings.length === 0 && !pauses.applicant && !pauses.outside && pauses.statuses.length === 0
  const value = { target: { unit, count }, pauses, onResume: onResumeIn(body, 'promesse'), warnings }
  return { value: isPlain ? undefined : value, faults }
}

/** The field of a goal: `prise`, `etape-instruction`. */
export const goalField = ({ goal, status }: Pick<Goal, 'goal' | 'status'>): string =>
  goal === 'step' ? `but-etape-${status}` : `but-${goal}`

export const goalsOffered = (statuses: readonly StepStatus[]): readonly Pick<Goal, 'goal' | 'status'>[] => [
  { goal: 'take_charge' },
  { goal: 'first_answer' },
  ...statuses.map(({ id }) => ({ goal: 'step' as const, status: id })),
  { goal: 'settle' },
]

function goalsIn(body: FormBody, { statuses, calendars }: Named): Part<Goal[]> {
  const { warnings, faults } = warningsIn(body, 'objectifs')
  const shared = { pauses: pausesIn(body, 'objectifs', statuses), onResume: onResumeIn(body, 'objectifs'), warnings }
  const found: Goal[] = []
  const wrong: FieldFault[] = [...faults]
  for (const goal of goalsOffered(statuses)) {
    const field = goalField(goal)
    const typed = typedIn(body, field).trim()
    if (typed === '') continue
    const count = whole(typed, 730)
    const unit = goalUnits.find((each) => each === typedIn(body, `${field}-unite`)) ?? 'working_days'
    const calendarId = calendars.find(({ id }) => id === typedIn(body, `${field}-calendrier`))?.id
    if (count === undefined) wrong.push({ field, fault: 'goal' })
    else found.push({ ...goal, target: { unit, count }, ...(calendarId !== undefined && { calendarId }), ...shared })
  }
  return { value: found, faults: wrong }
}

function silenceIn(body: FormBody): Part<Silence | undefined> {
  const meaning = (['accept', 'reject'] as const).find((each) => each === typedIn(body, 'silence'))
  if (!meaning) return { value: undefined, faults: [] }
  const count = whole(typedIn(body, 'silence-duree'), 730)
  const source = typedIn(body, 'silence-texte').trim().slice(0, 300)
  const unit = silenceUnits.find((each) => each === typedIn(body, 'silence-unite')) ?? 'months'
  const faults: FieldFault[] = [
    ...(count === undefined ? [{ field: 'silence-duree', fault: 'silence' as const }] : []),
    ...(source === '' ? [{ field: 'silence-texte', fault: 'source' as const }] : []),
  ]
  if (count === undefined || source === '') return { value: undefined, faults }
  return { value: { meaning, target: { unit, count }, source, closes: isTicked(body, 'silence-clore') }, faults }
}

/** The rules that the form says. */
export function readRules(
  body: FormBody,
  offer: Named & { readonly days: number },
): Outcome<Rules, { readonly reason: 'faulty'; readonly faults: readonly FieldFault[] }> {
  const promise = promiseIn(body, offer.days, offer.statuses)
  const goals = goalsIn(body, offer)
  const silence = silenceIn(body)
  const faults = [...promise.faults, ...goals.faults, ...silence.faults]
  if (faults.length > 0) return refused({ reason: 'faulty', faults })
  return accepted({
    format: 'traboule.deadlines/1',
    ...(promise.value && { promise: promise.value }),
    goals: goals.value,
    ...(silence.value && { silence: silence.value }),
  })
}
