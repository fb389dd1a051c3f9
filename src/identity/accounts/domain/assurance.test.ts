import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Method } from '../schema.ts'
import { acrOf, amrOf, reaches } from './assurance.ts'

const every: Method[] = [
  'password',
  'link',
  'totp',
  'recovery_code',
  'passkey',
  'security_key',
  'france_connect',
  'pro_connect',
]

test('les niveaux du contrat de ProConnect : mot de passe, deux facteurs, clé matérielle', () => {
  assert.equal(acrOf(['password']), 'eidas1')
  assert.equal(acrOf(['link']), 'eidas1')
  assert.equal(acrOf(['password', 'totp']), 'eidas2')
  assert.equal(acrOf(['password', 'recovery_code']), 'eidas2')
  assert.equal(acrOf(['passkey']), 'eidas2')
  assert.equal(acrOf(['security_key']), 'eidas3')
})

test('deux fois le même facteur n’en font pas deux', () => {
  assert.equal(acrOf(['password', 'link']), 'eidas1')
  assert.equal(acrOf(['totp', 'recovery_code']), 'eidas1')
  assert.equal(acrOf([]), 'eidas1')
})

test('prouver davantage n’abaisse jamais le niveau, et « mfa » ne se dit qu’à partir du deuxième', () => {
  const methods = fc.array(fc.constantFrom(...every))
  fc.assert(
    fc.property(methods, fc.constantFrom(...every), (before, added) => {
      assert.ok(reaches(acrOf([...before, added]), acrOf(before)))
      assert.equal(amrOf(before).includes('mfa'), acrOf(before) !== 'eidas1')
    }),
  )
})
