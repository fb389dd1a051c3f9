import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import { mayWrite } from './policy.ts'

const role: fc.Arbitrary<AgentRole> = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.option(fc.constantFrom('voirie', 'etat-civil'), { nil: null }),
})

test('on écrit les démarches de la collectivité que l’on administre tout entière, et elles seules', () => {
  const place = fc.constantFrom('ici', 'ailleurs')
  fc.assert(
    fc.property(fc.array(role, { maxLength: 3 }), place, fc.option(place), (roles, home, owner) => {
      const actor = { kind: 'agent' as const, accountId: 'a', name: 'x', collectivityId: home, roles }
      const administersAll = roles.some((held) => held.role === 'administrator' && held.serviceId === null)
      assert.equal(mayWrite(actor, owner), administersAll && home === owner)
    }),
  )
})

test('la bibliothèque du territoire s’écrit par l’exploitation, qui n’écrit pas celle d’une collectivité', () => {
  const operator = { kind: 'operator' as const, accountId: 'a', name: 'x' }
  assert.equal(mayWrite(operator, null), true)
  assert.equal(mayWrite(operator, 'ici'), false)
  for (const actor of [{ kind: 'anonymous' as const }, { kind: 'account' as const, accountId: 'a', name: 'x' }]) {
    assert.equal(mayWrite(actor, null), false)
    assert.equal(mayWrite(actor, 'ici'), false)
  }
})
