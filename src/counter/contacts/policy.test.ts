import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Actor, AgentRole } from '#kernel/actor'
import { newId } from '#kernel/ids'
import { mayMeet, maySupervise, type Sight, sightOf } from './policy.ts'
import type { Discretion } from './schema.ts'

const here = newId()
const services = [newId(), newId(), newId()]
const role: fc.Arbitrary<AgentRole> = fc
  .record({
    role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected' as const),
    serviceId: fc.constantFrom(null, ...services),
    isGuest: fc.boolean(),
  })
  .map(({ isGuest, ...each }) => (isGuest ? { ...each, isGuest: true as const } : each))
const roles = fc.array(role, { maxLength: 4 })
const dealing = fc.record({
  collectivityId: fc.constant(here),
  serviceId: fc.constantFrom(null, ...services),
  discretion: fc.constantFrom<Discretion>('open', 'discreet', 'secret'),
})
const agentOf = (held: readonly AgentRole[], collectivityId = here): Actor => ({
  kind: 'agent',
  accountId: newId(),
  name: 'Agent d’essai',
  collectivityId,
  roles: held,
})
const rank: Readonly<Record<Sight, number>> = { nothing: 0, hint: 1, outline: 2, whole: 3 }

suite('ce que l’on voit d’une personne', () => {
  test('hors de sa collectivité, sans rôle, ou par un autre chemin que le bureau : rien', () => {
    fc.assert(
      fc.property(roles, dealing, (held, each) => {
        const others: Actor[] = [
          { kind: 'anonymous' },
          { kind: 'account', accountId: newId(), name: 'x' },
          { kind: 'operator', accountId: newId(), name: 'x' },
          { kind: 'tracker', dossierId: newId(), name: 'x' },
          agentOf(held, newId()),
          agentOf([]),
        ]
        for (const actor of others) assert.equal(sightOf(actor, each), 'nothing')
      }),
    )
  })

  test('un mandat d’élu ou une invitation n’ouvrent rien, et n’ajoutent rien aux autres rôles', () => {
    fc.assert(
      fc.property(roles, dealing, (held, each) => {
        const working = held.filter(({ role: name, isGuest }) => name !== 'elected' && isGuest !== true)
        assert.equal(sightOf(agentOf(held), each), sightOf(agentOf(working), each))
        assert.equal(mayMeet(agentOf(held), here), working.length > 0)
      }),
    )
  })

  test('un service discret ne se voit que de ses propres agents', () => {
    fc.assert(
      fc.property(roles, dealing, (held, each) => {
        const isOwn = held.some(
          (one) =>
            one.serviceId !== null &&
            one.serviceId === each.serviceId &&
            one.role !== 'elected' &&
            one.isGuest !== true,
        )
        const seen = sightOf(agentOf(held), each)
        if (each.discretion === 'discreet' && !isOwn) assert.ok(rank[seen] <= rank.hint)
        if (each.discretion === 'secret' && !isOwn) assert.equal(seen, 'nothing')
        if (isOwn) assert.equal(seen, 'whole')
      }),
    )
  })

  test('un rôle de plus ne montre jamais moins ; plus de discrétion ne montre jamais plus', () => {
    fc.assert(
      fc.property(roles, role, dealing, (held, more, each) => {
        const before = sightOf(agentOf(held), each)
        assert.ok(rank[sightOf(agentOf([...held, more]), each)] >= rank[before])
        const stricter = { open: 'discreet', discreet: 'secret', secret: 'secret' } as const
        assert.ok(rank[sightOf(agentOf(held), { ...each, discretion: stricter[each.discretion] })] <= rank[before])
      }),
    )
  })

  test('le registre des consultations n’est lu que de qui supervise toute la collectivité', () => {
    assert.equal(maySupervise(agentOf([{ role: 'supervisor', serviceId: null }]), here), true)
    assert.equal(maySupervise(agentOf([{ role: 'supervisor', serviceId: services[0] ?? '' }]), here), false)
    assert.equal(maySupervise(agentOf([{ role: 'elected', serviceId: null }]), here), false)
  })
})
