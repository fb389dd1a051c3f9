import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import { mayDeclareFor, mayStandIn, shareWork, worksFor } from './policy.ts'

const services = ['voirie', 'etat-civil', 'musique'] as const
const role = fc.record({
  role: fc.constantFrom<AgentRole['role'][]>('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.constantFrom(...services, null),
})
const roles = fc.array(role, { maxLength: 4 })
const place = fc.constantFrom(...services, null)

suite('remplacer quelqu’un', () => {
  test('n’ouvre jamais ce que l’un des deux ne pourrait pas faire lui-même', () => {
    fc.assert(
      fc.property(roles, roles, place, (hers, absent, serviceId) => {
        if (!mayStandIn(hers, absent, { serviceId })) return
        assert.ok(worksFor(hers, serviceId))
        assert.ok(worksFor(absent, serviceId))
      }),
    )
  })

  test('personne élue ne remplace ni n’est remplacée', () => {
    const elected: AgentRole[] = [{ role: 'elected', serviceId: null }]
    const agent: AgentRole[] = [{ role: 'agent', serviceId: null }]
    assert.equal(mayStandIn(elected, agent, { serviceId: 'voirie' }), false)
    assert.equal(mayStandIn(agent, elected, { serviceId: 'voirie' }), false)
    assert.equal(mayStandIn(agent, [], { serviceId: 'voirie' }), false)
  })

  test('deux collègues ont du travail en commun dès qu’il existe une demande que les deux traitent', () => {
    fc.assert(
      fc.property(roles, roles, (left, right) => {
        const both = services.some((serviceId) => worksFor(left, serviceId) && worksFor(right, serviceId))
        assert.equal(shareWork(left, right), both)
      }),
    )
  })
})

suite('dire l’absence', () => {
  const actor = (held: AgentRole[], accountId = 'a') =>
    ({ kind: 'agent', accountId, name: 'A', collectivityId: 'c', roles: held }) as const

  test('la sienne, ou celle de qui l’on encadre ; jamais ailleurs', () => {
    const agent: AgentRole[] = [{ role: 'agent', serviceId: 'voirie' }]
    const chief: AgentRole[] = [{ role: 'supervisor', serviceId: 'voirie' }]
    assert.ok(mayDeclareFor(actor(agent), 'c', { accountId: 'a', roles: agent }))
    assert.ok(!mayDeclareFor(actor(agent, 'b'), 'c', { accountId: 'a', roles: agent }))
    assert.ok(mayDeclareFor(actor(chief, 'b'), 'c', { accountId: 'a', roles: agent }))
    assert.ok(
      !mayDeclareFor(actor(chief, 'b'), 'c', { accountId: 'a', roles: [{ role: 'agent', serviceId: 'musique' }] }),
    )
    assert.ok(!mayDeclareFor(actor(chief, 'b'), 'c', { accountId: 'a', roles: [{ role: 'agent', serviceId: null }] }))
    assert.ok(!mayDeclareFor(actor(chief, 'b'), 'ailleurs', { accountId: 'a', roles: agent }))
  })
})
