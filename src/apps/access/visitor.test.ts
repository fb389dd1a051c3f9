import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Site } from '#territory/collectivities'
import { siteInView } from './visitor.ts'

const site = { slug: 'essaiville', hosts: ['essaiville.exemple.fr'] } as unknown as Site

test('tous ceux qui atteignent un site de la même façon voient le même objet', () => {
  const own = siteInView({ hostname: 'Essaiville.exemple.fr' }, site)
  assert.equal(own.base, '')
  assert.equal(siteInView({ hostname: 'essaiville.exemple.fr' }, site), own)
  const under = siteInView({ hostname: 'guichet.exemple.fr' }, site)
  assert.equal(under.base, '/essaiville')
  assert.equal(siteInView({ hostname: 'autre.exemple.fr' }, site), under)
  assert.notEqual(siteInView({ hostname: 'autre.exemple.fr' }, { ...site }), under)
})
