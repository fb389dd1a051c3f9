import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Source } from '../schema.ts'
import { checkSources, type Library } from './check.ts'

const page = (tables: Source['tables'], id = 'report'): Source => ({
  id,
  title: id,
  date: '2025-01-01',
  credit: 'exemple',
  tables,
})
const row = (fact: string, ...values: number[]) => ({ fact, label: fact, values })
const library = (sources: Source[], more: Partial<Library> = {}): Library => ({
  sources,
  identities: [],
  explanations: [],
  ...more,
})
const table = (
  unit: Source['tables'][number]['unit'],
  ...rows: ReturnType<typeof row>[]
): Source['tables'][number] => ({
  heading: 'un tableau',
  place: 'table',
  unit,
  rows,
})
const verdictsOf = (given: Library) =>
  checkSources(given).figures.map(({ statement, verdict }) => [statement.fact, verdict])

suite('les chiffres publiés', () => {
  test('les lignes d’un tableau font son total, au centime', () => {
    const lines = [row('budget/a', 10.1), row('budget/b', 20.2)]
    assert.deepEqual(verdictsOf(library([page([table('cent', ...lines, row('budget', 30.3))])])), [['budget', 'equal']])
    assert.deepEqual(verdictsOf(library([page([table('cent', ...lines, row('budget', 30.31))])])), [
      ['budget', 'differs'],
    ])
  })

  test('des lignes arrondies à l’euro laissent à leur somme ce que leurs arrondis peuvent', () => {
    const lines = [row('budget/a', 10), row('budget/b', 20)]
    assert.deepEqual(verdictsOf(library([page([table('euro', ...lines, row('budget', 31))])])), [['budget', 'rounded']])
    assert.deepEqual(verdictsOf(library([page([table('euro', ...lines, row('budget', 32))])])), [['budget', 'differs']])
  })

  test('un tableau qui ne montre que des extraits n’a pas de somme', () => {
    const extracts = { ...table('euro', row('budget/a', 10), row('budget/b', 20), row('budget', 90)), partial: true }
    assert.deepEqual(verdictsOf(library([page([extracts])])), [])
  })

  test('chaque colonne a sa somme, et ce qui est plus profond n’en est pas', () => {
    const columns = {
      ...table('euro', row('m/a', 1, 2), row('m/b', 3, 4), row('m/b/part', 3, 4), row('m', 4, 6)),
      columns: ['2023', '2024'],
    }
    assert.deepEqual(verdictsOf(library([page([columns])])), [
      ['m/2023', 'equal'],
      ['m/2024', 'equal'],
    ])
  })

  test('une clef partage des euros entiers par plus fort reste', () => {
    const keys = table('percent', row('key/a', 53), row('key/b', 30.6), row('key/c', 16.4))
    const due = table('euro', row('due/a', 288_413), row('due/b', 166_518), row('due/c', 89_245), row('cost', 544_176))
    const identities = [
      {
        name: 'part de la clef',
        fact: 'due/{member}',
        is: { kind: 'share' as const, of: 'cost', among: ['key/a', 'key/b', 'key/c'], mine: 'key/{member}' },
        for: { member: ['a', 'b', 'c'] },
      },
    ]
    assert.deepEqual(
      verdictsOf(library([page([keys, due])], { identities })).map(([, verdict]) => verdict),
      ['equal', 'equal', 'equal'],
    )
  })

  test('deux pages qui disent autrement la même chose se contredisent ; une page moins précise, non', () => {
    const exact = page([table('cent', row('result', 445_985.3))], 'a')
    const typed = page([{ ...table('cent', row('result', 445_958.3)), place: 'text' }], 'b')
    const coarse = page([{ ...table('kilo-euro', row('result', 446)), place: 'text' }], 'c')
    const found = checkSources(library([exact, typed, coarse])).contradictions
    assert.deepEqual(
      found.map(({ statement, against }) => [statement.source.id, against.value]),
      [['b', 44_598_530]],
    )
  })

  test('une explication suit ce qu’elle explique, et se dit périmée quand plus rien ne la demande', () => {
    const one = page([table('cent', row('result', 1))], 'a')
    const two = page([table('cent', row('result', 2))], 'b')
    const explanations = [
      { source: 'b', fact: 'result', why: 'une faute de frappe' },
      { source: 'a', fact: 'gone', why: 'corrigée depuis' },
    ]
    const { contradictions, stale } = checkSources(library([one, two], { explanations }))
    assert.deepEqual(
      contradictions.map(({ explanation }) => explanation),
      ['une faute de frappe'],
    )
    assert.deepEqual(
      stale.map(({ fact }) => fact),
      ['gone'],
    )
  })
})
