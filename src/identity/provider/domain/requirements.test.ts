import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Acr } from '#identity/accounts'
import { requiredAcrs, spokenAcr, suffices } from './requirements.ts'

const acr = fc.constantFrom<Acr>('eidas1', 'eidas2', 'eidas3')

test('seul ce qui est dit essentiel est exigé ; ce que nous ne connaissons pas ne se remplace pas', () => {
  assert.equal(requiredAcrs(undefined), undefined)
  assert.equal(requiredAcrs({ values: ['eidas3'] }), undefined)
  assert.equal(requiredAcrs({ essential: true }), undefined)
  assert.deepEqual(requiredAcrs({ essential: true, value: 'urn:autre' }), [])
  assert.equal(suffices('eidas3', []), false)
  assert.deepEqual(requiredAcrs({ essential: true, values: ['eidas3', 'eidas1', 4] }), ['eidas1', 'eidas3'])
})

test('un jeton ne dit jamais plus que ce qui a été prouvé, et dit un mot demandé quand l’exigence est tenue', () =>
  fc.assert(
    fc.property(acr, fc.uniqueArray(acr), (reached, required) => {
      const spoken = spokenAcr(reached, required)
      assert.ok(spoken <= reached)
      if (suffices(reached, required)) assert.ok(required.includes(spoken))
      else assert.equal(spoken, reached)
    }),
  ))
