import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addDays, addMonths, dayOf, daysBetween, endOfDay } from '#kernel/calendar'
import { closedThrough, dueOf, faultsOf, fieldsDue, firstDayWithout, lastDayOf } from './domain.ts'
import type { OutcomeRule, Rules } from './schema.ts'

const day = 86_400_000
const moments = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
})
const months = fc.integer({ min: 1, max: 240 })
const notices = fc.integer({ min: 7, max: 90 })

suite('l’horloge des règles', () => {
  test('un jour de clôture, une durée : le dernier jour', () => {
    assert.equal(lastDayOf(new Date('2026-01-31T22:30:00Z'), 1), '2026-02-28')
    // Half past eleven at night in Paris is the same day, an hour later is the next one.
    assert.equal(lastDayOf(new Date('2026-01-30T23:30:00Z'), 1), '2026-02-28')
    assert.equal(lastDayOf(new Date('2026-03-15T12:00:00Z'), 24), '2028-03-15')
    assert.equal(lastDayOf(new Date('2026-03-15T12:00:00Z'), null), undefined)
  })

  test('rien ne part avant son temps, ni avant la fin du préavis', () =>
    fc.assert(
      fc.property(moments, months, notices, fc.integer({ min: 0, max: 9000 }), (closedAt, count, noticeDays, later) => {
        const now = new Date(closedAt.getTime() + later * day)
        const toldAt = new Date(closedAt.getTime() + Math.floor(later / 2) * day)
        if (dueOf({ closedAt, toldAt }, { months: count }, { now, noticeDays }) !== 'end') return
        assert.ok(dayOf(now) > addMonths(dayOf(closedAt), count))
        assert.ok(daysBetween(dayOf(toldAt), dayOf(now)) >= noticeDays)
      }),
    ))

  test('chaque nuit jouée, la personne est prévenue une fois, et la demande part le jour dit', () =>
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 14 }), notices, (closedAt, count, noticeDays) => {
        let toldAt: Date | undefined
        let said = ''
        for (let night = 0; ; night += 1) {
          assert.ok(night < 700, 'never ends')
          const now = new Date(closedAt.getTime() + night * day)
          const due = dueOf({ closedAt, toldAt }, { months: count }, { now, noticeDays })
          if (due === 'tell') {
            assert.equal(toldAt, undefined)
            toldAt = now
            said = firstDayWithout(closedAt, count, { toldAt, noticeDays })
          }
          if (due !== 'end') continue
          assert.equal(dayOf(now), said)
          return
        }
      }),
      { numRuns: 60 },
    ))

  test('la liste d’un jour ne manque aucune demande et n’en prend aucune de trop', () =>
    fc.assert(
      fc.property(moments, months, fc.integer({ min: -40, max: 40 }), (closedAt, count, around) => {
        const last = addMonths(dayOf(closedAt), count)
        const asked = addDays(last, around)
        assert.equal(closedAt <= closedThrough(count, asked), last <= asked)
      }),
    ))

  test('gardée pour toujours, rien n’arrive', () =>
    fc.assert(
      fc.property(moments, moments, (closedAt, now) =>
        assert.equal(dueOf({ closedAt, toldAt: undefined }, { months: null }, { now, noticeDays: 30 }), 'wait'),
      ),
    ))

  test('une réponse part le lendemain de son dernier jour', () => {
    const closedAt = new Date('2026-03-10T09:00:00Z')
    const iban = { field: 'iban', months: 2, ground: 'x' }
    assert.deepEqual(fieldsDue(closedAt, [iban], endOfDay('2026-05-10')), [])
    assert.deepEqual(fieldsDue(closedAt, [iban], new Date('2026-05-10T22:00:00Z')), [iban])
  })
})

suite('ce qu’une règle ne peut pas dire', () => {
  const rule: OutcomeRule = { act: 'anonymise', months: 60, ground: 'Tableau de gestion' }
  const rules = (more: Partial<Rules['outcomes']>, fields: Rules['fields'] = []): Rules => ({
    format: 'traboule.retention/1',
    outcomes: { accepted: rule, refused: rule, closed: rule, ...more },
    fields,
    noticeDays: 30,
  })

  test('une durée, un texte, un visa pour détruire', () => {
    assert.deepEqual(faultsOf(rules({})), [])
    assert.deepEqual(faultsOf(rules({ accepted: { ...rule, months: null } })), [
      { part: 'accepted', fault: 'no_months' },
    ])
    assert.deepEqual(faultsOf(rules({ refused: { ...rule, ground: ' ' } })), [{ part: 'refused', fault: 'no_ground' }])
    assert.deepEqual(faultsOf(rules({ closed: { ...rule, act: 'delete' } })), [{ part: 'closed', fault: 'no_visa' }])
    assert.deepEqual(faultsOf(rules({ closed: { ...rule, act: 'delete', visa: '2026/12' } })), [])
  })

  test('une réponse part avant le reste, et n’est nommée qu’une fois', () => {
    const iban = { field: 'iban', months: 2, ground: 'RGPD, art. 5' }
    assert.deepEqual(faultsOf(rules({}, [iban])), [])
    assert.deepEqual(faultsOf(rules({}, [iban, iban])), [{ part: 'iban', fault: 'field_twice' }])
    assert.deepEqual(faultsOf(rules({}, [{ ...iban, months: 60 }])), [{ part: 'iban', fault: 'field_later' }])
  })
})
