import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  addMonths,
  type CalendarDefinition,
  dayIn,
  plainDefinition,
  timeZones,
  workingCalendar,
} from '#kernel/calendar'
import type { RuleSet, Silence } from '../schema.ts'
import { count } from './count.ts'
import { followPromise, makePromise } from './promise.ts'
import { silenceClock, silentSince } from './silence.ts'

/** The silence of an authority (CRPA, L114-3 and L114-5): which day it runs from, what stops it, what it becomes. */

const silenceOf = (meaning: Silence['meaning'], months = 2): Silence => ({
  meaning,
  target: { unit: 'months', count: months },
  source: 'CRPA, art. L231-1',
  closes: false,
})
const rulesOf = (silence: Silence): RuleSet => ({
  number: 1,
  rules: { format: 'traboule.deadlines/1', goals: [], silence },
})
const calendarOf = (change: Partial<CalendarDefinition>) => workingCalendar({ ...plainDefinition, ...change })
const counted = {
  ref: { id: '01990000-0000-7000-8000-000000000001', number: 1 },
  name: 'Mairie',
  calendar: calendarOf({}),
}
const standing = { status: 's', isApplicantAwaited: false, isOutsideAwaited: false, isCircuitPaused: false }
const here = new Date('2026-11-17T10:00:00Z')
const there = { by: 'Métropole', at: new Date('2026-11-03T10:00:00Z') }
const promised = (meaning: Silence['meaning'], more = {}) =>
  makePromise(rulesOf(silenceOf(meaning)), 10, counted, { at: here, ...more }).promised

suite('le silence de l’administration', () => {
  test('transmise : un accord se compte de l’administration compétente, un rejet de la première saisie (L114-3)', () => {
    assert.equal(promised('accept', { transmitted: there }).silence?.dueOn, '2027-01-17')
    assert.equal(promised('reject', { transmitted: there }).silence?.dueOn, '2027-01-03')
    assert.equal(promised('reject').silence?.dueOn, '2027-01-17')
  })

  test('incomplète : un rejet est suspendu, un accord repart du jour où elle est complète (L114-5)', () => {
    const asked = new Date('2026-12-01T10:00:00Z')
    const back = new Date('2026-12-11T10:00:00Z')
    for (const [meaning, dueOn] of [
      ['reject', '2027-01-27'],
      ['accept', '2027-02-11'],
    ] as const) {
      const waiting = followPromise(
        promised(meaning),
        { ...standing, isApplicantAwaited: true },
        asked,
        counted.calendar,
      )
      assert.equal(waiting.silenceMoved, undefined)
      const complete = followPromise(waiting.promised, standing, back, counted.calendar)
      assert.deepEqual(complete.silenceMoved, { from: '2027-01-17', dueOn })
      assert.equal(complete.promised.silence?.dueOn, dueOn)
    }
  })

  test('un avis demandé, un circuit qui s’arrête : le silence court toujours', () => {
    const asked = new Date('2026-12-01T10:00:00Z')
    const stopped = { ...standing, isOutsideAwaited: true, isCircuitPaused: true }
    const waiting = followPromise(promised('reject'), stopped, asked, counted.calendar)
    assert.deepEqual(waiting.promised.silence?.clock?.pauses, [])
    assert.equal(waiting.isPaused, true)
  })

  test('une demande reprise après sa réponse n’a plus de silence qui décide', () => {
    assert.equal(promised('reject', { isReopened: true }).silence, undefined)
  })
})

const day = 86_400_000
const calendars = fc.constantFrom(...timeZones).map((zone) => calendarOf({ zone }))
const moments = fc
  .integer({ min: 0, max: 800 * 1440 })
  .map((minutes) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000))
const ago = fc.integer({ min: 0, max: 700 * 1440 }).map((minutes) => minutes * 60_000)
const months = fc.integer({ min: 1, max: 12 })

suite('ce qui est vrai de tout silence', () => {
  test('une transmission ne retarde jamais un rejet, et n’avance jamais un accord', () => {
    fc.assert(
      fc.property(calendars, moments, ago, months, (calendar, at, before, length) => {
        const transmitted = { by: 'x', at: new Date(at.getTime() - before) }
        const endOf = (meaning: Silence['meaning'], reception: Parameters<typeof silentSince>[1]) => {
          const silence = silenceOf(meaning, length)
          return count(silenceClock(silence, silentSince(silence, reception)), calendar).day
        }
        assert.ok(endOf('reject', { at, transmitted }) <= endOf('reject', { at }))
        assert.equal(endOf('accept', { at, transmitted }), endOf('accept', { at }))
        // As if the first one had been competent.
        assert.equal(endOf('reject', { at, transmitted }), endOf('reject', { at: transmitted.at }))
        assert.equal(endOf('reject', { at, transmitted }), addMonths(dayIn(calendar.zone, transmitted.at), length))
      }),
    )
  })

  test('compléter sa demande ne rapproche jamais l’échéance, et un accord a toujours son délai entier', () => {
    const waits = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 40 })), { maxLength: 4 })
    fc.assert(
      fc.property(
        fc.constantFrom('accept' as const, 'reject' as const),
        calendars,
        moments,
        waits,
        (meaning, calendar, at, all) => {
          const on = { ...counted, calendar }
          let { promised: kept } = makePromise(rulesOf(silenceOf(meaning)), 10, on, { at })
          let now = at.getTime()
          let last = at
          for (const [run, wait] of all) {
            const asked = new Date(now + run * day)
            const back = new Date(asked.getTime() + wait * day)
            const before = kept.silence?.dueOn ?? ''
            if (asked > count(silenceClock(silenceOf(meaning), last), calendar).at) return
            kept = followPromise(kept, { ...standing, isApplicantAwaited: true }, asked, calendar).promised
            const complete = followPromise(kept, standing, back, calendar)
            kept = complete.promised
            assert.ok((kept.silence?.dueOn ?? '') >= before)
            assert.deepEqual(
              complete.silenceMoved,
              kept.silence?.dueOn === before ? undefined : { from: before, dueOn: kept.silence?.dueOn },
            )
            if (meaning === 'accept') assert.equal(kept.silence?.dueOn, addMonths(dayIn(calendar.zone, back), 2))
            now = back.getTime()
            last = meaning === 'accept' ? back : last
          }
        },
      ),
    )
  })
})
