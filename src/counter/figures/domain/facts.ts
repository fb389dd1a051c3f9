import { type Day, dayOf, daysBetween } from '#kernel/calendar'
import type { DossierFact } from '#counter/dossiers'
import { type DaysCount, type DelayKind, type Fact, type Kind, noService, type Sums } from '../schema.ts'

/** What is known of a request beside itself. */
export interface Beside {
  readonly area: string | undefined
  readonly mark: number | undefined
}

/** What a request counts for. */
export function factOf(dossier: DossierFact, { area, mark }: Beside): Fact {
  const receivedOn = dayOf(dossier.submittedAt)
  return {
    dossierId: dossier.dossierId,
    procedureId: dossier.procedureId,
    serviceId: dossier.serviceId ?? noService,
    channel: dossier.channel,
    area: area ?? '',
    receivedOn,
    ...answerOf(dossier, receivedOn),
    ...endOf(dossier, { receivedOn, mark }),
  }
}

function answerOf({ answeredAt }: DossierFact, receivedOn: Day): Pick<Fact, 'answeredOn' | 'answerDays'> {
  if (answeredAt === null) return { answeredOn: null, answerDays: null }
  const answeredOn = dayOf(answeredAt)
  // A letter that came on Monday may have been answered before it was entered on Tuesday: it took no day.
  return { answeredOn, answerDays: Math.max(0, daysBetween(receivedOn, answeredOn)) }
}

type End = Pick<Fact, 'outcome' | 'closedOn' | 'settleDays' | 'isLate' | 'mark'>

function endOf(
  { closedAt, pausedAt, pausedDays, dueOn, outcome }: DossierFact,
  { receivedOn, mark }: { readonly receivedOn: Day; readonly mark: number | undefined },
): End {
  if (closedAt === null) return { outcome: null, closedOn: null, settleDays: null, isLate: false, mark: null }
  const closedOn = dayOf(closedAt)
  // One that ended while the person was awaited stood still until then, and was late for nobody.
  const lastPause = pausedAt === null ? 0 : daysBetween(dayOf(pausedAt), closedOn)
  return {
    outcome,
    closedOn,
    settleDays: Math.max(0, daysBetween(receivedOn, closedOn) - pausedDays - lastPause),
    isLate: pausedAt === null && closedOn > dueOn,
    mark: mark ?? null,
  }
}

/** What a day gains or loses. */
export interface DailyChange extends Kind, Sums {
  readonly day: Day
}

export interface DelayChange extends Kind, DaysCount {
  readonly kind: DelayKind
  readonly day: Day
}

export interface Changes {
  readonly daily: readonly DailyChange[]
  readonly delays: readonly DelayChange[]
}

const nothing: Sums = { received: 0, closed: 0, accepted: 0, refused: 0, late: 0, marks: 0, marksSum: 0 }

/** What sums must gain and lose when these facts take the place of those. Changes that undo each other are left out. */
export function changesBetween(before: readonly Fact[], after: readonly Fact[]): Changes {
  const daily = new Map<string, DailyChange>()
  const delays = new Map<string, DelayChange>()
  for (const [facts, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const fact of facts) {
      for (const change of dailyOf(fact)) addDaily(daily, change, sign)
      for (const change of delaysOf(fact)) addDelay(delays, change, sign)
    }
  }
  return {
    daily: [...daily.values()].filter((change) => sumNames.some((name) => change[name] !== 0)),
    delays: [...delays.values()].filter(({ count }) => count !== 0),
  }
}

const sumNames = Object.keys(nothing) as (keyof Sums)[]

const kindOf = ({ serviceId, procedureId, channel, area }: Fact): Kind => ({ serviceId, procedureId, channel, area })

function dailyOf(fact: Fact): DailyChange[] {
  const kind = kindOf(fact)
  const came = { ...nothing, ...kind, day: fact.receivedOn, received: 1 }
  if (fact.closedOn === null) return [came]
  const ended = {
    ...nothing,
    ...kind,
    day: fact.closedOn,
    closed: 1,
    accepted: fact.outcome === 'accepted' ? 1 : 0,
    refused: fact.outcome === 'refused' ? 1 : 0,
    late: fact.isLate ? 1 : 0,
    marks: fact.mark === null ? 0 : 1,
    marksSum: fact.mark ?? 0,
  }
  return [came, ended]
}

function delaysOf(fact: Fact): DelayChange[] {
  const kind = kindOf(fact)
  const { closedOn, settleDays, answeredOn, answerDays } = fact
  return [
    ...(closedOn !== null && settleDays !== null
      ? [{ ...kind, kind: 'settle' as const, day: closedOn, days: settleDays, count: 1 }]
      : []),
    ...(answeredOn !== null && answerDays !== null
      ? [{ ...kind, kind: 'answer' as const, day: answeredOn, days: answerDays, count: 1 }]
      : []),
  ]
}

const keyOf = (parts: readonly (string | number)[]): string => parts.join('\u0000')

function addDaily(into: Map<string, DailyChange>, change: DailyChange, sign: number): void {
  const key = keyOf([change.day, change.serviceId, change.procedureId, change.channel, change.area])
  const known = into.get(key) ?? { ...change, ...nothing }
  const sums = Object.fromEntries(sumNames.map((name) => [name, known[name] + sign * change[name]]))
  into.set(key, { ...known, ...sums })
}

function addDelay(into: Map<string, DelayChange>, change: DelayChange, sign: number): void {
  const { kind, day, serviceId, procedureId, channel, area, days } = change
  const key = keyOf([kind, day, serviceId, procedureId, channel, area, days])
  const known = into.get(key) ?? { ...change, count: 0 }
  into.set(key, { ...known, count: known.count + sign })
}
