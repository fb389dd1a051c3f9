import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { renderTemplate, unknownVariables } from './template.ts'

suite('remplir un courriel', () => {
  test('les variables prennent leur valeur', () => {
    assert.equal(
      renderTemplate('Bonjour {name},\n\nVotre demande {number}.', { name: 'Ana Exemple', number: 'D-12' }),
      'Bonjour Ana Exemple,\n\nVotre demande D-12.',
    )
  })

  test('un paragraphe fait d’une variable sans valeur disparaît, sans laisser de trou', () => {
    assert.equal(renderTemplate('Acceptée.\n\n{reason}\n\nCordialement', { reason: ' ' }), 'Acceptée.\n\nCordialement')
    assert.equal(renderTemplate('Acceptée.\n\n{reason}\n\nCordialement', {}), 'Acceptée.\n\nCordialement')
    assert.equal(renderTemplate('Avant le {deadline}.', {}), 'Avant le .')
  })

  test('des accolades dans une valeur restent comme la personne les a tapées', () => {
    assert.equal(renderTemplate('{reason}', { reason: 'voir {number} et $&', number: 'D-12' }), 'voir {number} et $&')
    fc.assert(
      fc.property(fc.string(), fc.string(), (reason, name) => {
        const shown = reason.replaceAll('\u0000', '').trim()
        fc.pre(shown !== '')
        assert.equal(renderTemplate('[{reason}]', { reason, name }), `[${shown}]`)
      }),
    )
  })

  test('un texte sans accolades ne change pas', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{') && !text.includes('\u0000'))
        assert.equal(renderTemplate(text, {}), text)
      }),
    )
  })

  test('une accolade qui n’est pas une variable reste, et se signale', () => {
    assert.equal(renderTemplate('{nom} {} {Number}', { number: '1' }), '{nom} {} {Number}')
    assert.deepEqual(unknownVariables('{nom} {} {number} {reason}'), ['nom', ''])
  })
})
