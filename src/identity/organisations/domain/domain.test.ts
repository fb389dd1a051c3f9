import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Officer, PivotIdentity } from '../schema.ts'
import { codeExpiry, mayTryCode } from './codes.ts'
import { compare, criteria, findDirector, isSamePerson } from './director.ts'
import { answersFor, isCertified, ownDomain, surest, worksAt } from './links.ts'
import { readNumber } from './numbers.ts'

suite('numéros', () => {
  test('un SIREN et un SIRET se lisent avec ou sans espaces', () => {
    assert.deepEqual(readNumber('552 049 447'), { kind: 'siren', siren: '552049447' })
    const siret = { kind: 'siret', siren: '552049447', siret: '55204944776279' }
    assert.deepEqual(readNumber('552 049 447 76279'), siret)
    assert.deepEqual(readNumber('w301000624'), { kind: 'rna', rna: 'W301000624' })
  })

  test('une clé fausse est refusée', () => {
    for (const typed of ['552049448', '55204944776278', '000000000', '12', '', 'W30100062']) {
      assert.equal(readNumber(typed), undefined, typed)
    }
  })
})

const identity: PivotIdentity = {
  familyName: 'Dupont',
  givenNames: ['Jean', 'Paul'],
  birthDate: '1965-03-15',
  birthPlace: '75111',
  birthCountry: '99100',
}
const officer: Officer = {
  role: 'PRESIDENT',
  familyName: 'DUPONT',
  givenNames: 'Jean',
  birthDate: '1965-03-15',
  birthPlace: 'PARIS',
  birthCountry: 'FR',
}
const places = new Map([
  ['75111', ['Paris 11e Arrondissement']],
  ['42218', ['Saint-Étienne']],
  ['01033', ['Bellegarde-sur-Valserine', 'Valserhône']],
])
const placeNames = (code: string): readonly string[] => places.get(code) ?? []
const isSame = (of: Partial<PivotIdentity>, at: Partial<Officer>): boolean =>
  isSamePerson(compare({ ...identity, ...of }, { ...officer, ...at }, placeNames))

suite('dirigeante ou dirigeant', () => {
  test('les cinq critères concordent', () => assert.equal(isSame({}, {}), true))

  test('accents, majuscules, traits d’union et arrondissements ne comptent pas', () => {
    assert.equal(isSame({ familyName: 'Lefèvre-Noël' }, { familyName: 'LEFEVRE NOEL' }), true)
    assert.equal(isSame({ givenNames: ['Marie-Ève', 'Zoé'] }, { givenNames: 'MARIE EVE' }), true)
    assert.equal(isSame({}, { birthPlace: 'PARIS 11E ARRONDISSEMENT' }), true)
    assert.equal(isSame({ birthPlace: '42218' }, { birthPlace: 'ST ETIENNE' }), true)
  })

  test('une commune a le nom d’alors et celui d’aujourd’hui ; une commune inconnue n’en a aucun', () => {
    assert.equal(isSame({ birthPlace: '01033' }, { birthPlace: 'BELLEGARDE SUR VALSERINE' }), true)
    assert.equal(isSame({ birthPlace: '01033' }, { birthPlace: 'VALSERHONE' }), true)
    assert.equal(isSame({ birthPlace: '01033' }, { birthPlace: 'VALSERINE' }), false)
    assert.equal(isSame({ birthPlace: '99999' }, { birthPlace: 'PARIS' }), false)
  })

  test('un prénom composé est un seul prénom', () => {
    assert.equal(isSame({ givenNames: ['Jean-Pierre'] }, { givenNames: 'JEAN' }), false)
    assert.equal(isSame({ givenNames: ['Jean', 'Pierre', 'Marie'] }, { givenNames: 'JEAN PIERRE' }), true)
    assert.equal(isSame({ givenNames: ['Pierre', 'Jean'] }, { givenNames: 'JEAN' }), false)
  })

  test('le nom d’usage peut accompagner le nom de naissance, jamais le remplacer', () => {
    const used = { usedName: 'Martin' }
    assert.equal(isSame(used, { familyName: 'DUPONT EPOUSE MARTIN' }), true)
    assert.equal(isSame(used, { familyName: 'MARTIN NEE DUPONT' }), true)
    assert.equal(isSame(used, { familyName: 'DUPONT MARTIN' }), true)
    assert.equal(isSame(used, { familyName: 'MARTIN' }), false)
  })

  test('une donnée absente, d’un côté ou de l’autre, ne vaut jamais concordance', () => {
    const absent = fc.constantFrom(null, '', '   ', '-')
    const keys = ['familyName', 'givenNames', 'birthDate', 'birthPlace', 'birthCountry'] as const
    fc.assert(fc.property(fc.constantFrom(...keys), absent, (key, nothing) => !isSame({}, { [key]: nothing })))
    for (const nothing of [
      { familyName: '' },
      { givenNames: [] },
      { birthDate: '' },
      { birthPlace: '' },
      { birthPlace: '99352' },
      { birthCountry: '' },
    ]) {
      assert.equal(isSame(nothing, {}), false, JSON.stringify(nothing))
    }
    // Both say nothing, and say the same nothing.
    assert.equal(isSame({ birthPlace: '' }, { birthPlace: '' }), false)
    assert.equal(isSame({ birthDate: '1965-00-00' }, { birthDate: '1965-00-00' }), false)
  })

  test('un seul critère différent suffit à ne reconnaître personne', () => {
    const text = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom('DUPONT', 'Jean', 'PARIS', 'FR'))
    const others = fc.record({
      familyName: text,
      givenNames: text,
      birthDate: fc.oneof(text, fc.constant('1965-03-15')),
      birthPlace: text,
      birthCountry: text,
    })
    fc.assert(
      fc.property(others, (said) => {
        const other = { ...officer, ...said }
        const comparison = compare(identity, other, placeNames)
        const agrees = criteria.every((criterion) => comparison[criterion] === 'same')
        assert.equal(findDirector(identity, [other], placeNames) !== undefined, agrees)
      }),
    )
    assert.equal(isSame({}, { birthDate: '1965-03-16' }), false)
    assert.equal(isSame({}, { birthCountry: 'BE' }), false)
    assert.equal(isSame({}, { birthPlace: 'PARIGNY' }), false)
  })
})

suite('liens', () => {
  const link = { relation: 'director', knownBy: 'register', endedAt: null, doubtedAt: null } as const

  test('un lien douteux ou fini ne permet plus rien', () => {
    assert.equal(isCertified(link), true)
    assert.equal(answersFor({ ...link, doubtedAt: new Date() }), false)
    assert.equal(answersFor({ ...link, endedAt: new Date() }), false)
  })

  test('dire qu’on en est, ou y avoir une adresse, ne donne aucun droit', () => {
    for (const knownBy of ['declared', 'email_domain'] as const) assert.equal(answersFor({ ...link, knownBy }), false)
    for (const knownBy of ['post', 'document', 'official_contact'] as const) {
      assert.equal(answersFor({ ...link, knownBy }), true)
      assert.equal(isCertified({ ...link, knownBy }), false)
    }
  })

  test('le lien le plus sûr l’emporte, sauf s’il ne tient plus', () => {
    const declared = { ...link, knownBy: 'declared', relation: 'member' } as const
    assert.equal(surest([declared, link])?.knownBy, 'register')
    assert.equal(surest([declared, { ...link, doubtedAt: new Date() }])?.knownBy, 'declared')
  })

  test('une boîte que tout le monde peut ouvrir ne dit rien d’une entreprise', () => {
    assert.equal(ownDomain('quelqu.un@gmail.com'), undefined)
    assert.equal(ownDomain('Bureau@Boulangerie-Exemple.fr'), 'boulangerie-exemple.fr')
    assert.equal(ownDomain('exemple'), undefined)
    const organisation = { emailDomains: ['boulangerie-exemple.fr'] }
    assert.equal(worksAt(organisation, 'a@boulangerie-exemple.fr'), true)
    assert.equal(worksAt(organisation, 'a@x.boulangerie-exemple.fr'), false)
    assert.equal(worksAt(organisation, 'boulangerie-exemple.fr@autre-exemple.fr'), false)
  })
})

test('un code ne s’essaie ni après son terme, ni sans essai restant', () => {
  const now = new Date('2027-01-10T10:00:00Z')
  const sent = { id: 'letter', state: 'sent', sentAt: now, expiresAt: codeExpiry('post', now) }
  const wrong = (accountId: string, letter = 'letter', at = now) => ({ accountId, verificationIds: [letter], at })
  const five = (of: ReturnType<typeof wrong>) => Array.from({ length: 5 }, () => of)
  const by = { accountId: 'me', attempts: [], now }
  assert.equal(mayTryCode(sent, by), undefined)
  assert.equal(mayTryCode(sent, { ...by, attempts: five(wrong('me')) }), 'no_attempts_left')
  assert.equal(mayTryCode(sent, { ...by, attempts: five(wrong('somebody else')) }), undefined)
  assert.equal(mayTryCode(sent, { ...by, attempts: five(wrong('me', 'another letter')) }), undefined)
  assert.equal(mayTryCode(sent, { ...by, attempts: five(wrong('me', 'letter', new Date('2027-01-09'))) }), undefined)
  assert.equal(mayTryCode(sent, { ...by, now: new Date('2027-03-10T10:00:00Z') }), 'code_expired')
  assert.equal(mayTryCode({ ...sent, state: 'waiting' }, by), 'no_code')
})
