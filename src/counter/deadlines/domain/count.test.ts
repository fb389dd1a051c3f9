import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  type CalendarDefinition,
  dayIn,
  daysBetween,
  momentIn,
  mondayToFriday,
  openMoments,
  plainDefinition,
  timeZones,
  type WorkingCalendar,
  workingCalendar,
} from '#kernel/calendar'
import { type Clock, count, momentOf, type Pause, type Target, workedDaysBetween } from './count.ts'
import { causesOf, follow } from './clock.ts'
import { silencePauses } from './silence.ts'

const clockOf = (target: Target, started: string, more: Partial<Clock> = {}): Clock => ({
  target,
  onResume: 'resume',
  isCarried: true,
  endsAt: 'close',
  startedAt: new Date(started),
  pauses: [],
  ...more,
})
const paused = (from: string, to: string | null): Pause => ({
  from: new Date(from),
  to: to === null ? null : new Date(to),
  why: 'applicant',
})
const calendarOf = (change: Partial<CalendarDefinition>) => workingCalendar({ ...plainDefinition, ...change })
const paris = (day: string, minutes: number) => momentIn('Europe/Paris', day, minutes).toISOString()

suite('compter un délai', () => {
  test('en jours, du lendemain, et porté au jour travaillé suivant', () => {
    const { day, steps } = count(clockOf({ unit: 'days', count: 15 }, '2026-06-05T08:00:00Z'), mondayToFriday)
    assert.equal(day, '2026-06-22')
    assert.deepEqual(
      steps.map(({ kind, until }) => [kind, until]),
      [
        ['started', '2026-06-20'],
        ['carried', '2026-06-22'],
      ],
    )
  })

  test('en mois, le même quantième, ou le dernier jour du mois ; le silence ne se porte pas', () => {
    const silence = { isCarried: false, endsAt: 'midnight' } as const
    const two = { unit: 'months', count: 2 } as const
    assert.equal(count(clockOf(two, '2026-12-31T10:00:00Z', silence), mondayToFriday).day, '2027-02-28')
    // A Saturday: the decision is born that day.
    assert.equal(count(clockOf(two, '2026-11-13T10:00:00Z', silence), mondayToFriday).day, '2027-01-13')
    assert.equal(count(clockOf(two, '2026-11-16T10:00:00Z', silence), mondayToFriday).day, '2027-01-16')
  })

  test('en heures de travail : un vendredi à seize heures plus deux heures finit le lundi à dix', () => {
    const { at } = count(clockOf({ unit: 'hours', count: 2 }, paris('2026-11-27', 960)), mondayToFriday)
    assert.equal(at.toISOString(), paris('2026-11-30', 600))
  })

  test('à La Réunion, ce qui arrive à vingt-deux heures à Paris est du lendemain', () => {
    const calendar = calendarOf({ zone: 'Indian/Reunion', holidays: 'reunion' })
    const one = clockOf({ unit: 'working_days', count: 1 }, '2026-11-24T21:00:00Z')
    assert.equal(count(one, mondayToFriday).day, '2026-11-25')
    assert.equal(count(one, calendar).day, '2026-11-26')
  })

  test('en pause le dernier jour, elle le retrouve en revenant', () => {
    const pauses = [paused('2026-11-27T09:00:00Z', '2026-11-29T09:00:00Z')]
    const two = clockOf({ unit: 'working_days', count: 2 }, '2026-11-25T09:00:00Z', { pauses })
    assert.equal(count(two, mondayToFriday).day, '2026-11-30')
  })

  test('une pause qui vient après la fin ne rattrape rien', () => {
    const pauses = [paused('2026-12-10T09:00:00Z', '2027-01-10T09:00:00Z')]
    const late = clockOf({ unit: 'days', count: 5 }, '2026-11-24T09:00:00Z', { pauses })
    assert.deepEqual(count(late, mondayToFriday), count({ ...late, pauses: [] }, mondayToFriday))
  })

  test('un calendrier sans jour travaillé est une erreur, non une attente sans fin', () => {
    const never = calendarOf({ weeks: [] })
    for (const unit of ['hours', 'working_days', 'days'] as const)
      assert.throws(() => count(clockOf({ unit, count: 3 }, '2026-11-24T09:00:00Z'), never), RangeError)
  })
})

/** What service desks rely on, told as their users tell it. */
suite('les scénarios des centres de services', () => {
  const eightToEight = calendarOf({
    holidays: 'none',
    weeks: [
      {
        from: null,
        hours: Object.fromEntries(
          ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((name) => [name, [['08:00', '20:00'] as const]]),
        ),
      },
    ],
  })

  test('prise en charge et résolution : deux délais sur le même ticket, chacun son terme', () => {
    const opened = paris('2026-11-27', 1080)
    const toOwn = count(clockOf({ unit: 'hours', count: 4 }, opened), eightToEight)
    const toResolve = count(clockOf({ unit: 'hours', count: 12 }, opened), eightToEight)
    assert.equal(toOwn.at.toISOString(), paris('2026-11-30', 600))
    assert.equal(toResolve.at.toISOString(), paris('2026-11-30', 1080))
  })

  test('en attente tout un week-end, un délai en jours n’en perd aucun', () => {
    const one = clockOf({ unit: 'working_days', count: 1 }, paris('2026-11-26', 600), {
      pauses: [paused(paris('2026-11-27', 1000), paris('2026-11-30', 500))],
    })
    // Friday was its last day; Monday alone is given back.
    assert.equal(count(one, eightToEight).day, '2026-11-30')
  })

  test('en attente la nuit, un délai en heures ne bouge pas', () => {
    const pauses = [paused(paris('2026-11-24', 1230), paris('2026-11-25', 420))]
    const four = clockOf({ unit: 'hours', count: 4 }, paris('2026-11-24', 1080), { pauses })
    assert.equal(count(four, eightToEight).at.toISOString(), paris('2026-11-25', 600))
  })

  test('ouvert hors des heures, il part à l’ouverture', () => {
    const { at } = count(clockOf({ unit: 'hours', count: 1 }, paris('2026-11-28', 700)), eightToEight)
    assert.equal(at.toISOString(), paris('2026-11-30', 540))
  })

  test('un délai en jours ouvrés finit à la fermeture du dernier jour', () => {
    const friday = clockOf({ unit: 'working_days', count: 2 }, paris('2026-11-27', 1050))
    assert.equal(count(friday, eightToEight).at.toISOString(), paris('2026-12-01', 1200))
  })

  test('les fériés et les fermetures du calendrier ne comptent pas', () => {
    const closures = [{ from: '2026-12-24', to: '2026-12-31', label: 'Fêtes' }]
    const calendar = calendarOf({ closures })
    assert.equal(count(clockOf({ unit: 'working_days', count: 3 }, '2026-12-22T09:00:00Z'), calendar).day, '2027-01-05')
  })

  test('l’engagement interne ne court pas pendant qu’un tiers doit répondre, la promesse si', () => {
    const standing = { status: 's', isApplicantAwaited: false, isOutsideAwaited: true, isCircuitPaused: false }
    assert.deepEqual(causesOf({ applicant: true, outside: true, statuses: [] }, standing), ['outside'])
    assert.deepEqual(causesOf({ applicant: true, outside: false, statuses: [] }, standing), [])
    const asked = { ...standing, isOutsideAwaited: false, isAskedPaused: true }
    assert.deepEqual(causesOf({ applicant: true, outside: false, statuses: [] }, asked), ['outside'])
    assert.deepEqual(causesOf(silencePauses, asked), [], 'an agent does not stop the silence of the law')
  })

  test('changer de niveau en cours de route recompte depuis l’ouverture, attentes comprises', () => {
    const pauses = [paused('2026-11-25T09:00:00Z', '2026-11-30T09:00:00Z')]
    const slow = clockOf({ unit: 'working_days', count: 10 }, '2026-11-24T09:00:00Z', { pauses })
    const fast = { ...slow, target: { unit: 'working_days', count: 4 } as const }
    assert.equal(count(slow, mondayToFriday).day, '2026-12-11')
    assert.equal(count(fast, mondayToFriday).day, '2026-12-03')
  })

  test('un motif d’attente qui en remplace un autre n’ouvre pas une seconde pause', () => {
    const running = clockOf({ unit: 'days', count: 5 }, '2026-11-24T09:00:00Z')
    const first = follow(running, ['applicant'], new Date('2026-11-25T09:00:00Z'))
    const second = follow(first, ['outside'], new Date('2026-11-26T09:00:00Z'))
    const back = follow(second, [], new Date('2026-11-27T09:00:00Z'))
    assert.equal(back.pauses.length, 1)
    assert.equal(count(back, mondayToFriday).day, '2026-12-01')
  })

  test('un ticket rouvert reprend là où il en était, ou repart de zéro, selon la règle', () => {
    const pauses = [paused('2026-11-26T09:00:00Z', '2026-12-07T09:00:00Z')]
    const reopened = clockOf({ unit: 'working_days', count: 5 }, '2026-11-24T09:00:00Z', { pauses })
    assert.equal(count(reopened, mondayToFriday).day, '2026-12-10')
    assert.equal(count({ ...reopened, onResume: 'restart' }, mondayToFriday).day, '2026-12-14')
  })

  test('les paliers : à la moitié, aux trois quarts, un jour travaillé avant', () => {
    const four = clockOf({ unit: 'hours', count: 8 }, paris('2026-11-24', 480))
    assert.equal(momentOf({ percent: 50 }, four, eightToEight)?.toISOString(), paris('2026-11-24', 720))
    assert.equal(momentOf({ percent: 75 }, four, eightToEight)?.toISOString(), paris('2026-11-24', 840))
    const ten = clockOf({ unit: 'working_days', count: 10 }, paris('2026-11-24', 600))
    assert.equal(momentOf({ percent: 50 }, ten, mondayToFriday)?.toISOString(), paris('2026-12-01', 540))
    assert.equal(momentOf({ daysBefore: 1 }, ten, mondayToFriday)?.toISOString(), paris('2026-12-07', 540))
  })

  test('en attente, aucun palier ne vient', () => {
    const waiting = clockOf({ unit: 'hours', count: 8 }, paris('2026-11-24', 480), {
      pauses: [paused(paris('2026-11-24', 500), null)],
    })
    assert.equal(momentOf({ percent: 50 }, waiting, eightToEight), undefined)
    assert.equal(count(waiting, eightToEight).isPaused, true)
  })
})

const zones = fc.constantFrom(...timeZones)
const calendars: fc.Arbitrary<WorkingCalendar> = fc
  .record({
    zone: zones,
    closed: fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 }),
    saturday: fc.boolean(),
    isAlways: fc.boolean(),
  })
  .map(({ zone, closed, saturday, isAlways }) => {
    const week = plainDefinition.weeks[0]?.hours ?? {}
    const always = Object.fromEntries(
      [...Object.keys(week), 'saturday', 'sunday'].map((name) => [name, [['00:00', '24:00'] as const]]),
    )
    const hours = isAlways ? always : saturday ? { ...week, saturday: [['08:00', '12:00'] as const] } : week
    const closures = closed.map((offset) => {
      const day = addDays('2026-06-01', offset)
      return { from: day, to: day, label: 'Fermé' }
    })
    return calendarOf({ zone, closures, weeks: [{ from: null, hours }] })
  })
const minute = 60_000
const moments = fc
  .integer({ min: 0, max: 500 * 1440 })
  .map((minutes) => new Date(Date.parse('2026-06-01T00:00:00Z') + minutes * minute))
const targets: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ unit: fc.constant('hours' as const), count: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ unit: fc.constant('working_days' as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ unit: fc.constant('days' as const), count: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ unit: fc.constant('months' as const), count: fc.integer({ min: 1, max: 6 }) }),
)
/** Minutes run and minutes waited, one after the other. */
const rhythms = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 20_000 })), {
  maxLength: 5,
})
const pausesOf = (start: Date, rhythm: readonly (readonly [number, number])[]): Pause[] => {
  let at = start.getTime()
  return rhythm.map(([run, wait]) => {
    const from = at + run * minute
    at = from + wait * minute
    return { from: new Date(from), to: new Date(at), why: 'applicant' as const }
  })
}
const clocks: fc.Arbitrary<Clock> = fc
  .record({
    target: targets,
    onResume: fc.constantFrom('resume' as const, 'restart' as const),
    isCarried: fc.boolean(),
    endsAt: fc.constantFrom('close' as const, 'midnight' as const),
    startedAt: moments,
    rhythm: rhythms,
  })
  .map(({ rhythm, ...clock }) => ({ ...clock, pauses: pausesOf(clock.startedAt, rhythm) }))

suite('ce qui est vrai de tout délai', () => {
  test('une pause ne le raccourcit jamais, et chaque étape recule la fin ou la laisse', () => {
    fc.assert(
      fc.property(clocks, calendars, (clock, calendar) => {
        const ends = clock.pauses.map((_, index) => count({ ...clock, pauses: clock.pauses.slice(0, index) }, calendar))
        const all = [...ends, count(clock, calendar)]
        for (const [index, end] of all.entries())
          assert.ok(index === 0 || end.at >= (all[index - 1]?.at ?? end.at), `${index}`)
      }),
    )
  })

  test('une pause sans durée ne change rien quand le temps restant reprend', () => {
    fc.assert(
      fc.property(clocks, calendars, fc.nat({ max: 20_000 }), (clock, calendar, after) => {
        const last = clock.pauses.at(-1)?.to ?? clock.startedAt
        const at = new Date(last.getTime() + after * minute)
        const plain = { ...clock, onResume: 'resume' as const }
        const pauses = [...clock.pauses, { from: at, to: at, why: 'status' as const }]
        assert.equal(count({ ...plain, pauses }, calendar).at.getTime(), count(plain, calendar).at.getTime())
      }),
    )
  })

  test('revenir plus tard ne fait jamais finir plus tôt', () => {
    fc.assert(
      fc.property(clocks, calendars, fc.nat({ max: 20_000 }), fc.nat({ max: 5000 }), (clock, calendar, wait, more) => {
        const from = clock.pauses.at(-1)?.to ?? clock.startedAt
        const end = (minutes: number) =>
          count(
            {
              ...clock,
              pauses: [...clock.pauses, { from, to: new Date(from.getTime() + minutes * minute), why: 'status' }],
            },
            calendar,
          ).at
        assert.ok(end(wait) <= end(wait + more))
      }),
    )
  })

  test('partir plus tard, ou demander plus, ne fait jamais finir plus tôt', () => {
    fc.assert(
      fc.property(clocks, calendars, fc.nat({ max: 5000 }), (clock, calendar, later) => {
        const plain = { ...clock, pauses: [] }
        const startedAt = new Date(plain.startedAt.getTime() + later * minute)
        assert.ok(count(plain, calendar).at <= count({ ...plain, startedAt }, calendar).at)
        const target = { ...plain.target, count: plain.target.count + 1 }
        assert.ok(count(plain, calendar).at <= count({ ...plain, target }, calendar).at)
      }),
    )
  })

  test('revenue à temps, elle a encore du temps : la fin n’est jamais avant le retour', () => {
    fc.assert(
      fc.property(clocks, calendars, (clock, calendar) => {
        for (const [index, pause] of clock.pauses.entries()) {
          const before = count({ ...clock, pauses: clock.pauses.slice(0, index) }, calendar)
          if (pause.to === null || pause.from > before.at) return
          const end = count({ ...clock, pauses: clock.pauses.slice(0, index + 1) }, calendar)
          assert.ok(end.day >= dayIn(calendar.zone, pause.to))
        }
      }),
    )
  })

  test('sans report, la fin est celle du départ plus ce que les pauses ont pris', () => {
    fc.assert(
      fc.property(clocks, calendars, fc.integer({ min: 1, max: 90 }), (clock, calendar, days) => {
        const plain = { ...clock, target: { unit: 'days', count: days } as const, isCarried: false }
        const { day, steps } = count({ ...plain, onResume: 'resume', endsAt: 'midnight' }, calendar)
        const taken = steps.reduce((sum, step) => sum + (step.kind === 'resumed' ? step.days : 0), 0)
        assert.equal(daysBetween(dayIn(calendar.zone, clock.startedAt), day), days + taken)
      }),
    )
  })

  test('en jours travaillés, il y en a tant entre le départ et la fin, ceux des pauses ôtés', () => {
    fc.assert(
      fc.property(clocks, calendars, fc.integer({ min: 1, max: 40 }), (clock, calendar, days) => {
        const plain = { ...clock, target: { unit: 'working_days', count: days } as const, pauses: [] }
        const { day } = count(plain, calendar)
        assert.equal(workedDaysBetween(dayIn(calendar.zone, clock.startedAt), day, calendar), days)
        assert.ok(calendar.isWorked(day))
      }),
    )
  })

  test('en heures, il finit pendant le travail, et ce qui a passé est ce qui était demandé', () => {
    fc.assert(
      fc.property(moments, calendars, fc.integer({ min: 1, max: 120 }), (startedAt, calendar, hours) => {
        const { at, day } = count({ ...clockOf({ unit: 'hours', count: hours }, ''), startedAt }, calendar)
        assert.ok(openMoments(day, calendar).some(([from, to]) => from < at && at <= to) || at.getUTCMinutes() === 0)
        let passed = 0
        for (let each = dayIn(calendar.zone, startedAt); each <= day; each = addDays(each, 1))
          for (const [from, to] of openMoments(each, calendar))
            passed += Math.max(0, Math.min(to.getTime(), at.getTime()) - Math.max(from.getTime(), startedAt.getTime()))
        assert.equal(passed, hours * 60 * minute)
      }),
    )
  })

  test('l’explication et la décision sont une : la dernière étape dit le jour de la fin', () => {
    fc.assert(
      fc.property(clocks, calendars, (clock, calendar) => {
        const { day, steps } = count(clock, calendar)
        assert.equal(steps.at(-1)?.until, day)
        const untils = steps.map(({ until }) => until)
        assert.deepEqual(untils, untils.toSorted())
      }),
    )
  })

  test('un palier vient après le départ du délai compté et jamais après la fin ; un plus haut, jamais plus tôt', () => {
    fc.assert(
      fc.property(clocks, calendars, fc.integer({ min: 1, max: 99 }), (clock, calendar, percent) => {
        const at = momentOf({ percent }, clock, calendar)
        const higher = momentOf({ percent: percent + 1 }, clock, calendar)
        assert.ok(at && higher && at <= higher && higher <= count(clock, calendar).at)
      }),
    )
  })

  test('suivre un dossier pas à pas donne les mêmes pauses que son histoire', () => {
    fc.assert(
      fc.property(clocks, calendars, (clock, calendar) => {
        let followed: Clock = { ...clock, pauses: [] }
        for (const { from, to } of clock.pauses) {
          followed = follow(followed, ['applicant'], from)
          followed = follow(followed, ['applicant', 'outside'], from)
          if (to) followed = follow(followed, [], to)
        }
        assert.deepEqual(count(followed, calendar), count(clock, calendar))
      }),
    )
  })
})
