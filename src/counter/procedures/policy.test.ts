import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import { mayOffer } from './policy.ts'

const role: fc.Arbitrary<AgentRole> = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.option(fc.constantFrom('voirie', 'etat-civil'), { nil: null }),
})

test('ce qu’une collectivité propose se règle chez elle, par qui l’administre tout entière', () => {
  const place = fc.constantFrom('corbas', 'givors')
  fc.assert(
    fc.property(fc.array(role, { maxLength: 3 }), place, place, (roles, home, collectivityId) => {
      const actor = { kind: 'agent' as const, accountId: 'a', name: 'x', collectivityId: home, roles }
      const administersAll = roles.some((held) => held.role === 'administrator' && held.serviceId === null)
      assert.equal(mayOffer(actor, collectivityId), administersAll && home === collectivityId)
    }),
  )
  for (const actor of [
    { kind: 'anonymous' as const },
    { kind: 'account' as const, accountId: 'a', name: 'x' },
    { kind: 'operator' as const, accountId: 'a', name: 'x' },
  ]) {
    assert.equal(mayOffer(actor, 'corbas'), false)
  }
})
