import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  filtersOf,
  inView,
  type ListQuery,
  listSearch,
  readListQuery,
  sorts,
  states,
  views,
  withoutFilter,
} from './query.ts'

const slug = fc.stringMatching(/^[a-z]{1,8}(-[a-z]{1,8})?$/)
const queries: fc.Arbitrary<ListQuery> = fc.record(
  {
    view: fc.constantFrom(...views),
    sort: fc.constantFrom(...sorts),
    service: slug,
    procedure: slug,
    state: fc.constantFrom(...states),
    since: fc.constantFrom('2026-01-31', '2024-02-29'),
    text: fc
      .string({ minLength: 1 })
      .map((text) => text.trim().replaceAll(/\s+/g, ' '))
      .filter(Boolean),
  },
  { requiredKeys: ['view', 'sort'], noNullPrototype: true },
)
const read = (search: string): ListQuery => readListQuery(Object.fromEntries(new URLSearchParams(search)))

suite('l’adresse d’une liste', () => {
  test('dit toute la liste : la relire redonne la même question', () => {
    fc.assert(fc.property(queries, (query) => assert.deepEqual(read(listSearch(query)), query)))
  })

  test('la première vue n’a pas d’adresse à elle', () => {
    assert.equal(listSearch(readListQuery({})), '')
    assert.equal(listSearch({ view: 'toutes', sort: 'echeance', text: 'lampe' }), '?q=lampe')
  })

  test('ce qu’elle ne comprend pas ne compte pas, et rien ne la fait échouer', () => {
    const odd = { vue: 'x', service: 'Voirie!', etat: '42', depuis: '2026-02-31', tri: 'prix', q: '   ' }
    assert.deepEqual(readListQuery(odd), { view: 'a-traiter', sort: 'echeance' })
  })

  test('un filtre se retire seul ; changer de vue garde les autres, sauf l’état', () => {
    fc.assert(
      fc.property(queries, (query) => {
        for (const name of filtersOf(query)) {
          assert.deepEqual(
            filtersOf(withoutFilter(query, name)),
            filtersOf(query).filter((each) => each !== name),
          )
        }
        assert.deepEqual(
          filtersOf(inView(query, 'closes')),
          filtersOf(query).filter((each) => each !== 'state'),
        )
      }),
    )
  })
})
