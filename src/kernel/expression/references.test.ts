import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Expression, references, rename } from '../expression.ts'

const rule: Expression = [
  'and',
  [
    'greaterThan',
    ['sum', ['rows', 'children', ['multiply', ['answer', 'age'], ['answer', 'rate']]]],
    ['option', 'cap'],
  ],
  ['isBefore', ['case', 'submittedAt'], ['plusDays', ['today'], ['internal', 'margin']]],
  ['equals', ['answer', 'rate'], ['answer', 'vehicle']],
]

test('ce qu’une règle lit est dit une fois', () => {
  assert.deepEqual(references(rule), {
    answers: ['rate', 'vehicle'],
    options: ['cap'],
    internals: ['margin'],
    caseData: ['submittedAt'],
    rows: [{ block: 'children', answers: ['age', 'rate'] }],
    isDated: true,
  })
  assert.equal(references(['age', ['answer', 'born'], '2026-03-04']).isDated, false)
  assert.equal(references(['age', ['answer', 'born']]).isDated, true)
  assert.deepEqual(references({ anything: 1 }).answers, [])
})

test('un arbre trop profond se lit quand même', () => {
  let tree: unknown = ['answer', 'deep']
  for (let depth = 0; depth < 50_000; depth += 1) tree = ['not', tree]
  assert.deepEqual(references(tree).answers, ['deep'])
})

test('une question change de nom partout, dans les lignes aussi', () => {
  const renamed = rename(rule, {
    answer: (id, block) => (block === undefined ? `a_${id}` : id === 'age' ? 'years' : `a_${id}`),
    option: () => 'ceiling',
    internal: () => 'leeway',
    rows: () => 'kids',
  })
  assert.deepEqual(references(renamed), {
    answers: ['a_rate', 'a_vehicle'],
    options: ['ceiling'],
    internals: ['leeway'],
    caseData: ['submittedAt'],
    rows: [{ block: 'kids', answers: ['years', 'a_rate'] }],
    isDated: true,
  })
  assert.deepEqual(rename(rule, {}), rule)
})
