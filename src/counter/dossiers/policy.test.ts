import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AgentRole } from '#kernel/actor'
import type { Workflow } from '#counter/workflows'
import {
  heldFunctions,
  mayHandle,
  mayHold,
  mayKeepKeys,
  mayRead,
  mayReadAt,
  shownAfter,
  standingForApplicant,
} from './policy.ts'

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

test('les clés des autres administrations sont à qui administre toute la collectivité, et seulement chez soi', () => {
  const place = fc.constantFrom('corbas', 'givors')
  fc.assert(
    fc.property(fc.array(role, { maxLength: 3 }), place, place, (roles, home, collectivityId) => {
      const actor = { kind: 'agent' as const, accountId: 'a', name: 'x', collectivityId: home, roles }
      const administers = roles.some((held) => held.role === 'administrator' && held.serviceId === null)
      assert.equal(mayKeepKeys(actor, collectivityId), home === collectivityId && administers)
    }),
  )
  assert.equal(mayKeepKeys({ kind: 'system', name: 'x' }, 'corbas'), false)
})

const names = ['a', 'b', 'c', 'd'] as const
const drawnCircuit: fc.Arbitrary<Workflow> = fc
  .tuple(
    ...names.map((id) =>
      fc.record(
        {
          id: fc.constant(id),
          hiddenFromApplicant: fc.boolean(),
          visibleTo: fc.subarray(['instructor', 'supervisor'], { minLength: 1 }),
        },
        { requiredKeys: ['id', 'hiddenFromApplicant'] },
      ),
    ),
  )
  .map((statuses) => ({
    format: 'traboule.workflow/1',
    slug: 'essai',
    title: { fr: 'Essai' },
    summary: { fr: 'Essai' },
    functions,
    initial: 'a',
    statuses: statuses.map((each) => ({
      ...each,
      label: { fr: each.id },
      publicLabel: { fr: each.id },
      phase: 'examined' as const,
      steps: [],
    })),
  }))

test('un statut gardé à des fonctions n’est lu que par qui en tient une ; les autres le sont comme le reste', () => {
  fc.assert(
    fc.property(
      fc.array(role, { maxLength: 3 }),
      service,
      drawnCircuit,
      fc.constantFrom(...names),
      (roles, serviceId, workflow, status) => {
        const actor = { kind: 'agent' as const, accountId: 'a', name: 'x', collectivityId: 'corbas', roles }
        const dossier = { collectivityId: 'corbas', serviceId, status }
        const { visibleTo } = workflow.statuses.find(({ id }) => id === status) ?? {}
        const isHeld = heldFunctions(actor, dossier, functions).some((id) => visibleTo?.includes(id))
        const expected = mayRead(actor, dossier) && (visibleTo === undefined || isHeld)
        assert.equal(mayReadAt(actor, dossier, workflow), expected)
        if (mayHold(actor, dossier)) assert.ok(mayHandle(actor, dossier))
      },
    ),
  )
})

test('quel que soit le chemin, la personne ne lit jamais un statut caché, mais le dernier qui ne l’était pas', () => {
  const walk = fc.array(fc.array(fc.constantFrom(...names), { maxLength: 3 }), { maxLength: 8 })
  fc.assert(
    fc.property(drawnCircuit, walk, (workflow, moves) => {
      const isHidden = (id: string) => workflow.statuses.find((each) => each.id === id)?.hiddenFromApplicant === true
      let dossier = { status: 'a', phase: 'examined' as const, outcome: null, closedAt: null, shownAs: null as never }
      const path = ['a']
      for (const move of moves) {
        const shownAs = shownAfter(dossier, move, workflow) as never
        path.push(...move)
        dossier = { ...dossier, status: path.at(-1) ?? 'a', shownAs }
        const seen = path.findLast((id) => !isHidden(id))
        const { status } = standingForApplicant(dossier, workflow)
        // Where nothing could be read yet, the first status is.
        assert.equal(status, seen ?? dossier.status)
      }
    }),
  )
})
