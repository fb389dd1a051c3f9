import { type Expression, holds, references, type Scope } from '#kernel/expression'
import { contains, type Position } from '#territory/areas'
import type {
  Decision,
  Given,
  Moment,
  Plan,
  Priority,
  Rule,
  RulePlace,
  RuleTrace,
  TestTrace,
  Trace,
  Zone,
} from '../schema.ts'
import { chooseHolder, type Colleague, type Substitution } from './holder.ts'
import { isDuring } from './hours.ts'

/** What rules read of a request. */
export interface CaseFacts {
  readonly procedureId: string
  readonly channel: string
  readonly locale: string
  readonly submittedAt: Date
  readonly serviceId: string | null
  /** Places drawn in its answers, and postal codes written in them. */
  readonly positions: readonly Position[]
  readonly postalCodes: readonly string[]
  readonly scope: Scope
}

/** What they read around it, at the moment of the decision. */
export interface World {
  readonly zones: readonly Zone[]
  readonly colleagues: readonly Colleague[]
  readonly substitutions: readonly Substitution[]
}

/**
 * Where a request goes by the rules of its collectivity, and why: what is kept to answer "why is this mine?" is what decided.
 * @param moment rules asked at other moments are left out; all of them are asked again by hand.
 */
export function decide(plan: Plan, facts: CaseFacts, world: World, moment: Moment | 'again'): Decision {
  const asked = plan.rules.filter((rule) => rule.isOn && (moment === 'again' || rule.moments.includes(moment)))
  const rules: RuleTrace[] = []
  const met: Rule[] = []
  for (const rule of asked) {
    const trace = traceOf(rule, facts, world)
    rules.push(trace)
    if (!trace.isMet) continue
    met.push(rule)
    if (plan.mode === 'first') break
  }
  const isByDefault = met.length === 0
  const given = join([...met.map(({ give }) => give), ...(isByDefault || plan.mode === 'all' ? [plan.otherwise] : [])])
  const serviceId = given.serviceId ?? facts.serviceId
  const chosen = chooseHolder(given.holder, { ...world, serviceId, procedureId: facts.procedureId })
  const trace: Trace = {
    moment,
    rules,
    isByDefault,
    because: chosen.because,
    among: chosen.among,
    ...(chosen.insteadOf !== undefined && { insteadOf: chosen.insteadOf }),
  }
  return {
    serviceId,
    holder: chosen.holder,
    priority: given.priority ?? 'normal',
    labels: given.labels ?? [],
    decidedBy: met.map(({ id, title }) => ({ id, title })),
    trace,
  }
}

const ranks: Readonly<Record<Priority, number>> = { normal: 0, high: 1, urgent: 2 }
export const rankOf = (priority: Priority): number => ranks[priority]

/** Each thing by the first that gives it; the highest priority, and every label. */
function join(all: readonly Given[]): Given {
  const serviceId = all.find((each) => each.serviceId !== undefined)?.serviceId
  const holder = all.find((each) => each.holder !== undefined)?.holder
  const priority = all.flatMap((each) => each.priority ?? []).toSorted((left, right) => ranks[right] - ranks[left])[0]
  const labels = [...new Set(all.flatMap((each) => each.labels ?? []))]
  return {
    ...(serviceId !== undefined && { serviceId }),
    ...(holder !== undefined && { holder }),
    ...(priority !== undefined && { priority }),
    ...(labels.length > 0 && { labels }),
  }
}

function traceOf(rule: Rule, facts: CaseFacts, world: Pick<World, 'zones'>): RuleTrace {
  const { procedures, channels, locales, places, times, when } = rule
  const tests: TestTrace[] = []
  if (procedures) tests.push(test('procedure', procedures.includes(facts.procedureId), facts.procedureId))
  if (channels)
    tests.push(
      test(
        'channel',
        channels.some((each) => each === facts.channel),
        facts.channel,
      ),
    )
  if (locales)
    tests.push(
      test(
        'locale',
        locales.some((each) => each === facts.locale),
        facts.locale,
      ),
    )
  if (times) tests.push(test('time', isDuring(times, facts.submittedAt), facts.submittedAt.toISOString()))
  if (places) tests.push(placeTest(places, facts, world.zones))
  if (when !== undefined) tests.push(answersTest(when, facts.scope))
  return { id: rule.id, title: rule.title, isMet: tests.every(({ isMet }) => isMet), tests }
}

const test = (kind: TestTrace['kind'], isMet: boolean, found: TestTrace['found']): TestTrace => ({ kind, isMet, found })

function placeTest(places: readonly RulePlace[], facts: CaseFacts, zones: readonly Zone[]): TestTrace {
  for (const place of places) {
    const found = foundAt(place, facts, zones)
    if (found !== undefined) return test('place', true, found)
  }
  return test('place', false, facts.postalCodes[0] ?? null)
}

/** In a word, how a request lies there; undefined when it does not. */
function foundAt(place: RulePlace, facts: CaseFacts, zones: readonly Zone[]): string | undefined {
  switch (place.kind) {
    case 'postal_code':
      return facts.postalCodes.includes(place.code) ? place.code : undefined
    case 'zone': {
      const zone = zones.find(({ id }) => id === place.zoneId)
      return zone && facts.positions.some((at) => contains(zone.contour, at)) ? zone.name : undefined
    }
    case 'near': {
      const metres = Math.min(...facts.positions.map((at) => metresBetween(at, [place.lon, place.lat])))
      return metres <= place.metres ? `${place.name} (${Math.round(metres)} m)` : undefined
    }
  }
}

const earthRadius = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** On the sphere (haversine): half a percent at most from the ellipsoid. */
export function metresBetween([lonA, latA]: Position, [lonB, latB]: Position): number {
  const halfLat = Math.sin(radians(latB - latA) / 2)
  const halfLon = Math.sin(radians(lonB - lonA) / 2)
  const chord = halfLat ** 2 + Math.cos(radians(latA)) * Math.cos(radians(latB)) * halfLon ** 2
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** A rule that cannot be worked out does not hold: the request goes on to the next one. */
function answersTest(when: Expression, scope: Scope): TestTrace {
  const found = Object.fromEntries(references(when).answers.map((id) => [id, scope.answer(id)]))
  return test('answers', holds(when, scope), found)
}
