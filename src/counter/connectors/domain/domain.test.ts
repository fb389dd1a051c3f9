import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { mayAsk } from '../policy.ts'
import { data, readDatumName } from './catalogue.ts'
import { consentText } from './consent.ts'
import { parametersOf, wayOf } from './question.ts'
import { keepDeclared, readValues } from './read.ts'
import { judge, pauseFor, retryAfter, waitAfter } from './verdict.ts'

const now = new Date('2026-11-24T09:00:00Z')
const anyDatum = fc.constantFrom(...data)

suite('les données de l’État', () => {
  test('une donnée se nomme avec son champ ; seule, elle vaut son premier', () => {
    assert.equal(readDatumName('quotient_familial.children')?.field.type, 'number')
    assert.equal(readDatumName('quotient_familial')?.field.id, 'value')
    assert.equal(readDatumName('quotient_familial.salary'), undefined)
    assert.equal(readDatumName('salary'), undefined)
  })

  test('quoi que l’État réponde, rien de non déclaré ne reste, et chaque valeur est du type annoncé', () => {
    fc.assert(
      fc.property(
        anyDatum,
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.string()),
        (datum, given, others) => {
          const declared = datum.fields.slice(0, 2).map(({ id }) => id)
          const known = Object.fromEntries(datum.fields.map(({ id }) => [id, Object.values(given)[0]]))
          const kept = keepDeclared(datum, { ...given, ...known }, [...declared, ...others])
          for (const [id, value] of Object.entries(kept)) {
            const field = datum.fields.find((each) => each.id === id)
            assert.ok(field)
            assert.ok(declared.includes(id) || others.includes(id))
            const expected = { text: 'string', date: 'string', number: 'number', yes_no: 'boolean' }[field.type]
            assert.equal(typeof value, expected)
          }
        },
      ),
    )
  })

  test('aucune réponse ne fait tomber la lecture', () => {
    fc.assert(
      fc.property(anyDatum, fc.jsonValue(), (datum, answer) => {
        readValues(datum, answer, { fields: datum.fields.map(({ id }) => id), today: '2026-11-24' })
      }),
    )
  })

  test('un jour qui n’existe pas n’est pas une date : une réponse officielle en a un', () => {
    const datum = data.find(({ id }) => id === 'etudiant')
    assert.ok(datum)
    const answer = { admissions: [{ date_debut: '2020-09-01', date_fin: '2021-06-31', est_inscrit: true }] }
    const read = readValues(datum, answer, { fields: ['enrolled', 'since', 'until'], today: '2026-11-24' })
    assert.deepEqual(read, { enrolled: false, since: '2020-09-01' })
  })
})

suite('ce que vaut une réponse', () => {
  test('chaque statut a un sens, et un seul', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), (status) => {
        const { kind } = judge(status, {}, undefined)
        assert.equal(kind === 'given', status === 200)
        if (status === 429 || status >= 500) assert.equal(kind, 'later')
      }),
    )
  })

  test('« Retry-After » se lit en secondes ou en date, et rien d’absurde n’est cru', () => {
    assert.equal(retryAfter('45', now), 45)
    assert.equal(retryAfter('Tue, 24 Nov 2026 09:01:00 GMT', now), 60)
    assert.equal(retryAfter('demain', now), undefined)
    assert.equal(retryAfter('-3', now), undefined)
    assert.equal(waitAfter(1, 1e9), 3600)
  })

  test('l’attente grandit et reste finie', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.option(fc.double(), { nil: undefined }), (attempts, said) => {
        const wait = waitAfter(attempts, said)
        assert.ok(wait >= 1 && wait <= 3600)
        assert.ok(waitAfter(attempts + 1, undefined) >= waitAfter(attempts, undefined))
        assert.ok(pauseFor(attempts, undefined) <= 900)
      }),
    )
  })
})

suite('ce qui se demande', () => {
  test('le mot de l’État vaut mieux qu’un état civil tapé', () => {
    const datum = data.find(({ id }) => id === 'quotient_familial')
    assert.ok(datum)
    const civil = { familyName: 'Exemple', givenNames: ['Ana', 'Lou', 'Zoé', 'Max'] }
    assert.equal(wayOf(datum, { civil, accessToken: 'x' }), 'france_connect')
    assert.equal(parametersOf(datum, 'france_connect', { civil, accessToken: 'x' }).toString(), '')
    assert.deepEqual(parametersOf(datum, 'civil_status', { civil }).getAll('prenoms[]'), ['Ana', 'Lou', 'Zoé'])
    assert.equal(wayOf(datum, { number: '12' }), undefined)
  })

  test('l’accord dit à qui, quoi et pour quoi, dans les deux langues', () => {
    for (const datum of data) {
      const fields = datum.fields.map(({ id }) => id)
      for (const locale of ['fr', 'en'] as const) {
        const text = consentText({ datum, fields, to: 'Exemple', purpose: 'Cantine', locale })
        assert.match(text, /Exemple .*Cantine/)
      }
    }
  })

  test('un état civil tapé par qui n’est pas connu ne passe que si la collectivité l’accepte', () => {
    const civil = { familyName: 'Exemple', givenNames: ['Ana'] }
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (isCertified, isOwnIdentity, acceptsTyped) => {
        const asker = { isCertified, isOwnIdentity, acceptsTyped }
        assert.equal(mayAsk({ civil }, asker), isCertified || isOwnIdentity || acceptsTyped)
        assert.equal(mayAsk({ number: '1' }, asker), true)
      }),
    )
  })
})
