import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/calendar'
import { type MandateState, mandateStates } from '../schema.ts'
import { deepest, delegationFault, effectOf } from './delegation.ts'
import { type Act, after, isOpen } from './states.ts'
import { latestEnd, termFaults } from './terms.ts'
import { mandateText, textHash } from './wording.ts'

const acts: readonly Act[] = ['notify', 'see', 'approve', 'refuse', 'expire', 'withdraw', 'revoke']

suite('états', () => {
  const walk = (steps: readonly Act[]): MandateState[] => {
    const passed: MandateState[] = ['asked']
    for (const act of steps) {
      const next = after(passed.at(-1) ?? 'asked', act)
      if (next.ok) passed.push(next.value)
    }
    return passed
  }

  test('quoi qu’il arrive, on n’approuve qu’une fois, et seulement une demande ouverte', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 30 }), (steps) => {
        const passed = walk(steps)
        const approved = passed.indexOf('approved')
        assert.ok(passed.filter((state) => state === 'approved').length <= 1)
        if (approved > 0) assert.ok(isOpen(passed[approved - 1] ?? 'refused'))
        // From an end one never comes back.
        const end = passed.findIndex((state) => ['refused', 'expired', 'withdrawn', 'revoked'].includes(state))
        if (end >= 0) assert.equal(passed.length, end + 1)
      }),
    )
  })

  test('seul ce qui est approuvé se révoque ; seul ce qui attend se retire', () => {
    for (const state of mandateStates) {
      assert.equal(after(state, 'revoke').ok, state === 'approved', state)
      assert.equal(after(state, 'withdraw').ok, isOpen(state), state)
    }
  })
})

suite('conditions', () => {
  const today = '2027-03-01'
  const of = { longestMonths: 12 }
  const good = { startsOn: today, endsOn: '2028-02-29', reason: 'Gérer la boutique' }

  test('une fin est obligatoire, et pas au-delà de ce que permet le paquet', () => {
    assert.deepEqual(termFaults(good, of, today), [])
    assert.deepEqual(termFaults({ ...good, endsOn: '' }, of, today), ['ends_missing'])
    assert.deepEqual(termFaults({ ...good, endsOn: '2028-03-01' }, of, today), ['too_long'])
    assert.deepEqual(termFaults({ ...good, endsOn: '2027-02-28' }, of, today), ['ends_before'])
    assert.deepEqual(termFaults({ ...good, startsOn: '2027-02-28' }, of, today), ['starts_past', 'too_long'])
    assert.deepEqual(termFaults({ ...good, startsOn: '2027-02-31' }, of, today), ['starts_missing'])
    assert.deepEqual(termFaults({ ...good, reason: '  ' }, of, today), ['reason_missing'])
  })

  test('jamais plus long que le paquet', () => {
    const days = fc.integer({ min: 0, max: 4000 })
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (from, longestMonths) => {
        const startsOn = addDays('2026-01-01', from)
        const end = latestEnd(startsOn, longestMonths)
        assert.ok(end >= addDays(startsOn, longestMonths * 27) && end <= addDays(startsOn, longestMonths * 31))
      }),
    )
  })
})

interface Node {
  readonly id: string
  readonly sourceId: string | null
  readonly depth: number
  readonly state: MandateState
  readonly rights: readonly string[]
  readonly startsOn: Day
  readonly endsOn: Day
}

const everyRight = ['a', 'b', 'c', 'd']
const day = fc.integer({ min: 0, max: 60 }).map((count) => addDays('2027-03-01', count))
const node = (id: string, sourceId: string | null, depth: number) =>
  fc.record({
    id: fc.constant(id),
    sourceId: fc.constant(sourceId),
    depth: fc.constant(depth),
    state: fc.constantFrom<MandateState>('approved', 'approved', 'approved', 'revoked', 'seen'),
    rights: fc.subarray(everyRight),
    startsOn: day,
    endsOn: day,
  })

suite('délégation', () => {
  test('aucune chaîne, même écrite à la main, ne donne plus de droits ni plus de jours que chacun de ses maillons', () => {
    const chain = fc.tuple(node('0', null, 0), node('1', '0', 1), node('2', '1', 2), node('3', '2', 3))
    fc.assert(
      fc.property(chain, day, fc.integer({ min: 0, max: 3 }), (nodes: readonly Node[], today, rank) => {
        const known = new Map(nodes.map((each) => [each.id, each]))
        const last = nodes[rank]
        assert.ok(last)
        const effect = effectOf(last, known, today)
        if (!effect) return
        assert.ok(rank <= deepest)
        for (const each of nodes.slice(0, rank + 1)) {
          assert.equal(each.state, 'approved')
          assert.ok(effect.rights.every((right) => each.rights.includes(right)))
          assert.ok(effect.until <= each.endsOn && today <= each.endsOn && today >= each.startsOn)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('ce qui est accepté tient dans la source ; la source finie, plus rien ne tient', () => {
    const asked = fc.record({ rights: fc.subarray(everyRight), startsOn: day, endsOn: day })
    fc.assert(
      fc.property(node('0', null, 0), asked, day, (source, wanted, today) => {
        const effect = effectOf(source, new Map(), today)
        const fault = delegationFault(source, effect, wanted, { delegations: 2 })
        if (fault) return
        const below: Node = { ...wanted, id: '1', sourceId: '0', depth: 1, state: 'approved' }
        for (const at of [wanted.startsOn, wanted.endsOn]) {
          const given = effectOf(below, new Map([['0', source]]), at)
          assert.ok(given && given.rights.length === wanted.rights.length)
        }
        const revoked = { ...source, state: 'revoked' as const }
        assert.equal(effectOf(below, new Map([['0', revoked]]), wanted.startsOn), undefined)
      }),
    )
  })

  test('deux étapes au plus, et jamais plus que le paquet', () => {
    const source = {
      id: '0',
      sourceId: null,
      depth: 0,
      state: 'approved',
      rights: ['a'],
      startsOn: '2027-03-01',
      endsOn: '2027-12-31',
    } as const
    const effect = { rights: ['a'], until: '2027-12-31' }
    const wanted = { rights: ['a'], startsOn: '2027-03-01', endsOn: '2027-12-31' }
    const at = (depth: number, delegations: number) =>
      delegationFault({ ...source, depth }, effect, wanted, { delegations })
    assert.deepEqual(
      [at(0, 0), at(0, 1), at(1, 1), at(1, 2), at(2, 2)],
      ['not_delegable', undefined, 'not_delegable', undefined, 'not_delegable'],
    )
    assert.equal(at(2, 60), 'not_delegable')
    assert.equal(delegationFault(source, effect, { ...wanted, rights: ['a', 'b'] }, { delegations: 2 }), 'more_rights')
    assert.equal(
      delegationFault(source, effect, { ...wanted, endsOn: '2028-01-01' }, { delegations: 2 }),
      'beyond_dates',
    )
    assert.equal(delegationFault(source, undefined, wanted, { delegations: 2 }), 'source_ended')
    assert.equal(delegationFault(source, effect, { ...wanted, rights: [] }, { delegations: 2 }), 'no_rights')
  })
})

test('le texte accepté est le même pour les mêmes faits, et change avec le moindre d’entre eux', () => {
  const said = {
    principal: 'BOULANGERIE',
    holder: 'Camille',
    rights: ['Déposer'],
    startsOn: '2027-03-01',
    endsOn: '2027-12-31',
    reason: 'Boutique',
    delegations: 0,
  }
  assert.equal(textHash(mandateText(said)), textHash(mandateText({ ...said })))
  for (const change of [
    { principal: 'GARAGE' },
    { holder: 'Sam' },
    { rights: [] },
    { endsOn: '2028-12-31' },
    { reason: 'Autre' },
    { delegations: 2 },
  ]) {
    assert.notEqual(textHash(mandateText({ ...said, ...change })), textHash(mandateText(said)))
  }
})
