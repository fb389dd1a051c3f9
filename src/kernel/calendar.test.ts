import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  dayOf,
  daysBetween,
  deadline,
  endOfDay,
  isDay,
  isWorkingDay,
  momentOf,
  mondayToFriday,
  plainDefinition,
  publicHolidays,
  weekday,
  workingCalendar,
} from '#kernel/calendar'

const moments = fc.date({
  min: new Date('1971-01-01T00:00:00Z'),
  max: new Date('2100-12-31T00:00:00Z'),
  noInvalidDate: true,
})
const days = moments.map((date) => date.toISOString().slice(0, 10))
const counts = fc.integer({ min: -4000, max: 4000 })

suite('les jours', () => {
  test('à minuit et demi l’été à Paris, c’est déjà demain', () => {
    assert.equal(dayOf(new Date('2026-07-14T22:30:00Z')), '2026-07-15')
    assert.equal(dayOf(new Date('2026-01-14T22:30:00Z')), '2026-01-14')
  })

  test('le 31 février et les mots ne sont pas des jours', () => {
    for (const text of [
      '2026-02-31',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      'demain',
      '',
      '2025-02-29',
      '2026-01-01T00:00',
    ])
      assert.equal(isDay(text), false, text)
    assert.equal(isDay('2024-02-29'), true)
  })

  test('un jour existe quand le calendrier le connaît', () => {
    const padded = (value: number, length: number) => String(value).padStart(length, '0')
    const part = (max: number) => fc.integer({ min: 0, max })
    fc.assert(
      fc.property(part(9999), part(13), part(32), (year, month, day) => {
        const text = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
        const date = new Date(`${text}T00:00:00Z`)
        assert.equal(isDay(text), !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text), text)
      }),
    )
  })

  test('ajouter des jours puis les compter redonne le nombre', () => {
    fc.assert(
      fc.property(days, counts, (day, count) => {
        const moved = addDays(day, count)
        assert.ok(isDay(moved))
        assert.equal(daysBetween(day, moved), count)
        assert.equal(addDays(moved, -count), day)
        assert.equal(weekday(moved), (((weekday(day) + count) % 7) + 7) % 7)
      }),
    )
  })

  test('les comptes traversent les années bissextiles et les changements d’heure', () => {
    assert.equal(addDays('2024-02-28', 1), '2024-02-29')
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
    assert.equal(daysBetween('2026-10-26', '2026-10-24'), -2)
  })

  test('la fin d’un jour est sa dernière milliseconde à Paris, hiver, été et jours de changement d’heure', () => {
    assert.equal(endOfDay('2026-01-15').toISOString(), '2026-01-15T22:59:59.999Z')
    assert.equal(endOfDay('2026-07-15').toISOString(), '2026-07-15T21:59:59.999Z')
    assert.equal(endOfDay('2026-03-28').toISOString(), '2026-03-28T22:59:59.999Z')
    assert.equal(endOfDay('2026-03-29').toISOString(), '2026-03-29T21:59:59.999Z')
    assert.equal(endOfDay('2026-10-25').toISOString(), '2026-10-25T22:59:59.999Z')
    fc.assert(
      fc.property(days, (day) => {
        const end = endOfDay(day)
        assert.equal(dayOf(end), day)
        assert.equal(dayOf(new Date(end.getTime() + 1)), addDays(day, 1))
      }),
    )
  })
})

suite('les jours fériés', () => {
  test('ceux de 2026', () => {
    assert.deepEqual([...publicHolidays(2026)].toSorted(), [
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ])
  })

  test('le lundi de Pâques des années connues', () => {
    const mondays = {
      2008: '2008-03-24',
      2011: '2011-04-25',
      2024: '2024-04-01',
      2025: '2025-04-21',
      2038: '2038-04-26',
    }
    for (const [year, monday] of Object.entries(mondays)) assert.ok(publicHolidays(Number(year)).has(monday), monday)
  })

  test('Pâques tombe un dimanche du 22 mars au 25 avril, l’Ascension un jeudi, la Pentecôte sept semaines après', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), (year) => {
        const holidays = [...publicHolidays(year)]
        const mondays = holidays.filter((day) => weekday(day) === 1 && day >= `${year}-03-23` && day <= `${year}-04-26`)
        assert.ok(
          mondays.some((monday) => holidays.includes(addDays(monday, 38)) && holidays.includes(addDays(monday, 49))),
        )
      }),
    )
  })

  test('le 8 mai 1997 était aussi l’Ascension : un jour férié de moins', () => {
    assert.ok(publicHolidays(1997).has('1997-05-08'))
    assert.equal(publicHolidays(1997).size, 10)
  })
})

suite('les délais', () => {
  test('un délai qui finit un samedi passe au lundi', () => {
    assert.equal(deadline('2026-06-05', 15, mondayToFriday), '2026-06-22')
  })

  test('un délai qui finit le vendredi 1er mai passe au lundi', () => {
    assert.equal(deadline('2026-04-21', 10, mondayToFriday), '2026-05-04')
  })

  test('une mairie fermée le mercredi et le lendemain de l’Ascension', () => {
    const { wednesday: _, ...hours } = plainDefinition.weeks[0]?.hours ?? {}
    const closures = [{ from: '2026-05-15', to: '2026-05-15', label: 'Pont de l’Ascension' }]
    const calendar = workingCalendar({ ...plainDefinition, weeks: [{ from: null, hours }], closures })
    assert.equal(isWorkingDay('2026-05-13', calendar), false)
    assert.equal(isWorkingDay('2026-05-15', calendar), false)
    assert.equal(deadline('2026-05-03', 10, calendar), '2026-05-18')
  })

  test('une autorité qui ne travaille jamais est une erreur, non une attente sans fin', () => {
    assert.throws(() => deadline('2026-05-03', 10, workingCalendar({ ...plainDefinition, weeks: [] })), RangeError)
  })

  test('un délai finit un jour ouvré, jamais avant son terme, au plus cinq jours après pour une semaine de cinq jours', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 730 }), (day, count) => {
        const end = deadline(day, count, mondayToFriday)
        const late = daysBetween(addDays(day, count), end)
        assert.ok(isWorkingDay(end, mondayToFriday))
        assert.ok(late >= 0 && late <= 5)
        for (let step = 0; step < late; step += 1)
          assert.equal(isWorkingDay(addDays(day, count + step), mondayToFriday), false)
      }),
    )
  })
})

suite('les moments de Paris', () => {
  test('neuf heures, été comme hiver', () => {
    assert.equal(momentOf('2026-12-03', 540).toISOString(), '2026-12-03T08:00:00.000Z')
    assert.equal(momentOf('2026-07-03', 540).toISOString(), '2026-07-03T07:00:00.000Z')
  })

  test('la nuit de mars saute une heure, celle d’octobre en a deux', () => {
    assert.equal(momentOf('2027-03-28', 150).toISOString(), '2027-03-28T01:00:00.000Z')
    assert.equal(momentOf('2027-03-28', 540).toISOString(), '2027-03-28T07:00:00.000Z')
    assert.equal(momentOf('2026-10-25', 150).toISOString(), '2026-10-25T00:30:00.000Z')
    assert.equal(momentOf('2026-10-25', 180).toISOString(), '2026-10-25T02:00:00.000Z')
    assert.equal(momentOf('2026-10-25', 1440).getTime(), endOfDay('2026-10-25').getTime() + 1)
  })

  test('une horloge de Paris montre l’heure demandée, sauf celle que la nuit saute', () => {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' })
    fc.assert(
      // Clocks change at one o’clock UTC since 1996.
      fc.property(
        days.filter((day) => day > '1996-12-31'),
        fc.integer({ min: 0, max: 1439 }),
        (day, minutes) => {
          const at = momentOf(day, minutes)
          const shown = clock.format(at).split(':').map(Number)
          const isJumped =
            minutes >= 120 && minutes < 180 && endOfDay(day).getTime() + 1 - momentOf(day, 0).getTime() < 86_400_000
          assert.equal(dayOf(at), day)
          assert.equal((shown[0] ?? 0) * 60 + (shown[1] ?? 0), isJumped ? 180 : minutes)
        },
      ),
    )
  })
})
