import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Actor, AgentRole } from '#kernel/actor'
import { canCreateAccounts, canEndSessions, canListAgents, canManageRoles, canReadAccount } from './policy.ts'

const id = fc.constantFrom('a', 'b', 'c')
const name = fc.constant('x')
const role: fc.Arbitrary<AgentRole> = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator'),
  serviceId: fc.constantFrom(null, 'voirie'),
})
const agent = fc.record({
  kind: fc.constant('agent' as const),
  accountId: id,
  name,
  collectivityId: id,
  roles: fc.array(role, { maxLength: 3 }),
})
const operator = fc.record({ kind: fc.constant('operator' as const), accountId: id, name })
const system = fc.record({ kind: fc.constant('system' as const), name })
const resident: fc.Arbitrary<Actor> = fc.oneof(
  fc.record({ kind: fc.constant('anonymous' as const) }),
  fc.record({ kind: fc.constant('account' as const), accountId: id, name }),
  fc.record({ kind: fc.constant('tracker' as const), dossierId: id, name }),
)

test('l’exploitant et la plateforme donnent des rôles partout et ouvrent des comptes', () => {
  fc.assert(
    fc.property(fc.oneof(operator, system), id, (actor, place) => {
      assert.ok(canManageRoles(actor, place))
      assert.ok(canListAgents(actor, place))
      assert.ok(canCreateAccounts(actor))
      assert.ok(canReadAccount(actor, place))
    }),
  )
})

test('un usager ne donne aucun rôle, n’ouvre pas de compte et ne voit pas les agents', () => {
  fc.assert(
    fc.property(resident, id, (actor, place) => {
      assert.ok(!canManageRoles(actor, place))
      assert.ok(!canListAgents(actor, place))
      assert.ok(!canCreateAccounts(actor))
    }),
  )
})

test('un agent ne donne de rôles que chez lui, et seulement comme administrateur de toute la collectivité', () => {
  fc.assert(
    fc.property(agent, id, (actor, place) => {
      const administers = actor.roles.some((held) => held.role === 'administrator' && held.serviceId === null)
      assert.equal(canManageRoles(actor, place), administers && actor.collectivityId === place)
      assert.ok(!canCreateAccounts(actor))
    }),
  )
})

test('un agent ne voit que ses collègues, et tant qu’il a un rôle', () => {
  fc.assert(
    fc.property(agent, id, (actor, place) => {
      assert.equal(canListAgents(actor, place), actor.collectivityId === place && actor.roles.length > 0)
    }),
  )
})

test('chacun ferme ses sessions ; celles d’un autre, l’exploitant et la plateforme seuls', () => {
  fc.assert(
    fc.property(fc.oneof(resident, agent, operator, system), id, (actor, accountId) => {
      const isOwn = (actor.kind === 'account' || actor.kind === 'agent') && actor.accountId === accountId
      assert.equal(canEndSessions(actor, accountId), isOwn || actor.kind === 'operator' || actor.kind === 'system')
    }),
  )
})

test('chacun lit son compte et celui de personne d’autre', () => {
  fc.assert(
    fc.property(fc.oneof(resident, agent), id, (actor, accountId) => {
      const isOwn = (actor.kind === 'account' || actor.kind === 'agent') && actor.accountId === accountId
      assert.equal(canReadAccount(actor, accountId), isOwn)
    }),
  )
})
