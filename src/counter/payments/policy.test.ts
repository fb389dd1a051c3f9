import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Actor, AgentRole } from '#kernel/actor'
import { mayAskPayment, mayReadPayments, maySetRegies } from './policy.ts'

const role: fc.Arbitrary<AgentRole> = fc
  .record({
    role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected' as const),
    serviceId: fc.option(fc.constantFrom('voirie', 'etat-civil'), { nil: null }),
    isGuest: fc.boolean(),
  })
  .map(({ isGuest, ...rest }) => (isGuest ? { ...rest, isGuest } : rest))
const place = fc.constantFrom('corbas', 'givors')

test('les régies se règlent par qui administre toute la collectivité ; les comptes se lisent aussi par qui la supervise', () => {
  fc.assert(
    fc.property(fc.array(role, { maxLength: 3 }), place, place, (roles, home, where) => {
      const actor = { kind: 'agent' as const, accountId: 'a', name: 'x', collectivityId: home, roles }
      const holds = (names: readonly string[]) =>
        home === where && roles.some((held) => names.includes(held.role) && held.serviceId === null && !held.isGuest)
      assert.equal(maySetRegies(actor, where), holds(['administrator']))
      assert.equal(mayReadPayments(actor, where), holds(['administrator', 'supervisor']))
      assert.equal(mayAskPayment(actor), false)
      // Who decides where money goes also reads where it went.
      if (maySetRegies(actor, where)) assert.ok(mayReadPayments(actor, where))
    }),
  )
})

test('personne d’autre ne règle, ne lit ni ne demande', () => {
  const others: Actor[] = [
    { kind: 'anonymous' },
    { kind: 'account', accountId: 'a', name: 'x' },
    { kind: 'operator', accountId: 'a', name: 'x' },
  ]
  for (const actor of others)
    assert.deepEqual(
      [maySetRegies(actor, 'c'), mayReadPayments(actor, 'c'), mayAskPayment(actor)],
      [false, false, false],
    )
  assert.equal(mayAskPayment({ kind: 'system', name: 'essai' }), true)
})
