import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isUndoable, mergeLife, type MergeSide, namesAfter, obstacleTo } from './merges.ts'

const sides: fc.Arbitrary<MergeSide> = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c'),
    givenName: fc.constantFrom('Zoé', 'ZOE', 'Ana'),
    familyName: fc.constantFrom('Exemple', 'Essai'),
    identityCertifiedBy: fc.constantFrom(null, 'france_connect' as const, 'pro_connect' as const),
    isOperator: fc.boolean(),
    isAgent: fc.boolean(),
    isSuspended: fc.boolean(),
    isClosing: fc.boolean(),
    isMergedLately: fc.boolean(),
  },
  { noNullPrototype: true },
)

suite('deux comptes peuvent-ils n’en faire qu’un', () => {
  test('un compte qui travaille ne disparaît jamais, ni un compte suspendu, fermé ou lui-même réuni depuis peu', () => {
    fc.assert(
      fc.property(sides, sides, (kept, other) => {
        if (obstacleTo(kept, other) !== undefined) return
        assert.notEqual(kept.id, other.id)
        assert.ok(!other.isAgent && !other.isOperator && !other.isMergedLately)
        assert.ok(![kept, other].some(({ isSuspended, isClosing }) => isSuspended || isClosing))
      }),
    )
  })

  test('deux identités certifiées différentes ne se réunissent pas ; accents et capitales ne font pas une différence', () => {
    const free = { isOperator: false, isAgent: false, isSuspended: false, isClosing: false, isMergedLately: false }
    const zoe = {
      ...free,
      id: 'a',
      givenName: 'Zoé',
      familyName: 'Exemple',
      identityCertifiedBy: 'france_connect' as const,
    }
    const same = { ...zoe, id: 'b', givenName: 'ZOE', identityCertifiedBy: 'pro_connect' as const }
    assert.equal(obstacleTo(zoe, same), undefined)
    assert.equal(obstacleTo(zoe, { ...same, givenName: 'Ana' }), 'two_identities')
    assert.equal(obstacleTo(zoe, { ...same, givenName: 'Ana', identityCertifiedBy: null }), undefined)
  })

  test('le nom certifié l’emporte, sinon celui du compte gardé', () => {
    fc.assert(
      fc.property(sides, sides, (kept, other) => {
        const names = namesAfter(kept, other)
        const takes = kept.identityCertifiedBy === null && other.identityCertifiedBy !== null
        assert.equal(names.givenName, takes ? other.givenName : kept.givenName)
        assert.equal(names.identityCertifiedBy, kept.identityCertifiedBy ?? other.identityCertifiedBy)
      }),
    )
  })

  test('défaire est possible jusqu’à la dernière seconde de la semaine', () => {
    const mergedAt = new Date('2027-03-01T08:00:00Z')
    const finalAt = new Date(mergedAt.getTime() + mergeLife.undoable)
    const done = { state: 'done', expiresAt: mergedAt, finalAt } as const
    assert.ok(isUndoable(done, new Date(finalAt.getTime() - 1)))
    assert.ok(!isUndoable(done, finalAt))
    assert.ok(!isUndoable({ ...done, state: 'moving' }, mergedAt))
  })
})
