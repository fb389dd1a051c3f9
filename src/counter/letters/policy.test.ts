import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Actor } from '#kernel/actor'
import { mayKeepLetters } from './policy.ts'

const role = fc.record({
  role: fc.constantFrom('agent' as const, 'supervisor' as const, 'administrator' as const, 'elected' as const),
  serviceId: fc.constantFrom(null, 'voirie'),
})
const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.constant<Actor>({ kind: 'anonymous' }),
  fc.constant<Actor>({ kind: 'account', accountId: 'a', name: 'A' }),
  fc.constant<Actor>({ kind: 'operator', accountId: 'a', name: 'A' }),
  fc.record({
    kind: fc.constant('agent' as const),
    accountId: fc.constant('a'),
    name: fc.constant('A'),
    collectivityId: fc.constantFrom('ici', 'ailleurs'),
    roles: fc.array(role as never, { maxLength: 3 }),
  }) as fc.Arbitrary<Actor>,
)

test('seule l’administration de toute la collectivité tient ses modèles', () => {
  fc.assert(
    fc.property(actor, (who) => {
      const isRight =
        who.kind === 'agent' &&
        who.collectivityId === 'ici' &&
        who.roles.some((each) => each.role === 'administrator' && each.serviceId === null)
      assert.equal(mayKeepLetters(who, 'ici'), isRight)
    }),
  )
  assert.ok(mayKeepLetters({ kind: 'system', name: 'essai' }, 'ici'))
})
