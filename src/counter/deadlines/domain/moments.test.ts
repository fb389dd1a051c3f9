import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  momentIn,
  mondayToFriday,
  plainDefinition,
  type TimeRange,
  type WeekdayName,
  workingCalendar,
} from '#kernel/calendar'
import type { Warning } from '../schema.ts'
import type { Clock, Target } from './count.ts'
import { momentsOf } from './moments.ts'

/** Escalation, told as the users of a service desk tell it: who hears, when, and what a wait changes. */

const paris = (day: string, minutes: number) => momentIn('Europe/Paris', day, minutes)
const calendarOf = (days: readonly WeekdayName[], range: TimeRange) =>
  workingCalendar({
    ...plainDefinition,
    holidays: 'none',
    weeks: [{ from: null, hours: Object.fromEntries(days.map((name) => [name, [range]])) }],
  })
const clockOf = (target: Target, startedAt: Date, pauses: Clock['pauses'] = []): Clock => ({
  target,
  startedAt,
  pauses,
  onResume: 'resume',
  isCarried: true,
  endsAt: 'close',
})
const steps: readonly Warning[] = [
  { when: { percent: 50 }, to: 'holder' },
  { when: { percent: 75 }, to: 'supervisors' },
]
const opened = paris('2026-11-24', 540)
const around = { now: opened, newId: () => 'id' }
const told = (clock: Clock, calendar = mondayToFriday, key = 'settle') =>
  momentsOf({ key, clock, warnings: steps }, calendar, around).map(({ kind, level, to, dueAt }) => [
    kind,
    level,
    to,
    dueAt.toISOString(),
  ])

suite('l’escalade', () => {
  const eight = { unit: 'hours', count: 8 } as const
  const daytime = calendarOf(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], ['08:00', '20:00'])

  test('qui suit la demande à mi-délai, les responsables aux trois quarts, puis le retard', () => {
    assert.deepEqual(told(clockOf(eight, opened), daytime), [
      ['warn', '50', 'holder', paris('2026-11-24', 780).toISOString()],
      ['warn', '75', 'supervisors', paris('2026-11-24', 900).toISOString()],
      ['late', 'end', 'supervisors', paris('2026-11-24', 1020).toISOString()],
    ])
  })

  test('en attente, personne n’est dérangé ; au retour, chaque palier a reculé d’autant', () => {
    const from = paris('2026-11-24', 600)
    assert.deepEqual(told(clockOf(eight, opened, [{ from, to: null, why: 'applicant' }]), daytime), [])
    const back = told(clockOf(eight, opened, [{ from, to: paris('2026-11-24', 720), why: 'applicant' }]), daytime)
    assert.deepEqual(
      back.map(([kind, , , at]) => [kind, at]),
      [
        ['warn', paris('2026-11-24', 900).toISOString()],
        ['warn', paris('2026-11-24', 1020).toISOString()],
        ['late', paris('2026-11-24', 1140).toISOString()],
      ],
    )
  })

  test('une équipe d’astreinte compte sur son calendrier, la promesse sur celui de la mairie', () => {
    const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
    const onCall = calendarOf(week, ['00:00', '24:00'])
    const friday = clockOf({ unit: 'hours', count: 4 }, paris('2026-11-27', 1140))
    assert.equal(told(friday, onCall).at(-1)?.[3], paris('2026-11-27', 1380).toISOString())
    assert.ok(String(told(friday).at(-1)?.[3]) >= paris('2026-11-30', 0).toISOString())
  })

  test('une fermeture de la mairie recule l’escalade avec le terme', () => {
    const closures = [{ from: '2026-11-25', to: '2026-11-27', label: 'Inventaire' }]
    const calendar = workingCalendar({ ...plainDefinition, closures })
    const two = clockOf({ unit: 'working_days', count: 2 }, opened)
    const days = (on: typeof calendar) => told(two, on).map(([, , , at]) => String(at).slice(0, 10))
    assert.deepEqual(days(mondayToFriday), ['2026-11-25', '2026-11-26', '2026-11-26'])
    assert.deepEqual(days(calendar), ['2026-11-30', '2026-12-01', '2026-12-01'])
  })

  test('un silence prévient dix jours travaillés avant, puis cinq, et décide à son terme, même passé', () => {
    const silence = { ...clockOf({ unit: 'months', count: 2 }, opened), isCarried: false, endsAt: 'midnight' as const }
    const kinds = told(silence, mondayToFriday, 'silence').map(([kind, level]) => [kind, level])
    assert.deepEqual(kinds, [
      ['warn', '-10'],
      ['warn', '-5'],
      ['silence', 'end'],
    ])
    const long = momentsOf({ key: 'silence', clock: silence, warnings: [] }, mondayToFriday, {
      ...around,
      now: paris('2027-06-01', 600),
    })
    assert.deepEqual(
      long.map(({ kind }) => kind),
      ['silence'],
    )
  })
})
