import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mayEnterBy, type Standing } from './policy.ts'
import type { AccessRule } from './schema.ts'

const place = fc.constantFrom('a', 'b', 'c')
const group = fc.record({ collectivityId: place, group: fc.constantFrom('x', 'y') })
const standing: fc.Arbitrary<Standing> = fc.record({
  worksFor: fc.uniqueArray(place),
  groups: fc.uniqueArray(group, { selector: (each) => `${each.collectivityId}/${each.group}` }),
})
const rules: fc.Arbitrary<AccessRule> = fc.oneof(
  fc.constant({ kind: 'everybody' } as const),
  fc.constant({ kind: 'nobody' } as const),
  fc.record({ kind: fc.constant('agents' as const), collectivities: fc.uniqueArray(place) }),
  fc.record({ kind: fc.constant('groups' as const), groups: fc.array(group, { maxLength: 3 }) }),
)

test('une application fermée ne laisse entrer personne, quelles que soient ses règles', () =>
  fc.assert(fc.property(rules, standing, (rule, who) => !mayEnterBy({ rules: rule, isOpen: false }, who))))

test('qui ne travaille nulle part et n’est d’aucun groupe n’entre que là où tout le monde entre', () =>
  fc.assert(
    fc.property(rules, (rule) => {
      assert.equal(mayEnterBy({ rules: rule, isOpen: true }, { worksFor: [], groups: [] }), rule.kind === 'everybody')
    }),
  ))

test('un groupe du même nom dans une autre collectivité n’ouvre rien', () =>
  fc.assert(
    fc.property(group, standing, (wanted, who) => {
      const isIn = who.groups.some((own) => own.collectivityId === wanted.collectivityId && own.group === wanted.group)
      assert.equal(mayEnterBy({ rules: { kind: 'groups', groups: [wanted] }, isOpen: true }, who), isIn)
    }),
  ))

test('avoir plus de places ou de groupes n’a jamais fermé une porte', () =>
  fc.assert(
    fc.property(rules, standing, standing, (rule, who, more) => {
      const both = { worksFor: [...who.worksFor, ...more.worksFor], groups: [...who.groups, ...more.groups] }
      return !mayEnterBy({ rules: rule, isOpen: true }, who) || mayEnterBy({ rules: rule, isOpen: true }, both)
    }),
  ))
