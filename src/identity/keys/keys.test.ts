import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import { faultsOf } from './domain/asked.ts'
import { newToken, readToken } from './domain/token.ts'
import { mayKeepApiKeys, rolesOfKey } from './policy.ts'

const services = ['a', 'b', 'c']
const anyRole: fc.Arbitrary<AgentRole> = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.constantFrom(null, ...services),
})

suite('les clés', () => {
  test('une clé ne fait jamais plus que qui l’a faite, ni ailleurs qu’où elle est liée', () => {
    fc.assert(
      fc.property(
        fc.array(anyRole),
        fc.option(fc.uniqueArray(fc.constantFrom(...services)), { nil: null }),
        (of, to) => {
          for (const { role, serviceId } of rolesOfKey(of, to)) {
            assert.ok(
              of.some((held) => held.role === role && (held.serviceId === null || held.serviceId === serviceId)),
            )
            assert.notEqual(role, 'elected')
            if (to !== null) assert.ok(serviceId !== null && to.includes(serviceId))
          }
        },
      ),
    )
  })

  test('un secret se reconnaît, et un signe changé, ajouté ou perdu se voit', () => {
    const { text, lookup } = newToken(randomBytes)
    assert.match(text, /^trb_[0-9A-Za-z]{48}$/)
    assert.equal(readToken(text)?.lookup, lookup)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('a', 'B', '7', '-', ''), (at, sign) => {
        const other = text.slice(0, at) + sign + text.slice(at + 1)
        assert.equal(readToken(other) === undefined, other !== text)
      }),
    )
    const drawn = new Set(Array.from({ length: 500 }, () => newToken(randomBytes).lookup))
    assert.equal(drawn.size, 500)
  })

  test('un programme, un invité ou un agent d’un service ne font pas de clé', () => {
    const actor = { kind: 'agent', accountId: 'x', name: 'X', collectivityId: 'c' } as const
    const administrator = { role: 'administrator', serviceId: null } as const
    assert.ok(mayKeepApiKeys({ ...actor, roles: [administrator] }, 'c'))
    assert.ok(!mayKeepApiKeys({ ...actor, roles: [administrator] }, 'd'))
    assert.ok(!mayKeepApiKeys({ ...actor, roles: [{ ...administrator, isGuest: true }] }, 'c'))
    assert.ok(!mayKeepApiKeys({ ...actor, roles: [{ ...administrator, serviceId: 'a' }] }, 'c'))
    assert.ok(!mayKeepApiKeys({ ...actor, roles: [administrator], program: { keyId: 'k' } }, 'c'))
  })

  test('dit ce qui manque à une clé demandée', () => {
    const known = { today: '2026-11-24', services: ['a'], procedures: ['p'] }
    const asked = {
      name: 'Voirie',
      purpose: 'Essai',
      scopes: ['cases:read'],
      services: null,
      procedures: ['p'],
      lastDay: '2027-01-01',
    }
    assert.deepEqual(faultsOf(asked, known), {})
    assert.deepEqual(
      faultsOf({ ...asked, name: '', scopes: ['tout'], services: ['z'], lastDay: '2040-01-01' }, known),
      { name: 'missing', scopes: 'unknown', services: 'unknown', lastDay: 'too_far' },
    )
    assert.equal(faultsOf({ ...asked, lastDay: '2027-02-30' }, known).lastDay, 'unknown')
  })
})
