import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  channels,
  filtersOf,
  hastes,
  inView,
  languages,
  type ListQuery,
  listSearch,
  readListQuery,
  sorts,
  states,
  views,
  withoutFilter,
} from './query.ts'

const slug = fc.stringMatching(/^[a-z]{1,8}(-[a-z]{1,8})?$/)
const day = fc.constantFrom('2026-01-31', '2024-02-29')
/** What addresses say, some of it contrary to the rest. */
const queries: fc.Arbitrary<ListQuery> = fc
  .record(
    {
      vue: fc.constantFrom(...views),
      tri: fc.constantFrom(...sorts),
      service: slug,
      demarche: slug,
      statut: fc.constantFrom('new', 'with_applicant'),
      etat: fc.constantFrom(...states),
      canal: fc.constantFrom(...channels),
      'suivi-par': fc.constantFrom('personne', '019aa000-0000-7000-8000-000000000001'),
      delai: fc.constantFrom(...hastes),
      langue: fc.constantFrom(...languages),
      depuis: day,
      'jusqu-au': day,
      'due-du': day,
      'due-au': day,
      q: fc.string({ minLength: 1 }),
    },
    { requiredKeys: ['vue', 'tri'], noNullPrototype: true },
  )
  .map(readListQuery)
const read = (search: string): ListQuery => readListQuery(Object.fromEntries(new URLSearchParams(search)))

suite('l’adresse d’une liste', () => {
  test('dit toute la liste : la relire redonne la même question', () => {
    fc.assert(fc.property(queries, (query) => assert.deepEqual(read(listSearch(query)), query)))
  })

  test('la première vue n’a pas d’adresse à elle', () => {
    assert.equal(listSearch(readListQuery({})), '')
    assert.equal(listSearch({ view: 'toutes', sort: 'pertinence', text: 'lampe' }), '?q=lampe')
  })

  test('ce qu’elle ne comprend pas ne compte pas, et rien ne la fait échouer', () => {
    const odd = { vue: 'x', service: 'Voirie!', etat: '42', depuis: '2026-02-31', tri: 'prix', q: '   ' }
    assert.deepEqual(readListQuery(odd), { view: 'a-traiter', sort: 'echeance' })
  })

  test('un filtre se retire seul, la démarche avec son statut ; changer de vue garde ceux que la vue peut tenir', () => {
    fc.assert(
      fc.property(queries, (query) => {
        for (const name of filtersOf(query)) {
          assert.deepEqual(
            filtersOf(withoutFilter(query, name)),
            filtersOf(query).filter((each) => each !== name && !(name === 'procedure' && each === 'status')),
          )
        }
        assert.deepEqual(filtersOf(inView(query, 'toutes')), filtersOf(query))
        assert.ok(!filtersOf(inView(query, 'a-prendre')).includes('holder'))
        const closed = inView(query, 'closes')
        assert.ok(closed.state === undefined || closed.state === 'closes')
      }),
    )
  })
})
