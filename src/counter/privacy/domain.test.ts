import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addDays, addMonths, weekday } from '#kernel/calendar'
import { dueOf, extendedDueOf } from './domain.ts'

suite('le mois de l’article 12-3', () => {
  test('le même jour du mois suivant, ou le jour ouvré d’après', () => {
    assert.equal(dueOf('2026-11-23'), '2026-12-23')
    assert.equal(dueOf('2026-01-31'), '2026-03-02')
    // Christmas is a Friday: the next working day is Monday.
    assert.equal(dueOf('2026-11-25'), '2026-12-28')
    assert.equal(extendedDueOf('2026-11-23'), '2027-02-23')
  })

  test('jamais un samedi ni un dimanche, jamais avant un mois, jamais plus de cinq jours après', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8000 }), (offset) => {
        const day = addDays('2024-01-01', offset)
        const due = dueOf(day)
        const month = addMonths(day, 1)
        assert.ok(due >= month && due <= addDays(month, 5))
        assert.ok(![0, 6].includes(weekday(due)))
        assert.ok(extendedDueOf(day) > due)
      }),
    ))
})
