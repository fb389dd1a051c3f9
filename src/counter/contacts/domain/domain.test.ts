import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { newId } from '#kernel/ids'
import type { Contact } from '../schema.ts'
import { readDetails } from './details.ts'
import { isClose, isSuggested, likenesses } from './likeness.ts'
import { dialled, nearestFirst, soughtIn, termsOf } from './names.ts'

const now = new Date('2026-11-24T09:00:00Z')
const contact = (more: Partial<Contact> = {}): Contact => ({
  collectivityId: newId(),
  id: newId(),
  kind: 'person',
  givenName: 'Ana',
  familyName: 'Exemple',
  name: '',
  birthDate: null,
  number: null,
  address: null,
  emails: [],
  phones: [],
  preferredChannel: null,
  locale: 'fr',
  accountId: null,
  linkedHow: null,
  mergedInto: null,
  createdAt: now,
  createdByName: 'x',
  updatedAt: now,
  version: 1,
  ...more,
})
/** What the store does of a search, for one contact. */
const isFound = (query: string, of: Contact): boolean => {
  const sought = soughtIn(query)
  const terms = termsOf(of)
  return (
    sought.length > 0 &&
    sought.every(({ ranges }) => ranges.some(({ from, to }) => terms.some((term) => term >= from && term < to)))
  )
}
const letter = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz'))
const word = fc.string({ unit: letter, minLength: 4, maxLength: 12 })

suite('trouver quelqu’un', () => {
  test('par le début d’un nom, sans accents ni capitales, dans n’importe quel ordre', () => {
    const someone = contact({ givenName: 'Zoé', familyName: 'L’Exemplaire-Fontaine' })
    for (const query of ['zoe', 'EXEMPLAIRE', 'fontaine zoé', 'exempl font']) assert.ok(isFound(query, someone), query)
    assert.ok(!isFound('martin', someone))
  })

  test('malgré une lettre fausse, oubliée, en trop, ou deux qui ont changé de place', () => {
    fc.assert(
      fc.property(word, fc.nat(), letter, (name, seed, typo) => {
        const someone = contact({ givenName: 'Ana', familyName: name })
        const at = seed % name.length
        const wrong = [
          name.slice(0, at) + typo + name.slice(at + 1),
          name.slice(0, at) + typo + name.slice(at),
          ...(name.length > 4 ? [name.slice(0, at) + name.slice(at + 1)] : []),
          name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2),
        ]
        for (const typed of wrong) assert.ok(isFound(typed, someone), `${typed} / ${name}`)
      }),
    )
  })

  test('par son téléphone, écrit comme on veut, ou par son adresse', () => {
    const someone = contact({ phones: ['+33639980001'], emails: ['ana@exemple.fr'] })
    for (const query of ['06 39 98 00 01', '+33 6 39 98 00 01', '0639', '0033639980001', 'ANA@exemple.fr', 'ana@'])
      assert.ok(isFound(query, someone), query)
    assert.ok(!isFound('0639980002', someone))
  })

  test('le nom juste vient avant celui qui lui ressemble', () => {
    const found = [contact({ familyName: 'Exampla' }), contact({ familyName: 'Exempleux' }), contact()]
    assert.deepEqual(
      nearestFirst('exemple', found).map(({ familyName }) => familyName),
      ['Exemple', 'Exempleux', 'Exampla'],
    )
  })

  test('n’importe quel texte cherché se lit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(soughtIn(text).length <= 6)
      }),
    )
  })
})

suite('se ressembler n’est pas être la même personne', () => {
  test('un nom seul, une adresse partagée seule, un téléphone de famille seul : rien n’est proposé', () => {
    const ana = contact({ emails: ['famille@exemple.fr'], phones: ['+33639980001'] })
    assert.ok(!isSuggested(ana, contact()))
    assert.ok(!isSuggested(ana, contact({ givenName: 'Bela', emails: ['famille@exemple.fr'] })))
    assert.ok(!isSuggested(ana, contact({ givenName: 'Bela', phones: ['+33639980001'] })))
  })

  test('même nom et même date de naissance : proposé, avec les raisons', () => {
    const [a, b] = [contact({ birthDate: '1987-03-27' }), contact({ givenName: 'Anna', birthDate: '1987-03-27' })]
    assert.ok(isSuggested(a, { ...b, givenName: 'Ana' }))
    assert.deepEqual(likenesses(a, { ...b, givenName: 'Ana' }), ['same_name', 'same_birth_date'])
  })

  test('deux dates de naissance différentes font deux personnes, quoi qu’elles partagent', () => {
    const same = { emails: ['a@exemple.fr'], phones: ['+33639980001'] }
    assert.ok(
      !isSuggested(contact({ ...same, birthDate: '1987-03-27' }), contact({ ...same, birthDate: '2012-03-27' })),
    )
  })

  test('la ressemblance se lit dans les deux sens', () => {
    fc.assert(fc.property(word, word, (a, b) => assert.equal(isClose(a, b), isClose(b, a))))
  })
})

suite('écrire quelqu’un', () => {
  test('un nom suffit ; le reste est lu, ou dit faux champ par champ', () => {
    const read = readDetails({ familyName: ' Exemple ', phones: '06 39 98 00 01\n', emails: 'ANA@Exemple.fr' }, now)
    assert.ok(read.ok)
    assert.deepEqual(
      [read.value.familyName, read.value.phones, read.value.emails],
      ['Exemple', ['+33639980001'], ['ana@exemple.fr']],
    )
    const wrong = readDetails({ emails: 'x', phones: '12', birthDate: '2030-01-01', line: 'rue', number: '12' }, now)
    assert.ok(!wrong.ok)
    assert.deepEqual(
      wrong.refusal.faults.map(({ field, code }) => `${field} ${code}`),
      [
        'familyName missing',
        'emails not_an_email',
        'phones not_a_phone',
        'birthDate not_a_day',
        'number not_a_number',
        'postalCode incomplete_address',
      ],
    )
  })

  test('les numéros se composent de partout', () => {
    assert.equal(dialled('0033 6 39 98 00 01'), '+33639980001')
    assert.equal(dialled('06.39.98.00.01'), '+33639980001')
    assert.equal(dialled('bonjour'), undefined)
  })
})
