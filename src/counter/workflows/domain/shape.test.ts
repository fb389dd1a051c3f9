import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { projectRoot } from '#platform/config'
import type { Workflow } from '../schema/index.ts'
import { judgeWorkflow, readWorkflow } from './shape.ts'

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

  test('d’un circuit en cours d’écriture, ce qui est vide ne cache pas ce que dit le reste', () => {
    const circuit = JSON.parse(simple) as Loose
    const [fresh] = circuit.statuses
    assert.ok(fresh)
    fresh['publicLabel'] = { fr: '' }
    circuit['initial'] = 'nowhere'
    const found = judgeWorkflow(circuit as unknown as Workflow).map(({ code, place }) => `${code} ${place}`)
    assert.ok(found.includes('bad_value statuses/new/publicLabel/fr'))
    assert.ok(found.includes('unknown_initial initial'))
  })

  test('propriété : un circuit dont on a vidé des textes et des listes se juge toujours, et n’est jamais sans faute', () => {
    const places = emptiable(JSON.parse(simple))
    fc.assert(
      fc.property(fc.subarray([...places], { minLength: 1, maxLength: 6 }), (emptied) => {
        const circuit = JSON.parse(simple) as object
        // The deepest first: what holds it may be emptied too.
        for (const path of emptied.toSorted((left, right) => right.length - left.length)) empty(circuit, path)
        assert.ok(judgeWorkflow(circuit as Workflow).length > 0)
      }),
    )
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

type Path = readonly string[]

/** Places of the French texts and of the lists that may not be empty. */
function emptiable(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]): readonly Path[] => {
    const here = [...path, key]
    const mayBeEmpty = key === 'steps' || key === 'actions' || key === 'options' || key === 'internal'
    const isOne = key === 'fr' || (Array.isArray(inner) && !mayBeEmpty)
    return [...(isOne ? [here] : []), ...emptiable(inner, here)]
  })
}

function empty(root: object, path: Path): void {
  const holder = path.slice(0, -1).reduce((reached, key) => Reflect.get(reached, key) as object, root)
  const last = path.at(-1) ?? ''
  Reflect.set(holder, last, Array.isArray(Reflect.get(holder, last)) ? [] : '')
}
