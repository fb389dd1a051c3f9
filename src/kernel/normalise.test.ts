import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { normalise, slugify } from '#kernel/normalise'

suite('comparer des textes', () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['Saint-Étienne', 'saint etienne'],
    ['  L’Haÿ-les-Roses ', 'l hay les roses'],
    ['SAINTE-FOY-LÈS-LYON', 'sainte foy les lyon'],
    ['Œuvres d’Ævre', 'oeuvres d aevre'],
    ['Cœur', 'coeur'],
    ['Ecole\u0301', 'ecole'],
    ['Strasse / Straße', 'strasse strasse'],
    ['certi\ufb01cat', 'certificat'],
    ['Søren Łukasz', 'soren lukasz'],
    ['İstanbul', 'istanbul'],
    ['69 123', '69 123'],
    ['— ! —', ''],
  ]
  for (const [text, expected] of pairs)
    test(`« ${text} » se compare comme « ${expected} »`, () => assert.equal(normalise(text), expected))

  test('le résultat est stable et ne garde que lettres sans accent, chiffres et espaces simples', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalise(text)
        assert.match(once, /^([a-z0-9]+( [a-z0-9]+)*)?$/)
        assert.equal(normalise(once), once)
      }),
    )
  })

  test('la casse et la façon de composer les accents ne changent rien', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('aàâäbcçdeéèêëfghiîïjklmnñoôöœpqrstuùûüvwxyÿzæ-’ ')),
    })
    fc.assert(
      fc.property(letters, (text) => {
        assert.equal(normalise(text.toUpperCase()), normalise(text))
        assert.equal(normalise(text.normalize('NFD')), normalise(text.normalize('NFC')))
      }),
    )
  })
})

suite('écrire dans une adresse', () => {
  test('« Saint-Étienne » devient saint-etienne', () => assert.equal(slugify('Saint-Étienne'), 'saint-etienne'))

  test('le résultat n’a besoin d’aucun échappement', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) =>
        assert.equal(encodeURIComponent(slugify(text)), slugify(text)),
      ),
    )
  })
})
