import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { type Comparable, likeness, traitsOf } from './likeness.ts'

const typed = (value: unknown) => ({ value, provenance: 'typed' }) as Comparable['answers'][string]
const request = (more: Partial<Comparable> = {}): Comparable => ({
  id: 'one',
  procedureId: 'lamp',
  accountId: null,
  contactId: null,
  applicantEmail: 'ana@exemple.fr',
  applicantPhone: null,
  answers: {},
  ...more,
})
const place = (line: string) => ({ place: typed({ line, postalCode: '69960', city: 'Essai' }) })
const spot = (longitude: number, latitude: number) => ({
  spot: typed({ geometry: { type: 'Point', coordinates: [longitude, latitude] } }),
})
const why = (one: Comparable, other: Comparable) => likeness(traitsOf(one), traitsOf(other))

suite('les demandes qui se ressemblent', () => {
  test('même démarche au même endroit, écrit autrement ou montré sur la carte', () => {
    const other = { id: 'two', applicantEmail: 'zoe@exemple.fr' }
    const [one, two] = [
      request({ answers: place('27, rue des Élus') }),
      request({ ...other, answers: place('27 RUE DES ELUS') }),
    ]
    assert.deepEqual(why(one, two), ['procedure', 'place'])
    const near = why(request({ answers: spot(4.9, 45.66) }), request({ ...other, answers: spot(4.9004, 45.6602) }))
    assert.deepEqual(near, ['procedure', 'place'])
    assert.equal(
      why(request({ answers: spot(4.9, 45.66) }), request({ ...other, answers: spot(4.91, 45.66) })),
      undefined,
    )
  })

  test('la même personne et la même démarche ; autre démarche, il faut les mêmes mots', () => {
    assert.deepEqual(why(request(), request({ id: 'two', applicantEmail: ' ANA@exemple.fr' })), ['procedure', 'person'])
    const told = { note: typed('Le trou dans la chaussée devant l’école est dangereux') }
    const again = { note: typed('Trou dangereux dans la chaussée devant l’école') }
    const elsewhere = { id: 'two', procedureId: 'roads' }
    assert.deepEqual(why(request({ answers: told }), request({ ...elsewhere, answers: again })), ['person', 'words'])
    assert.equal(why(request(), request(elsewhere)), undefined)
  })

  test('se ressembler va dans les deux sens, et personne ne se ressemble à soi-même', () => {
    const any = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      procedureId: fc.constantFrom('p', 'q'),
      accountId: fc.constantFrom(null, 'x'),
      contactId: fc.constantFrom(null, 'k'),
      applicantEmail: fc.constantFrom('', 'a@exemple.fr', 'b@exemple.fr'),
      applicantPhone: fc.constantFrom(null, '+33600000000'),
      answers: fc.constantFrom({}, place('1 rue A'), spot(4.9, 45.6), { note: typed('Un long texte sur le trottoir') }),
    })
    fc.assert(
      fc.property(any, any, (one, other) => {
        assert.deepEqual(why(one, other), why(other, one))
        if (one.id === other.id) assert.equal(why(one, other), undefined)
      }),
    )
  })
})
