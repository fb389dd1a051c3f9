import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Plan, Rule } from '../schema.ts'
import { type CaseFacts, decide, metresBetween, type World } from './decide.ts'
import type { Colleague } from './holder.ts'
import { isDuring } from './hours.ts'

const roads = '00000000-0000-4000-8000-00000000000a'
const parks = '00000000-0000-4000-8000-00000000000b'
const lights = '00000000-0000-4000-8000-000000000001'

const facts: CaseFacts = {
  procedureId: lights,
  channel: 'web',
  locale: 'fr',
  submittedAt: new Date('2026-11-24T09:00:00Z'),
  serviceId: roads,
  positions: [[4.902, 45.667]],
  postalCodes: ['69960'],
  scope: { answer: (id) => (id === 'problem' ? 'off' : null) },
}

const colleague = (name: string, more: Partial<Colleague> = {}): Colleague => ({
  accountId: name,
  name,
  services: [roads],
  groups: [],
  isGuest: false,
  isAbsent: false,
  load: 0,
  lastGivenAt: null,
  ...more,
})
const world = (colleagues: readonly Colleague[] = []): World => ({ zones: [], colleagues, substitutions: [] })
const rule = (id: string, more: Partial<Rule>): Rule => ({
  id,
  title: id,
  isOn: true,
  moments: ['filed'],
  give: {},
  ...more,
})
const plan = (rules: readonly Rule[], more: Partial<Plan> = {}): Plan => ({
  mode: 'first',
  rules: [...rules],
  otherwise: {},
  ...more,
})

suite('la répartition', () => {
  test('la première règle qui convient décide ; celles d’après ne sont pas lues', () => {
    const found = decide(
      plan([
        rule('courrier', { channels: ['letter'], give: { serviceId: parks } }),
        rule('web', { channels: ['web'], give: { priority: 'high' } }),
        rule('tout', { give: { serviceId: parks } }),
      ]),
      facts,
      world(),
      'filed',
    )
    assert.equal(found.serviceId, roads)
    assert.equal(found.priority, 'high')
    assert.deepEqual(
      found.trace.rules.map(({ id, isMet }) => [id, isMet]),
      [
        ['courrier', false],
        ['web', true],
      ],
    )
  })

  test('toutes ensemble : chacune donne ce qu’aucune avant elle n’a donné, et l’urgence est la plus haute', () => {
    const rules = [
      rule('a', { give: { serviceId: parks, labels: ['vert'] } }),
      rule('b', { give: { serviceId: roads, priority: 'urgent', labels: ['vert', 'nuit'] } }),
    ]
    const found = decide(plan(rules, { mode: 'all' }), facts, world(), 'filed')
    assert.deepEqual([found.serviceId, found.priority, found.labels], [parks, 'urgent', ['vert', 'nuit']])
  })

  test('une règle suspendue, ou d’un autre moment, n’est pas lue ; à la main, toutes le sont', () => {
    const rules = [
      rule('off', { isOn: false, give: { serviceId: parks } }),
      rule('plus tard', { moments: ['arrived'], give: { serviceId: parks } }),
    ]
    assert.equal(decide(plan(rules), facts, world(), 'filed').serviceId, roads)
    assert.equal(decide(plan(rules), facts, world(), 'again').serviceId, parks)
  })

  test('les réponses, le lieu, la langue : ce qui a été trouvé est gardé', () => {
    const near = { kind: 'near' as const, name: 'la mairie', lon: 4.9, lat: 45.667, metres: 200 }
    const found = decide(
      plan([
        rule('a', {
          procedures: [lights],
          locales: ['fr'],
          places: [{ kind: 'postal_code', code: '69001' }, near],
          when: ['equals', ['answer', 'problem'], 'off'],
          give: { labels: ['centre'] },
        }),
      ]),
      facts,
      world(),
      'filed',
    )
    assert.deepEqual(found.labels, ['centre'])
    assert.deepEqual(
      found.trace.rules[0]?.tests.map(({ kind, found: seen }) => [kind, seen]),
      [
        ['procedure', lights],
        ['locale', 'fr'],
        ['place', 'la mairie (155 m)'],
        ['answers', { problem: 'off' }],
      ],
    )
  })

  test('une condition qui ne se calcule pas ne convient pas, et les règles d’après sont lues', () => {
    const broken = rule('a', { when: ['divide', 1, 0] as never, give: { serviceId: parks } })
    assert.equal(
      decide(plan([broken, rule('b', { give: { priority: 'high' } })]), facts, world(), 'filed').priority,
      'high',
    )
  })

  test('la moins chargée des présentes, sous le plafond, avec le savoir-faire', () => {
    const team = [
      colleague('absente', { isAbsent: true }),
      colleague('pleine', { load: 10, groups: ['s'] }),
      colleague('sans', { load: 1 }),
      colleague('ailleurs', { services: [parks], groups: ['s'] }),
      colleague('b', { load: 4, groups: ['s'] }),
      colleague('a', { load: 3, groups: ['s'] }),
    ]
    const give = { holder: { kind: 'least_loaded' as const, skills: ['s'], ceiling: 10 } }
    const { holder, trace } = decide(plan([rule('r', { give })]), facts, world(team), 'filed')
    assert.equal(holder?.name, 'a')
    assert.deepEqual(
      trace.among.map(({ name, standing }) => [name, standing]),
      [
        ['absente', 'absent'],
        ['pleine', 'full'],
        ['sans', 'unskilled'],
        ['b', 'present'],
        ['a', 'present'],
      ],
    )
  })

  test('chacun son tour : qui n’a rien reçu, puis qui attend depuis le plus longtemps', () => {
    const give = { holder: { kind: 'in_turn' as const } }
    const team = [
      colleague('a', { lastGivenAt: '2026-11-24T08:00:00Z' }),
      colleague('b', { lastGivenAt: '2026-11-23T08:00:00Z' }),
    ]
    assert.equal(decide(plan([rule('r', { give })]), facts, world(team), 'filed').holder?.name, 'b')
    assert.equal(
      decide(plan([rule('r', { give })]), facts, world([...team, colleague('z')]), 'filed').holder?.name,
      'z',
    )
  })

  test('qui est nommé mais absent : son remplaçant s’il le veut ainsi, sinon l’équipe ; jamais deux maillons', () => {
    const give = { holder: { kind: 'agent' as const, accountId: 'a' } }
    const of = (newCases: 'substitute' | 'team', isAbsent = false) => ({
      zones: [],
      colleagues: [colleague('a', { isAbsent: true }), colleague('b', { isAbsent }), colleague('c')],
      substitutions: [
        { absentId: 'a', accountId: 'b', serviceIds: null, procedureIds: null, newCases },
        { absentId: 'b', accountId: 'c', serviceIds: null, procedureIds: null, newCases: 'substitute' as const },
      ],
    })
    const found = decide(plan([rule('r', { give })]), facts, of('substitute'), 'filed')
    assert.deepEqual([found.holder?.name, found.trace.because, found.trace.insteadOf], ['b', 'substitute', 'a'])
    assert.equal(decide(plan([rule('r', { give })]), facts, of('team'), 'filed').holder, null)
    assert.equal(decide(plan([rule('r', { give })]), facts, of('substitute', true), 'filed').holder, null)
  })

  test('quoi que disent les règles, personne d’absent ni d’un autre service ne reçoit une demande', () => {
    const person = fc.record({
      services: fc.subarray([roads, parks, null]),
      groups: fc.subarray(['g', 'h']),
      isAbsent: fc.boolean(),
      load: fc.integer({ min: 0, max: 20 }),
    })
    const holder = fc.oneof(
      fc.record({ kind: fc.constant('agent' as const), accountId: fc.constantFrom('p0', 'p1', 'p2', 'p9') }),
      fc
        .tuple(
          fc.constantFrom('least_loaded' as const, 'in_turn' as const),
          fc.boolean(),
          fc.integer({ min: 1, max: 20 }),
        )
        .map(([kind, isGroup, ceiling]) => ({ kind, ceiling, ...(isGroup && { groupId: 'g' }) })),
    )
    fc.assert(
      fc.property(
        fc.array(person, { maxLength: 5 }),
        holder,
        fc.constantFrom(roads, parks),
        (people, who, serviceId) => {
          const colleagues = people.map((each, index) => colleague(`p${index}`, each))
          const found = decide(
            plan([rule('r', { give: { holder: who, serviceId } })]),
            facts,
            world(colleagues),
            'filed',
          )
          const given = colleagues.find(({ accountId }) => accountId === found.holder?.accountId)
          if (!found.holder) return
          assert.ok(given && !given.isAbsent)
          assert.ok(given.services.includes(null) || given.services.includes(serviceId))
          if (who.kind !== 'agent') assert.ok(given.load < who.ceiling)
        },
      ),
    )
  })
})

suite('les heures d’une règle', () => {
  const office = { weekdays: [1, 2, 3, 4, 5], from: '08:30', to: '17:00', isOutside: false }
  const paris = (text: string) => new Date(text)

  test('du lundi au vendredi, aux heures de Paris, à la minute', () => {
    assert.equal(isDuring(office, paris('2026-11-24T07:29:59Z')), false)
    assert.equal(isDuring(office, paris('2026-11-24T07:30:00Z')), true)
    assert.equal(isDuring(office, paris('2026-11-24T15:59:59Z')), true)
    assert.equal(isDuring(office, paris('2026-11-24T16:00:00Z')), false)
    assert.equal(isDuring(office, paris('2026-07-21T06:30:00Z')), true)
    assert.equal(isDuring(office, paris('2026-11-28T10:00:00Z')), false)
  })

  test('un jour férié est en dehors ; la nuit passe minuit', () => {
    assert.equal(isDuring(office, paris('2026-11-11T10:00:00Z')), false)
    const night = { weekdays: [2], from: '20:00', to: '06:00', isOutside: false }
    assert.equal(isDuring(night, paris('2026-11-25T04:59:00Z')), true)
    assert.equal(isDuring(night, paris('2026-11-25T05:00:00Z')), false)
  })

  test('en dehors de ces heures est exactement le contraire', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), (at) => {
        assert.notEqual(isDuring(office, at), isDuring({ ...office, isOutside: true }, at))
      }),
    )
  })
})

test('la distance est symétrique, nulle sur place, et juste à un demi pour cent près', () => {
  assert.equal(metresBetween([4.9, 45.6], [4.9, 45.6]), 0)
  // Un degré de méridien : 111,2 km sur la sphère.
  assert.ok(Math.abs(metresBetween([4.9, 45], [4.9, 46]) - 111_195) < 20)
  const position = fc.tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
  )
  fc.assert(
    fc.property(position, position, (a, b) => {
      assert.ok(Math.abs(metresBetween(a, b) - metresBetween(b, a)) < 1e-3)
    }),
  )
})
