import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { projectRoot } from '#platform/config'
import { readWorkflow } from './shape.ts'

const simple = readFileSync(join(projectRoot, 'data/workflows/simple.json'), 'utf8')

interface Loose {
  [name: string]: unknown
  statuses: { [name: string]: unknown; steps: { [name: string]: unknown }[] }[]
}

/** The simple circuit after a clumsy hand. */
function spoiled(spoil: (definition: Loose) => void): readonly string[] {
  const definition = JSON.parse(simple) as Loose
  spoil(definition)
  const read = readWorkflow(definition)
  return read.ok ? [] : read.refusal.problems.map(({ code, place }) => `${code} ${place}`)
}

suite('lire une définition venue d’ailleurs', () => {
  test('le circuit simple se lit', () => assert.ok(readWorkflow(JSON.parse(simple)).ok))

  test('chaque défaut de forme se dit une fois, à sa place', () => {
    assert.deepEqual(
      spoiled((definition) => {
        delete definition['title']
        definition['slug'] = 'Pas Bon'
        definition['color'] = 'blue'
        const [fresh, examination] = definition.statuses
        assert.ok(fresh?.steps[1] && fresh.steps[2] && examination)
        fresh.steps[1]['tone'] = 'sing'
        fresh.steps[2]['too'] = 'accepted'
        delete fresh.steps[2]['to']
        fresh.steps.push({ kind: 'dance' })
        examination['phase'] = 'thinking'
      }).toSorted(),
      [
        'bad_value slug',
        'bad_value statuses/examination/phase',
        'bad_value statuses/new/steps/2/tone',
        'missing_property statuses/new/steps/3/to',
        'missing_property title',
        'unknown_property color',
        'unknown_property statuses/new/steps/3/too',
        'unknown_step statuses/new/steps/6',
      ],
    )
  })

  test('une forme juste dont le sens ne va pas est refusée aussi', () => {
    const problems = spoiled((definition) => {
      definition['initial'] = 'nowhere'
    })
    assert.equal(problems[0], 'unknown_initial initial')
  })

  test('n’importe quoi est refusé avec au moins un mot, sans exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (definition) => {
        const read = readWorkflow(definition)
        assert.ok(!read.ok && read.refusal.problems.length > 0)
      }),
    )
    assert.ok(!readWorkflow({ statuses: [{ steps: [null, 3, { kind: 'toString' }] }, null] }).ok)
  })
})
