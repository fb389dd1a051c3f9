import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import { heldFunctions, mayHandle, mayRead } from './policy.ts'

const service = fc.constantFrom('voirie', 'etat-civil')
const role: fc.Arbitrary<AgentRole> = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.option(service, { nil: null }),
})
const functions = [
  { id: 'instructor', label: { fr: 'Instruction' }, role: 'agent' as const },
  { id: 'supervisor', label: { fr: 'Visa' }, role: 'supervisor' as const },
]

test('un mandat donne à lire, jamais à agir ; qui agit lit toujours, chez soi seulement', () => {
  const place = fc.constantFrom('corbas', 'givors')
  fc.assert(
    fc.property(fc.array(role, { maxLength: 3 }), place, place, service, (roles, home, collectivityId, serviceId) => {
      const actor = { kind: 'agent' as const, accountId: 'a', name: 'x', collectivityId: home, roles }
      const dossier = { collectivityId, serviceId }
      if (mayHandle(actor, dossier)) assert.ok(mayRead(actor, dossier))
      if (home !== collectivityId) assert.ok(!mayRead(actor, dossier))
      if (roles.every((held) => held.role === 'elected')) {
        assert.ok(!mayHandle(actor, dossier))
        assert.deepEqual(heldFunctions(actor, dossier, functions), [])
      }
      const isElectedHere = roles.some(
        (held) => held.role === 'elected' && (held.serviceId === null || held.serviceId === serviceId),
      )
      if (home === collectivityId && isElectedHere) assert.ok(mayRead(actor, dossier))
    }),
  )
})
