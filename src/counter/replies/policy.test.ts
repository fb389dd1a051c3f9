import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Actor } from '#kernel/actor'
import { bodyFault, fillBody, unfilledIn, variablesIn } from './domain.ts'
import { mayKeep, mayUse } from './policy.ts'

const role = fc.record({
  role: fc.constantFrom('agent', 'supervisor', 'administrator', 'elected'),
  serviceId: fc.constantFrom(null, 'roads', 'civil'),
})
const actor = fc.record({
  kind: fc.constant('agent'),
  accountId: fc.constant('a'),
  name: fc.constant('A'),
  collectivityId: fc.constantFrom('here', 'there'),
  roles: fc.array(role, { maxLength: 3 }),
}) as fc.Arbitrary<Actor>
const kept = fc.record({
  serviceId: fc.constantFrom(null, 'roads'),
  keptBy: fc.constantFrom('agents' as const, 'supervisors' as const),
})

suite('qui se sert d’une réponse type, qui la change', () => {
  test('qui la change s’en sert ; personne d’ailleurs, ni une personne élue', () => {
    fc.assert(
      fc.property(actor, kept, (who, reply) => {
        if (mayKeep(who, 'here', reply)) assert.ok(mayUse(who, 'here', reply.serviceId))
        const works =
          who.kind === 'agent' && who.collectivityId === 'here' && who.roles.some((each) => each.role !== 'elected')
        if (!works) assert.ok(!mayUse(who, 'here', reply.serviceId))
      }),
    )
  })
})

suite('les mots entre accolades', () => {
  test('rempli, un texte ne garde que ce qui manque, et le dit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('number', 'answer.place', 'internal.visit')),
        fc.string(),
        (names, value) => {
          const filled = fillBody(names.map((name) => `{${name}}`).join(' '), {
            number: value,
            'answer.place': 'ici {name}',
          })
          assert.equal(filled.missing.includes('internal.visit'), names.includes('internal.visit'))
          assert.equal(filled.missing.includes('number'), names.includes('number') && value.trim() === '')
          assert.ok(!filled.missing.includes('answer.place'))
        },
      ),
    )
  })

  test('un mot inconnu est refusé avec son nom ; une accolade ordinaire passe', () => {
    const body = { fr: 'Bonjour {name}, {answer.place} et {nimporte}', en: '{answer.lost}' }
    assert.deepEqual(bodyFault(body, new Set(['answer.place'])), {
      reason: 'unknown_variables',
      names: ['nimporte', 'answer.lost'],
    })
    assert.deepEqual(bodyFault({ fr: ' ' }, new Set()), { reason: 'no_body' })
    assert.equal(bodyFault({ fr: 'Voir { le plan } {name}' }, new Set()), undefined)
    assert.deepEqual(variablesIn('{name} {name} {number}'), ['name', 'number'])
    assert.deepEqual(unfilledIn('Au {answer.place}, {voir}'), ['answer.place'])
  })
})
