import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Definition } from '#counter/procedures'
import { type Expression, holds, type Scope, type Value } from '#kernel/expression'
import { groupIn } from './body.ts'
import { comparisons, comparisonsOf } from './comparisons.ts'
import { emptyGroup, type Group } from './piece.ts'
import { readGroup, readValue } from './read.ts'
import { gatherSources } from './sources.ts'
import { writePiece } from './write.ts'

const fr = (text: string) => ({ fr: text })
const fields = [
  { id: 'ville', type: 'text', label: fr('Ville') },
  { id: 'jours', type: 'number', label: fr('Jours') },
  { id: 'prix', type: 'amount', label: fr('Prix') },
  { id: 'ne', type: 'date', label: fr('Naissance') },
  { id: 'dehors', type: 'yes_no', label: fr('Dehors ?') },
  {
    id: 'vehicule',
    type: 'choice',
    label: fr('Véhicule'),
    options: ['camion', 'velo'].map((value) => ({ value, label: fr(value) })),
  },
  {
    id: 'besoins',
    type: 'choices',
    label: fr('Besoins'),
    options: ['eau', 'gaz'].map((value) => ({ value, label: fr(value) })),
  },
  {
    id: 'enfants',
    type: 'repeated',
    label: fr('Enfants'),
    rowLabel: fr('Enfant'),
    fields: [
      { id: 'age', type: 'number', label: fr('Âge') },
      { id: 'repas', type: 'number', label: fr('Repas') },
    ],
  },
] as unknown as Definition['form']['pages'][number]['fields']
const definition = {
  form: { pages: [{ id: 'p', title: fr('P'), shortTitle: fr('P'), fields }] },
} as unknown as Definition
const sources = gatherSources({
  definition,
  asked: [{ label: 'P', fields }],
  options: [{ id: 'feeCents', label: 'Le tarif', type: 'number', kind: 'amount' }],
  communes: [],
  locale: 'fr',
})

const rewrite = (expression: Expression): Expression => {
  const written = writePiece(readGroup(expression, sources), sources)
  if (!written.ok) assert.fail(JSON.stringify(written.refusal))
  return written.value
}
const answer = (id: string): Expression => ['answer', id]

suite('ce qui est écrit se dessine et se réécrit', () => {
  const same: readonly Expression[] = [
    ['equals', answer('vehicule'), 'camion'],
    ['and', ['equals', answer('vehicule'), 'camion'], ['greaterThan', answer('jours'), 3]],
    [
      'or',
      ['lessThan', answer('prix'), 1250],
      ['and', ['isEmpty', answer('ville')], ['equals', answer('dehors'), true]],
    ],
    ['not', ['or', ['startsWith', answer('ville'), 'Saint'], ['contains', answer('besoins'), 'eau']]],
    ['any', answer('besoins'), 'eau', 'gaz'],
    ['greaterThanEq', ['age', answer('ne')], 18],
    ['isBefore', answer('ne'), '2020-01-31'],
    ['isAfter', answer('ne'), ['plusYears', ['today'], -3]],
    ['every', ['rows', 'enfants', ['greaterThan', answer('age'), 3]]],
    [
      'not',
      ['some', ['rows', 'enfants', ['and', ['greaterThan', answer('age'), 3], ['equals', answer('dehors'), false]]]],
    ],
    ['greaterThan', ['sum', ['rows', 'enfants', answer('repas')]], 10],
    ['greaterThanEq', ['countIf', ['rows', 'enfants', ['lessThan', answer('age'), 3]]], 2],
    ['greaterThan', ['plus', answer('prix'), ['option', 'feeCents']], 10000],
    ['not', ['oneOf', answer('ville'), 'Givors', 'Corbas']],
    ['not', ['isWorkingDay', answer('ne')]],
    ['greaterThanEq', ['daysBetween', ['today'], answer('ne')], 10],
  ]
  for (const expression of same) {
    test(JSON.stringify(expression), () => assert.deepEqual(rewrite(expression), expression))
  }

  test('une comparaison écrite à l’ancienne se réécrit simplement', () => {
    assert.deepEqual(rewrite(['compare', answer('jours'), 'not', 'equals', 3]), ['not', ['equals', answer('jours'), 3]])
  })

  test('ce qui ne se dessine pas reste tel quel', () => {
    const strange: Expression = ['case', 'status']
    assert.deepEqual(rewrite(strange), strange)
    assert.deepEqual(rewrite(['or', strange, answer('dehors')]), ['or', strange, ['equals', answer('dehors'), true]])
  })

  test('un calcul garde ses montants, ses alternatives et ses textes', () => {
    for (const value of [
      ['multiply', answer('jours'), 1200],
      ['plus', answer('prix'), 1250],
      ['if', ['greaterThan', answer('jours'), 3], 500, 'else', ['option', 'feeCents']],
      ['concat', 'M. ', answer('ville')],
      ['plusDays', answer('ne'), 10],
    ] as const satisfies readonly Expression[]) {
      const written = writePiece(readValue(value, sources, { depth: 0 }), sources)
      assert.deepEqual(written.ok && written.value, value)
    }
  })
})

/* Property: whatever the builder is given, drawn and written again, decides the same. */

const yesOrNo: fc.Arbitrary<Expression> = fc.oneof(
  fc.constant(answer('dehors')),
  fc.constantFrom('camion', 'velo').map((value): Expression => ['equals', answer('vehicule'), value]),
  fc
    .tuple(fc.constantFrom('greaterThan', 'lessThanEq', 'equals', 'notEquals'), fc.integer({ min: -3, max: 9 }))
    .map(([name, number]): Expression => [name, answer('jours'), number]),
  fc.constantFrom('ville', 'besoins', 'ne').map((id): Expression => ['isEmpty', answer(id)]),
  fc.constantFrom('eau', 'gaz').map((value): Expression => ['contains', answer('besoins'), value]),
  fc.integer({ min: 0, max: 40 }).map((years): Expression => ['lessThan', ['age', answer('ne')], years]),
)
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'rule' },
    yesOrNo,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((parts): Expression => ['and', ...parts]),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((parts): Expression => ['or', ...parts]),
    tie('tree').map((part): Expression => ['not', part]),
  ),
}))
const anyAnswers = fc.record({
  ville: fc.constantFrom(null, 'Givors'),
  jours: fc.option(fc.integer({ min: -3, max: 9 })),
  dehors: fc.option(fc.boolean()),
  vehicule: fc.constantFrom(null, 'camion', 'velo'),
  besoins: fc.option(fc.subarray(['eau', 'gaz'])),
  ne: fc.constantFrom(null, '1990-05-04', '2020-02-29'),
})

test('une règle redessinée décide comme avant, quelles que soient les réponses', () => {
  fc.assert(
    fc.property(tree, anyAnswers, (rule, answers) => {
      const scope: Scope = { answer: (id) => (answers as Record<string, Value>)[id] ?? null, today: () => '2026-11-24' }
      assert.equal(holds(rewrite(rule), scope), holds(rule, scope))
    }),
    { numRuns: 300 },
  )
})

suite('ce que la page envoie', () => {
  const line = (path: string, subject: string, compare: string, value: readonly [code: string, text: string]) => ({
    [`p.${path}`]: 'line',
    [`p.${path}.s`]: subject,
    [`c.${path}`]: compare,
    [`p.${path}.v`]: value[0],
    [`t.${path}.v`]: value[1],
  })

  test('une ligne s’ajoute sans rien perdre de ce qui est tapé', () => {
    const body = { 'p.r': 'any', ...line('r.0', 'a:jours', 'above', ['w:number', 'trois']), 'n.r': 'a:vehicule' }
    const group = groupIn(body, 'ajouter:r', sources)
    assert.equal(group.of, 'any')
    assert.deepEqual(group.items[0], {
      kind: 'line',
      subject: { kind: 'read', source: 'answer', id: 'jours' },
      compare: 'above',
      values: [{ kind: 'written', as: 'number', text: 'trois' }],
    })
    assert.deepEqual(group.items[1], {
      kind: 'line',
      subject: { kind: 'read', source: 'answer', id: 'vehicule' },
      compare: 'is',
      values: [{ kind: 'written', as: 'choice', text: '' }],
    })
    const written = writePiece(group, sources)
    assert.deepEqual(written.ok ? [] : written.refusal.faults, [
      { path: 'r.0.v', code: 'not_a_number' },
      { path: 'r.1.v', code: 'missing' },
    ])
  })

  test('une ligne se retire, et les autres gardent leur ordre', () => {
    const body = {
      'p.r': 'all',
      ...line('r.0', 'a:jours', 'above', ['w:number', '3']),
      ...line('r.1', 'a:ville', 'is', ['w:text', 'Givors']),
    }
    const group = groupIn(body, 'retirer:r.0', sources)
    assert.deepEqual(writePiece(group, sources), { ok: true, value: ['equals', answer('ville'), 'Givors'] })
  })

  test('une question d’un autre genre garde ce qui était tapé, et prend une comparaison de son genre', () => {
    const body = { 'p.r': 'all', ...line('r.0', 'a:prix', 'starts', ['w:text', '12,50']) }
    assert.deepEqual(writePiece(groupIn(body, '', sources), sources), {
      ok: true,
      value: ['equals', answer('prix'), 1250],
    })
  })

  test('un corps quelconque ne fait rien échouer', () => {
    const word = fc.constantFrom(
      'all',
      'line',
      'rows',
      'kept',
      'a:jours',
      'f:plus',
      'f:sum',
      'if',
      'each:enfants',
      'which:x',
      'w:date',
      '{',
      'today',
    )
    const name = fc.tuple(
      fc.constantFrom('p', 'c', 't', 'k', 'b', 'r', 'm', 'n'),
      fc.array(fc.constantFrom('0', '1', 's', 'v', 'g', 'q', 'y', 'e'), { maxLength: 5 }),
    )
    const body = fc.array(fc.tuple(name, word), { maxLength: 30 })
    fc.assert(
      fc.property(body, (pairs) => {
        const sent = Object.fromEntries(pairs.map(([[start, path], value]) => [[start, 'r', ...path].join('.'), value]))
        const group: Group = groupIn(sent, 'ajouter:r', sources)
        writePiece(group, sources)
      }),
      { numRuns: 300 },
    )
  })
})

test('chaque genre de réponse a ses comparaisons, et chacune se lit en français', () => {
  for (const kind of ['text', 'choice', 'choices', 'number', 'amount', 'date', 'boolean', 'list', 'any'] as const) {
    assert.ok(comparisonsOf(kind).length >= 4, kind)
  }
  assert.equal(new Set(comparisons.map(({ name }) => name)).size, comparisons.length)
  assert.deepEqual(readGroup(undefined, sources), emptyGroup)
})
