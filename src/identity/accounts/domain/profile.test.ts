import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Profile } from '../schema.ts'
import { changesBetween, withCertifiedNames } from './profile.ts'

const profiles: fc.Arbitrary<Profile> = fc.record(
  {
    givenName: fc.constantFrom('Camille', 'Sacha', 'Éden'),
    familyName: fc.constantFrom('Essai', 'Exemple'),
    phone: fc.constantFrom(null, '06 39 98 12 34'),
    locale: fc.constantFrom('fr' as const, 'en' as const),
  },
  { noNullPrototype: true },
)

suite('ce que dit un compte', () => {
  test('l’historique dit exactement ce qui a changé : rejoué, il mène de l’avant à l’après', () => {
    fc.assert(
      fc.property(profiles, profiles, (before, after) => {
        const changes = changesBetween(before, after)
        const replayed = changes.reduce((state, change) => ({ ...state, [change.field]: change.after }), before)
        assert.deepEqual(replayed, after)
        for (const change of changes) assert.notEqual(change.before, change.after)
      }),
    )
  })

  test('un nom certifié reste, quoi que dise le formulaire', () => {
    fc.assert(
      fc.property(profiles, profiles, (typed, kept) => {
        const certified = withCertifiedNames(typed, kept, true)
        assert.deepEqual([certified.givenName, certified.familyName], [kept.givenName, kept.familyName])
        assert.equal(certified.phone, typed.phone)
        assert.deepEqual(withCertifiedNames(typed, kept, false), typed)
      }),
    )
  })
})
