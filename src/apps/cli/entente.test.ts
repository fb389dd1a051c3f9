import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkSources } from '#entente/sources'
import { readLibrary } from './entente.ts'

const library = await readLibrary()

suite('les documents de l’entente', () => {
  test('chaque chiffre qui se calcule est égal, ou sa différence est expliquée', () => {
    const { figures, contradictions, stale } = checkSources(library)
    assert.ok(figures.length > 250, String(figures.length))
    const unexplained = [...figures.filter(({ verdict }) => verdict === 'differs'), ...contradictions]
      .filter(({ explanation }) => explanation === undefined)
      .map(({ statement }) => `${statement.source.id} ${statement.fact}`)
    assert.deepEqual(unexplained, [])
    assert.deepEqual(stale, [])
    assert.ok(contradictions.length >= 10)
  })

  test('les contributions de 2022, 2023 et 2024 tombent à l’euro publié', () => {
    const { figures } = checkSources(library)
    const computed = (fact: string) => figures.find(({ statement }) => statement.fact === fact)?.computed
    assert.equal(computed('tno/contribution/2022/lyon/adjusted'), 5_053_300)
    assert.equal(computed('tno/receipts/metropole/2023'), 30_579_700)
    assert.equal(computed('tno/receipts/lyon/2023'), 21_705_100)
    assert.equal(computed('tno/receipts/sitiv-operating/2023'), 11_632_800)
    assert.equal(computed('tno/receipts/lyon/2024'), 27_030_000)
  })

  test('un chiffre changé d’un centime est vu', () => {
    const touched = structuredClone(library)
    const account = touched.sources
      .find(({ id }) => id === '2024-report')
      ?.tables[0]?.rows.find(({ fact }) => fact === 'main/2024/operating/expenses')
    assert.ok(account)
    account.values[0] = (account.values[0] ?? 0) + 0.01
    const differing = checkSources(touched).figures.filter(
      ({ verdict, explanation }) => verdict === 'differs' && explanation === undefined,
    )
    assert.deepEqual(
      differing.map(({ statement }) => statement.fact),
      ['main/2024/operating/balance'],
    )
  })
})
