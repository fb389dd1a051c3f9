import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Actor, AgentRole } from '#kernel/actor'
import {
  canCreateAccounts,
  canEndSessions,
  canGive,
  canKeepGuest,
  canListAgents,
  canManageRoles,
  canReadAccount,
  canReviewAccess,
  canSponsor,
  canSuspend,
  canSuspendAccount,
} from './policy.ts'

const id = fc.constantFrom('a', 'b', 'c')
const name = fc.constant('x')
const role: fc.Arbitrary<AgentRole> = fc.record(
  {
    role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
    serviceId: fc.constantFrom(null, 'voirie', 'etat-civil'),
    isGuest: fc.constant(true as const),
  },
  { requiredKeys: ['role', 'serviceId'] },
)
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

test('personne ne donne un rôle ailleurs que chez soi, ni plus haut ou plus large que ceux qu’il a', () => {
  fc.assert(
    fc.property(agent, id, role, (actor, place, gift) => {
      if (!canGive(actor, place, gift)) return
      assert.equal(actor.collectivityId, place)
      const ranks = ['elected', 'agent', 'supervisor', 'administrator']
      assert.ok(
        actor.roles.some(
          (held) =>
            ranks.indexOf(held.role) >= ranks.indexOf(gift.role) &&
            (held.serviceId === null || held.serviceId === gift.serviceId),
        ),
      )
      assert.ok(canManageRoles(actor, place))
    }),
  )
  fc.assert(fc.property(resident, id, role, (actor, place, gift) => assert.ok(!canGive(actor, place, gift))))
})

test('personne ne se suspend soi-même, ni quelqu’un d’une autre collectivité', () => {
  fc.assert(
    fc.property(fc.oneof(agent, operator), id, id, (actor, place, accountId) => {
      const isAllowed = canSuspend(actor, place, accountId)
      assert.equal(isAllowed, canManageRoles(actor, place) && actor.accountId !== accountId)
      if (isAllowed && actor.kind === 'agent') assert.equal(actor.collectivityId, place)
      assert.equal(canSuspendAccount(actor, accountId), actor.kind === 'operator' && actor.accountId !== accountId)
    }),
  )
  fc.assert(
    fc.property(resident, id, id, (actor, place, accountId) => {
      assert.ok(!canSuspend(actor, place, accountId) && !canSuspendAccount(actor, accountId))
    }),
  )
})

test('une responsable voit les droits sans les changer ; un élu et un invité ne les voient pas', () => {
  fc.assert(
    fc.property(agent, id, (actor, place) => {
      const sees = canReviewAccess(actor, place)
      if (canManageRoles(actor, place)) assert.ok(sees)
      const isSupervisor = actor.roles.some(({ role: held, isGuest }) => held === 'supervisor' && !isGuest)
      if (actor.collectivityId === place && isSupervisor) assert.ok(sees)
      if (actor.collectivityId !== place) assert.ok(!sees)
      const onlyElected = actor.roles.every(({ role: held }) => held === 'elected' || held === 'agent')
      if (onlyElected) assert.ok(!sees)
    }),
  )
})

test('un invité ou un élu ne parraine personne ; on ne garde que ses propres invités, chez soi', () => {
  fc.assert(
    fc.property(agent, id, id, (actor, collectivityId, sponsorId) => {
      if (actor.roles.every(({ role: held, isGuest }) => held === 'elected' || isGuest)) {
        assert.ok(!canSponsor(actor.roles))
      }
      if (!canKeepGuest(actor, { collectivityId, sponsorId })) return
      assert.equal(actor.collectivityId, collectivityId)
      const isHers = actor.accountId === sponsorId && canSponsor(actor.roles)
      assert.ok(isHers || canManageRoles(actor, collectivityId))
    }),
  )
})
