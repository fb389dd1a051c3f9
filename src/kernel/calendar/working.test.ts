import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  type CalendarDefinition,
  holidayRegions,
  holidaysIn,
  isWorkingDay,
  openMoments,
  plainDefinition,
  publicHolidays,
  workingCalendar,
  workingDayFrom,
} from '#kernel/calendar'

const calendarOf = (change: Partial<CalendarDefinition>) => workingCalendar({ ...plainDefinition, ...change })

suite('les jours fériés, chacun avec sa règle', () => {
  test('l’Alsace-Moselle a le 26 décembre, et le Vendredi saint là où il y a un temple', () => {
    const plain = holidaysIn({ region: 'alsace_moselle' }, 2027)
    const withTemple = holidaysIn({ region: 'alsace_moselle', hasGoodFriday: true }, 2027)
    assert.equal(plain.get('2027-12-26')?.source, 'Code du travail, art. L3134-13')
    assert.equal(plain.has('2027-03-26'), false)
    assert.equal(withTemple.get('2027-03-26')?.name.fr, 'Vendredi saint')
    assert.equal(withTemple.size, 13)
  })

  test('outre-mer, le jour où chacun commémore l’abolition de l’esclavage', () => {
    const days = {
      guadeloupe: '2026-05-27',
      martinique: '2026-05-22',
      guyane: '2026-06-10',
      reunion: '2026-12-20',
      mayotte: '2026-04-27',
      saint_barthelemy: '2026-10-09',
      saint_martin: '2026-05-28',
    } as const
    for (const [region, day] of Object.entries(days)) {
      const holiday = holidaysIn({ region: region as keyof typeof days }, 2026).get(day)
      assert.match(holiday?.source ?? '', /83-550/, region)
      assert.equal(publicHolidays(2026).has(day), false, region)
    }
  })

  test('nulle part il n’y en a moins qu’en métropole, et chacun a un nom et une source', () => {
    fc.assert(
      fc.property(fc.constantFrom(...holidayRegions), fc.integer({ min: 1990, max: 2190 }), (region, year) => {
        const here = holidaysIn({ region, hasGoodFriday: true }, year)
        for (const day of publicHolidays(year)) assert.ok(here.has(day), day)
        for (const { name, source } of here.values()) assert.ok(name.fr && name.en && source)
      }),
    )
  })
})

suite('le calendrier d’une collectivité', () => {
  test('une ouverture d’exception l’emporte sur une fermeture, la fermeture sur la loi, la loi sur la semaine', () => {
    const calendar = calendarOf({
      closures: [{ from: '2026-12-24', to: '2027-01-02', label: 'Fêtes' }],
      yearly: [{ day: '09-07', label: 'Vogue' }],
      openings: [{ day: '2026-12-28', hours: [['10:00', '12:00']], label: 'Permanence' }],
    })
    assert.deepEqual(calendar.dayState('2026-12-25').because, { kind: 'closure', label: 'Fêtes' })
    assert.deepEqual(calendar.dayState('2026-12-28'), {
      ranges: [[600, 720]],
      because: { kind: 'opening', label: 'Permanence' },
    })
    assert.deepEqual(calendar.dayState('2027-09-07').because, { kind: 'closure', label: 'Vogue' })
    assert.equal(calendar.dayState('2026-11-11').because.kind, 'holiday')
    assert.equal(calendar.dayState('2026-11-22').because.kind, 'weekend')
    assert.equal(workingDayFrom('2026-12-29', calendar), '2027-01-04')
  })

  test('les horaires changent à leur date d’effet', () => {
    const calendar = calendarOf({
      weeks: [
        { from: null, hours: { monday: [['09:00', '17:00']] } },
        { from: '2027-09-01', hours: { saturday: [['08:00', '12:00']] } },
      ],
    })
    assert.equal(isWorkingDay('2027-08-30', calendar), true)
    assert.equal(isWorkingDay('2027-09-06', calendar), false)
    assert.equal(isWorkingDay('2027-09-04', calendar), true)
  })

  test('une astreinte ne ferme jamais : le jour du changement d’heure dure vingt-trois heures', () => {
    const always = { monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1, saturday: 1, sunday: 1 }
    const hours = Object.fromEntries(Object.keys(always).map((name) => [name, [['00:00', '24:00'] as const]]))
    const calendar = calendarOf({ holidays: 'none', weeks: [{ from: null, hours }] })
    const length = (day: string) =>
      openMoments(day, calendar).reduce((sum, [from, to]) => sum + to.getTime() - from.getTime(), 0) / 3_600_000
    assert.equal(length('2026-12-25'), 24)
    assert.equal(length('2027-03-28'), 23)
    assert.equal(length('2026-10-25'), 25)
  })

  test('à Saint-Denis de La Réunion, neuf heures est neuf heures', () => {
    const calendar = calendarOf({ zone: 'Indian/Reunion', holidays: 'reunion' })
    assert.equal(openMoments('2026-11-24', calendar)[0]?.[0].toISOString(), '2026-11-24T05:00:00.000Z')
    assert.equal(isWorkingDay('2027-12-20', calendar), false)
  })
})
