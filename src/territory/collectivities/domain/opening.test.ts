import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '#kernel/calendar'
import type { OpeningHours } from '../schema.ts'
import { areHoursInOrder, openNow, rangesOn } from './opening.ts'

const hours: OpeningHours = {
  weekly: {
    monday: [
      ['08:30', '12:00'],
      ['13:30', '17:30'],
    ],
    tuesday: [
      ['08:30', '12:00'],
      ['13:30', '17:30'],
    ],
    friday: [['08:30', '12:00']],
  },
  closedDays: ['2026-11-30'],
}
/** Paris is one hour ahead of UTC in winter, two in summer. */
const at = (text: string) => openNow({ hours }, new Date(text))

test('ouvert, avec l’heure de fermeture', () => {
  assert.deepEqual(at('2026-11-23T09:00+01:00'), { state: 'open', until: '12:00' })
  assert.deepEqual(at('2026-11-23T08:30+01:00'), { state: 'open', until: '12:00' })
})

test('ferme bientôt dans la dernière demi-heure', () => {
  assert.deepEqual(at('2026-11-23T17:00+01:00'), { state: 'closes_soon', until: '17:30', minutesLeft: 30 })
  assert.deepEqual(at('2026-11-23T17:29+01:00'), { state: 'closes_soon', until: '17:30', minutesLeft: 1 })
  assert.equal(at('2026-11-23T16:59+01:00').state, 'open')
})

test('fermé à midi pile, jusqu’à l’après-midi', () => {
  assert.deepEqual(at('2026-11-23T12:00+01:00'), {
    state: 'closed',
    because: 'hours',
    opens: { day: '2026-11-23', time: '13:30' },
  })
})

test('le soir, la prochaine ouverture est celle du prochain jour ouvert', () => {
  assert.deepEqual(at('2026-11-24T20:00+01:00'), {
    state: 'closed',
    because: 'hours',
    opens: { day: '2026-11-27', time: '08:30' },
  })
})

test('un jour fermé par exception est sauté', () => {
  assert.deepEqual(at('2026-11-27T13:00+01:00'), {
    state: 'closed',
    because: 'hours',
    opens: { day: '2026-12-01', time: '08:30' },
  })
  assert.deepEqual(at('2026-11-30T09:00+01:00'), {
    state: 'closed',
    because: 'closed_day',
    opens: { day: '2026-12-01', time: '08:30' },
  })
})

test('un jour férié est fermé, sauf pour un lieu qui reste ouvert', () => {
  // Friday 25 December 2026.
  const christmas = new Date('2026-12-25T09:00+01:00')
  assert.deepEqual(openNow({ hours }, christmas), {
    state: 'closed',
    because: 'holiday',
    opens: { day: '2026-12-28', time: '08:30' },
  })
  assert.equal(openNow({ hours: { ...hours, opensOnHolidays: true } }, christmas).state, 'open')
})

test('l’heure est celle de Paris, été comme hiver', () => {
  assert.equal(at('2026-07-20T06:45Z').state, 'open')
  assert.equal(at('2026-01-19T06:45Z').state, 'closed')
  // Late on Sunday in UTC, it is already Monday in Paris.
  assert.deepEqual(at('2026-11-22T23:30Z'), {
    state: 'closed',
    because: 'hours',
    opens: { day: '2026-11-23', time: '08:30' },
  })
})

test('un lieu sans horaires n’annonce aucune ouverture', () => {
  assert.deepEqual(openNow({ hours: { weekly: {} } }, new Date('2026-11-23T09:00Z')), {
    state: 'closed',
    because: 'hours',
    opens: null,
  })
})

test('l’état annoncé tient jusqu’à l’heure annoncée', () => {
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(moment, (now) => {
      const state = openNow({ hours }, now)
      if (state.state !== 'closed') {
        const later = new Date(now.getTime() + 60_000)
        const next = openNow({ hours }, later)
        assert.ok(next.state === 'closed' ? state.state === 'closes_soon' : next.until === state.until)
        return
      }
      assert.ok(state.opens)
      assert.ok(rangesOn(hours, state.opens.day).some(([from]) => from === state.opens?.time))
      const announced = `${state.opens.day}T${state.opens.time}:00`
      const opensThen = ['+01:00', '+02:00'].some((offset) => {
        const opening = new Date(announced + offset)
        const before = new Date(Math.max(opening.getTime() - 60_000, now.getTime()))
        return openNow({ hours }, opening).state === 'open' && openNow({ hours }, before).state === 'closed'
      })
      assert.ok(opensThen, announced)
      assert.ok(state.opens.day <= addDays(now.toISOString().slice(0, 10), 22))
    }),
  )
})

test('des plages qui se chevauchent ou se terminent avant de commencer ne sont pas des horaires', () => {
  assert.equal(areHoursInOrder(hours), true)
  assert.equal(areHoursInOrder({ weekly: { monday: [['12:00', '08:30']] } }), false)
  assert.equal(
    areHoursInOrder({
      weekly: {
        sunday: [
          ['08:00', '12:00'],
          ['11:00', '13:00'],
        ],
      },
    }),
    false,
  )
})
