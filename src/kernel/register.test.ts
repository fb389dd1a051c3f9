import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isRna, isSiren, isSiret } from './register.ts'

suite('les numéros des registres', () => {
  test('un SIRET commence par un SIREN et porte sa propre clé', () => {
    assert.equal(isSiret('55204944776279'), true)
    for (const digits of ['55204944776278', '55204944876279', '00000000000000', '552049447', ''])
      assert.equal(isSiret(digits), false, digits)
  })

  test('un numéro d’association nomme sa préfecture, celles d’outre-mer aussi', () => {
    for (const text of ['W691234567', 'W9R1234567']) assert.equal(isRna(text), true, text)
    for (const text of ['W69123456', 'w691234567', '691234567']) assert.equal(isRna(text), false, text)
  })

  test('La Poste a ses propres clés d’établissements', () => {
    assert.equal(isSiret('35600000000048'), true)
    assert.equal(isSiret('35600000049837'), true)
    assert.equal(isSiret('35600000049838'), false)
  })

  test('changer un chiffre d’un SIREN le rend faux', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (rank, shift) => {
        const digits = Array.from('552049447')
        digits[rank] = String((Number(digits[rank]) + shift) % 10)
        return !isSiren(digits.join(''))
      }),
    )
  })
})
