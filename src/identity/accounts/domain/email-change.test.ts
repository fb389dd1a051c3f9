import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { mayApply, withoutOldAddress } from './email-change.ts'

const now = new Date('2027-03-01T08:00:00Z')
const moments = fc.option(fc.integer({ min: -10, max: 10 }).map((day) => new Date(now.getTime() + day * 86_400_000)))

suite('changer d’adresse', () => {
  test('jamais sans la nouvelle ; jamais sans l’ancienne, sauf sept jours après l’avoir dite perdue', () => {
    const changes = fc.record(
      {
        endedAt: moments,
        expiresAt: moments.map((at) => at ?? now),
        newProvedAt: moments,
        oldConfirmedAt: moments,
        oldLostAt: moments,
        appliesAt: moments,
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(changes, (change) => {
        if (!mayApply(change, now)) return
        assert.equal(change.endedAt, null)
        assert.ok(change.expiresAt > now)
        assert.notEqual(change.newProvedAt, null)
        const isWarned = change.oldLostAt !== null && change.appliesAt !== null && change.appliesAt <= now
        assert.ok(change.oldConfirmedAt !== null || isWarned)
      }),
    )
  })

  test('l’ancienne adresse est prévenue avant, et la nouvelle peut encore être prouvée après', () => {
    const { appliesAt, expiresAt, warnAt } = withoutOldAddress(now)
    assert.equal((appliesAt.getTime() - now.getTime()) / 86_400_000, 7)
    assert.ok(warnAt < appliesAt && appliesAt < expiresAt)
  })
})
