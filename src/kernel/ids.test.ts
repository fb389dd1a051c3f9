import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isId, newId, newSecret } from '#kernel/ids'

suite('identifiants', () => {
  test('un identifiant neuf est reconnu, et mille neufs sont tous différents', () => {
    const ids = Array.from({ length: 1000 }, newId)
    assert.ok(ids.every(isId))
    assert.equal(new Set(ids).size, 1000)
  })

  test('ils se rangent par moment de création', async () => {
    const before = newId()
    await new Promise((resolve) => setTimeout(resolve, 3))
    assert.ok(before < newId())
  })

  test('un texte quelconque, des majuscules ou un identifiant vide ne sont pas des identifiants', () => {
    for (const text of [
      '',
      'dossier',
      newId().toUpperCase(),
      `${newId()} `,
      '00000000-0000-0000-0000-000000000000',
      `${newId()}\n`,
    ])
      assert.equal(isId(text), false, JSON.stringify(text))
    fc.assert(fc.property(fc.string(), (text) => assert.equal(isId(text), false)))
  })

  test('les identifiants des autres programmes (version 4) sont lus aussi', () => {
    fc.assert(fc.property(fc.uuid({ version: [1, 4, 5, 7] }), (id) => assert.ok(isId(id))))
  })
})

suite('secrets', () => {
  test('ils tiennent dans une adresse, portent 256 bits et ne se répètent pas', () => {
    const secrets = Array.from({ length: 100 }, newSecret)
    assert.ok(secrets.every((secret) => /^[\w-]{43}$/.test(secret)))
    assert.equal(new Set(secrets).size, 100)
  })
})
