import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Fact } from '../schema.ts'
import { noService } from '../schema.ts'
import { changesBetween, factOf } from './facts.ts'
import { monthsOf, periodOf, yearBefore } from './periods.ts'
import { quantile } from './quantiles.ts'
import { loadOf, publicLines, reportOf, sumOf } from './report.ts'

const dossier = {
  dossierId: '019a0000-0000-7000-8000-000000000001',
  procedureId: '019a0000-0000-7000-8000-000000000002',
  serviceId: null,
  channel: 'phone',
  outcome: null,
  submittedAt: new Date('2026-03-02T09:00:00Z'),
  changedAt: '2026-03-02 09:00:00+00',
  closedAt: null,
  dueOn: '2026-03-17',
  pausedAt: null,
  pausedDays: 0,
  answeredAt: null,
} as const

suite('ce qu’une demande compte', () => {
  test('ouverte, elle est arrivée et n’a encore ni réponse ni fin', () => {
    const fact = factOf(dossier, { area: undefined, mark: undefined })
    assert.equal(fact.serviceId, noService)
    assert.deepEqual(
      [fact.receivedOn, fact.answerDays, fact.closedOn, fact.settleDays, fact.isLate],
      ['2026-03-02', null, null, null, false],
    )
  })

  test('finie, son délai ne compte pas les jours où l’on attendait la personne', () => {
    const closed = {
      ...dossier,
      outcome: 'accepted',
      closedAt: new Date('2026-03-20T15:00:00Z'),
      pausedDays: 6,
    } as const
    const fact = factOf({ ...closed, dueOn: '2026-03-23' }, { area: 'centre', mark: 4 })
    assert.deepEqual([fact.settleDays, fact.isLate, fact.area, fact.mark], [12, false, 'centre', 4])
    // Ended while she was awaited: the last pause stands still too, and nobody was late.
    const waiting = factOf(
      { ...closed, pausedAt: new Date('2026-03-18T08:00:00Z') },
      { area: undefined, mark: undefined },
    )
    assert.deepEqual([waiting.settleDays, waiting.isLate], [10, false])
    assert.equal(factOf(closed, { area: undefined, mark: undefined }).isLate, true)
  })

  test('un jour est celui de Paris, même à la dernière heure du temps universel', () => {
    const fact = factOf({ ...dossier, submittedAt: new Date('2026-03-01T23:30:00Z') }, { area: '', mark: undefined })
    assert.equal(fact.receivedOn, '2026-03-02')
  })
})

const days = fc.integer({ min: 0, max: 400 })
const facts = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 6 }),
    service: fc.constantFrom('a', 'b'),
    channel: fc.constantFrom('web', 'phone'),
    received: days,
    settle: fc.option(days),
    answer: fc.option(days),
    isLate: fc.boolean(),
    mark: fc.option(fc.integer({ min: 1, max: 5 })),
  }),
  { maxLength: 12 },
)

const dayAt = (index: number): string => new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10)

type Drawn = (typeof facts extends fc.Arbitrary<infer T> ? T : never)[number]

const toFact = (drawn: Drawn): Fact => ({
  dossierId: String(drawn.id),
  procedureId: 'p',
  serviceId: drawn.service,
  channel: drawn.channel,
  area: '',
  outcome: drawn.settle === null ? null : 'accepted',
  receivedOn: dayAt(drawn.received),
  answeredOn: drawn.answer === null ? null : dayAt(drawn.received + drawn.answer),
  answerDays: drawn.answer,
  closedOn: drawn.settle === null ? null : dayAt(drawn.received + drawn.settle),
  settleDays: drawn.settle,
  isLate: drawn.settle !== null && drawn.isLate,
  mark: drawn.settle === null ? null : drawn.mark,
})

const sumsOf = (changes: ReturnType<typeof changesBetween>): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  const add = (key: string, count: number): void => void sums.set(key, (sums.get(key) ?? 0) + count)
  for (const { day, serviceId, channel, received, closed, late, marks, marksSum } of changes.daily) {
    const at = `${day} ${serviceId} ${channel}`
    for (const [name, count] of Object.entries({ received, closed, late, marks, marksSum })) add(`${at} ${name}`, count)
  }
  for (const { kind, day, serviceId, channel, days: length, count } of changes.delays)
    add(`${kind} ${day} ${serviceId} ${channel} ${length}`, count)
  return new Map([...sums].filter(([, count]) => count !== 0).toSorted(([a], [b]) => a.localeCompare(b)))
}

suite('les sommes tenues par différences', () => {
  test('sont celles d’un compte fait de rien, quel que soit le chemin', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 5 }), (steps) => {
        const known = new Map<string, Fact>()
        const all: { daily: unknown[]; delays: unknown[] } = { daily: [], delays: [] }
        for (const step of steps) {
          const after = [...new Map(step.map((drawn) => [String(drawn.id), toFact(drawn)])).values()]
          const before = after.flatMap(({ dossierId }) => known.get(dossierId) ?? [])
          const changes = changesBetween(before, after)
          all.daily.push(...changes.daily)
          all.delays.push(...changes.delays)
          for (const fact of after) known.set(fact.dossierId, fact)
        }
        const fromNothing = changesBetween([], [...known.values()])
        assert.deepEqual(sumsOf(all as ReturnType<typeof changesBetween>), sumsOf(fromNothing))
      }),
      { numRuns: 300 },
    )
  })

  test('ce qui ne change rien n’écrit rien', () => {
    const fact = factOf(dossier, { area: undefined, mark: undefined })
    assert.deepEqual(changesBetween([fact], [fact]), { daily: [], delays: [] })
  })
})

suite('les délais', () => {
  test('la médiane et les neuf dixièmes sont exacts au jour près', () => {
    fc.assert(
      fc.property(fc.array(days, { minLength: 1, maxLength: 60 }), fc.constantFrom(0.5, 0.9, 1), (all, share) => {
        const counts = [...Map.groupBy(all, (each) => each)].map(([each, some]) => ({ days: each, count: some.length }))
        const sorted = all.toSorted((a, b) => a - b)
        assert.equal(quantile(counts, share), sorted[Math.ceil(share * sorted.length) - 1])
      }),
    )
    assert.equal(quantile([], 0.5), undefined)
  })
})

suite('les périodes', () => {
  test('trente jours, douze mois, une année, et leur même moment un an avant', () => {
    assert.deepEqual(periodOf('30-jours', '2026-03-02'), { from: '2026-02-01', to: '2026-03-02' })
    assert.deepEqual(periodOf('12-mois', '2026-03-02'), { from: '2025-04-01', to: '2026-03-02' })
    assert.deepEqual(periodOf('2024', '2026-03-02'), { from: '2024-01-01', to: '2024-12-31' })
    assert.equal(periodOf('toujours', '2026-03-02'), undefined)
    assert.deepEqual(yearBefore({ from: '2024-02-29', to: '2024-03-01' }), { from: '2023-02-28', to: '2023-03-01' })
    assert.deepEqual(monthsOf({ from: '2025-11-15', to: '2026-01-02' }), ['2025-11-01', '2025-12-01', '2026-01-01'])
  })
})

const line = (key: string, received: number, closed = received) => ({
  key,
  report: reportOf({ ...sumOf([]), received, closed }, { settle: [{ days: 3, count: closed }], answer: [] }),
})

suite('ce que chacun peut lire', () => {
  test('une ligne de moins de cinq demandes se tait, et jamais seule : la retrancher du total la dirait', () => {
    const { shown, hidden } = publicLines([line('a', 40), line('b', 12), line('c', 3)])
    assert.deepEqual([shown.map(({ key }) => key), hidden], [['a'], 2])
    const enough = publicLines([line('a', 40), line('b', 12)])
    assert.deepEqual([enough.shown.length, enough.hidden], [2, 0])
  })

  test('de moins de cinq fins on ne dit ni délai ni part', () => {
    const [first] = publicLines([line('a', 40, 2)]).shown
    assert.deepEqual([first?.report.received, first?.report.closed, first?.report.settleMedian], [40, 0, undefined])
  })

  test('la charge de moins de cinq agents ne se montre pas', () => {
    assert.equal(loadOf([{ band: 0, agents: 4 }]), undefined)
    assert.deepEqual(
      loadOf([
        { band: 0, agents: 4 },
        { band: 5, agents: 2 },
        { band: 0, agents: 1 },
      ]),
      { agents: 7, bands: [5, 0, 0, 0, 0, 2] },
    )
  })
})
