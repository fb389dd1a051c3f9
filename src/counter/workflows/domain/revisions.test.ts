import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { Value } from 'typebox/value'
import { projectRoot } from '#platform/config'
import { Workflow } from '../schema/index.ts'
import { compareWorkflows, goneStatuses } from './difference.ts'
import { divergenceOf, replay } from './replay.ts'

const read = (slug: string): Workflow =>
  Value.Parse(Workflow, JSON.parse(readFileSync(join(projectRoot, `data/workflows/${slug}.json`), 'utf8')))
const visa = read('with-visa')
const nobody = { answer: () => null }
const text = (fr: string) => ({ fr, en: fr })

const told = (after: Workflow) => compareWorkflows(visa, after).map(({ change, place }) => `${change} ${place}`)
const without = (statusId: string): Workflow => ({
  ...visa,
  statuses: visa.statuses.filter(({ id }) => id !== statusId),
})

suite('la différence entre deux révisions d’un circuit', () => {
  test('la même révision n’en a pas', () => assert.deepEqual(told(structuredClone(visa)), []))

  test('dit ce qui est ajouté, changé, retiré, à sa place', () => {
    const [first, ...rest] = visa.statuses
    assert.ok(first)
    const after: Workflow = {
      ...visa,
      options: [{ id: 'patience', label: text('Patience'), type: 'number', default: 3 }],
      statuses: [
        {
          ...first,
          label: text('Tout neuf'),
          steps: [...first.steps.slice(1), { kind: 'on_delay', id: 'late', after: { days: 3 }, to: 'examination' }],
        },
        ...rest.filter(({ id }) => id !== 'returned'),
      ],
      retention: { accepted: { months: 12, end: 'anonymise' } },
    }
    assert.deepEqual(told(after), [
      'added options/patience',
      `changed statuses/${first.id}`,
      'removed statuses/returned',
      `added statuses/${first.id}/steps/late`,
      `removed statuses/${first.id}/steps/assign 1`,
      'changed retention',
    ])
  })

  test('les statuts ouverts qui n’existent plus demandent où vont leurs demandes', () => {
    assert.deepEqual(goneStatuses(visa, visa), [])
    assert.deepEqual(
      goneStatuses(visa, without('returned')).map(({ id }) => id),
      ['returned'],
    )
  })
})

suite('rejouer une demande', () => {
  const moves = ['examine', 'propose_refusal', 'approve'].map((id) => ({ by: 'action' as const, id }))

  test('sur le même circuit, elle passe où elle est passée', () => {
    const played = replay(visa, moves, nobody)
    assert.deepEqual(played, {
      passages: [['new'], ['examination'], ['visa_refusal'], ['refused']],
      status: 'refused',
      stopped: undefined,
    })
  })

  test('sur un autre, on voit où elle s’arrêterait, et pourquoi', () => {
    const played = replay(read('simple'), moves, nobody)
    assert.deepEqual(played.stopped, { at: 1, why: 'unknown_action' })
    assert.equal(played.passages.flat().at(-1), played.status)
    assert.deepEqual(divergenceOf(replay(visa, moves, nobody).passages, played), {
      at: 2,
      expected: ['visa_refusal'],
      got: undefined,
      why: 'unknown_action',
    })
    assert.equal(divergenceOf(played.passages, played), undefined)
  })

  test('les attentes qui finissent d’elles-mêmes se rejouent aussi', () => {
    const [first, ...rest] = visa.statuses
    assert.ok(first)
    const late: Workflow = {
      ...visa,
      statuses: [
        {
          ...first,
          steps: [...first.steps, { kind: 'on_delay', id: 'late', after: { days: 3 }, to: 'examination' }],
        },
        ...rest,
      ],
    }
    const waited = [{ by: 'step' as const, step: 'late', way: 'done' }, ...moves.slice(1)]
    assert.equal(replay(late, waited, nobody).status, 'refused')
    assert.deepEqual(replay(visa, waited, nobody).stopped, { at: 0, why: 'not_awaited' })
  })
})
