import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addDays, dayIn, dayOf, endIn, endOfDay, momentIn, momentOf, startIn, timeZones } from '#kernel/calendar'

const days = fc
  .date({ min: new Date('1997-01-02T00:00:00Z'), max: new Date('2080-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const zones = fc.constantFrom(...timeZones)
const minutes = fc.integer({ min: 0, max: 1439 })

suite('les fuseaux', () => {
  test('à midi à Paris, il est sept heures à Fort-de-France et demain à Mata-Utu la nuit tombée', () => {
    const noon = new Date('2026-11-24T11:00:00Z')
    assert.equal(momentIn('America/Martinique', '2026-11-24', 420).getTime(), noon.getTime())
    assert.equal(dayIn('Pacific/Wallis', new Date('2026-11-24T12:30:00Z')), '2026-11-25')
    assert.equal(dayIn('Pacific/Tahiti', new Date('2026-11-24T09:30:00Z')), '2026-11-23')
  })

  test('Saint-Pierre-et-Miquelon change d’heure, aux dates de l’Amérique', () => {
    assert.equal(momentIn('America/Miquelon', '2027-03-14', 540).toISOString(), '2027-03-14T11:00:00.000Z')
    assert.equal(momentIn('America/Miquelon', '2027-03-13', 540).toISOString(), '2027-03-13T12:00:00.000Z')
    // Two in the morning jumps to three.
    assert.equal(momentIn('America/Miquelon', '2027-03-14', 150).toISOString(), '2027-03-14T05:00:00.000Z')
    // One in the morning comes twice: the first.
    assert.equal(momentIn('America/Miquelon', '2026-11-01', 90).toISOString(), '2026-11-01T03:30:00.000Z')
  })

  test('à Paris, la même chose que ce que le reste de la plateforme compte', () => {
    fc.assert(
      fc.property(days, minutes, (day, minute) => {
        assert.equal(momentIn('Europe/Paris', day, minute).getTime(), momentOf(day, minute).getTime())
        assert.equal(endIn('Europe/Paris', day).getTime(), endOfDay(day).getTime())
        assert.equal(dayIn('Europe/Paris', momentOf(day, minute)), dayOf(momentOf(day, minute)))
      }),
    )
  })

  test('partout, les jours se suivent sans trou ni double, et les heures d’un jour sont de ce jour', () => {
    fc.assert(
      fc.property(zones, days, minutes, (zone, day, minute) => {
        assert.equal(endIn(zone, day).getTime() + 1, startIn(zone, addDays(day, 1)).getTime())
        assert.equal(dayIn(zone, momentIn(zone, day, minute)), day)
        assert.equal(dayIn(zone, endIn(zone, day)), day)
        if (minute < 1439) assert.ok(momentIn(zone, day, minute) <= momentIn(zone, day, minute + 1))
      }),
    )
  })
})
