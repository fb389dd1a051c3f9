import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addDays, isWorkingDay, mondayToFriday, plainDefinition, workingCalendar } from '../calendar.ts'
import { evaluate, type Expression, ExpressionError, type Scope, type Value } from '../expression.ts'
import { scopeOver } from './testing.ts'

const nothing = scopeOver({})
const worth = (expression: Expression, scope: Scope = nothing): Value => evaluate(expression, scope)
const hasNoValue = (expression: Expression, said: RegExp): void =>
  assert.throws(
    () => worth(expression),
    (error) => error instanceof ExpressionError && said.test(error.message),
  )

suite('les jours', () => {
  test('un délai en jours, en mois, en années', () => {
    assert.equal(worth(['plusDays', '2026-02-27', 3]), '2026-03-02')
    assert.equal(worth(['plusDays', '2026-03-02', -3]), '2026-02-27')
    assert.equal(worth(['plusMonths', '2026-01-31', 1]), '2026-02-28')
    assert.equal(worth(['plusMonths', '2026-03-31', -1]), '2026-02-28')
    assert.equal(worth(['plusMonths', '2026-11-30', 3]), '2027-02-28')
    assert.equal(worth(['plusYears', '2024-02-29', 1]), '2025-02-28')
    assert.equal(worth(['plusMonths', '9999-11-30', 1]), '9999-12-30')
    assert.equal(worth(['plusDays', null, 3]), null)
    assert.equal(worth(['plusDays', '2026-03-02', null]), null)
  })

  test('les jours ouvrés sautent les fins de semaine et les jours fériés', () => {
    // Friday 1 May 2026 is a holiday.
    assert.equal(worth(['plusWorkingDays', '2026-04-30', 1]), '2026-05-04')
    assert.equal(worth(['plusWorkingDays', '2026-05-04', -1]), '2026-04-30')
    assert.equal(worth(['plusWorkingDays', '2026-05-02', 0]), '2026-05-02')
    assert.equal(worth(['workingDaysBetween', '2026-04-30', '2026-05-04']), 1)
    assert.equal(worth(['workingDaysBetween', '2026-05-04', '2026-04-30']), -1)
    assert.equal(worth(['isWorkingDay', '2026-05-01']), false)
    assert.equal(worth(['isWorkingDay', '2026-04-30']), true)
    assert.equal(worth(['isWorkingDay', null]), false)
  })

  test('le calendrier de la collectivité compte', () => {
    const closures = [{ from: '2026-03-05', to: '2026-03-05', label: 'Inventaire' }]
    const calendar = workingCalendar({ ...plainDefinition, closures })
    assert.equal(worth(['plusWorkingDays', '2026-03-04', 1], { ...nothing, calendar }), '2026-03-06')
    const closed = workingCalendar({ ...plainDefinition, weeks: [] })
    assert.throws(() => worth(['plusWorkingDays', '2026-03-04', 1], { ...nothing, calendar: closed }), ExpressionError)
  })

  test('tant de jours ouvrés après un jour, il y en a tant entre les deux', () => {
    const day = fc.integer({ min: 0, max: 10_000 }).map((count) => addDays('2010-01-01', count))
    fc.assert(
      fc.property(day, fc.integer({ min: -300, max: 300 }), (start, count) => {
        const end = worth(['plusWorkingDays', start, count])
        assert.ok(count === 0 || isWorkingDay(String(end), mondayToFriday))
        assert.equal(worth(['workingDaysBetween', start, end as string]), count)
      }),
    )
  })

  test('l’âge est celui du jour dit, ou d’aujourd’hui', () => {
    assert.equal(worth(['age', '2008-03-04', '2026-03-04']), 18)
    assert.equal(worth(['age', '2008-03-05', '2026-03-04']), 17)
    assert.equal(worth(['age', '2008-03-05'], scopeOver({}, { today: '2026-03-05' })), 18)
    assert.equal(worth(['age', null]), null)
    assert.equal(worth(['age', '2026-09-04']), 0)
    assert.equal(worth(['age', '2008-03-05'], { answer: () => null }), null)
  })

  test('les parties d’une date', () => {
    assert.deepEqual(
      ['year', 'month', 'dayOfMonth', 'weekday'].map((name) => worth([name, '2026-03-08'])),
      [2026, 3, 8, 7],
    )
    assert.equal(worth(['weekday', '2026-03-09']), 1)
    assert.equal(worth(['daysBetween', '2026-03-29', '2026-04-01']), 3)
    assert.equal(worth(['monthsBetween', '2026-01-31', '2026-02-28']), 1)
    assert.equal(worth(['monthsBetween', '2026-02-28', '2026-01-31']), -1)
    assert.equal(worth(['earliest', '2026-03-29', null, '2026-03-01']), '2026-03-01')
    assert.equal(worth(['latest', '2026-03-29', '2026-03-01']), '2026-03-29')
    assert.equal(worth(['latest', null]), null)
  })

  test('un moment qui dit son fuseau est d’un jour de Paris', () => {
    assert.equal(worth(['plusDays', '2026-03-04T23:30:00Z', 0]), '2026-03-05')
    assert.equal(worth(['isSameDay', '2026-03-04', '2026-03-04T23:30']), true)
  })

  test('une date s’écrit en français', () => {
    assert.equal(worth(['formatDate', '2026-03-04']), '04/03/2026')
    assert.equal(worth(['formatDate', '2026-03-04', 'EEEE d MMMM yyyy']), 'mercredi 4 mars 2026')
    assert.equal(worth(['formatDate', '2026-03-04T09:05', "'à' H'h'mm"]), 'à 9h05')
    assert.equal(worth(['formatDate', null]), null)
  })

  test('ce qui sort du calendrier est dit, jamais une panne', () => {
    hasNoValue(['plusDays', '9999-12-31', 1], /between the years/)
    hasNoValue(['plusDays', '2026-03-04', 1e300], /whole number/)
    hasNoValue(['plusDays', '2026-03-04', 1.5], /whole number/)
    hasNoValue(['plusYears', '2026-03-04', 9000], /between the years/)
    hasNoValue(['plusWorkingDays', '2026-03-04', 4000], /at most/)
    hasNoValue(['workingDaysBetween', '0001-01-01', '9999-12-31'], /at most/)
    hasNoValue(['year', '2026-02-30'], /invalid/)
    hasNoValue(['isBefore', 3, '2026-02-28'], /Expected date/)
  })
})

suite('les nombres', () => {
  test('on arrondit comme sur le papier', () => {
    assert.equal(worth(['round', 1.005, 2]), '1.01')
    assert.equal(worth(['round', -2.5]), '-3')
    assert.equal(worth(['round', -0.2]), '0')
    assert.equal(worth(['roundUp', 1.2]), 2)
    assert.equal(worth(['roundDown', 12.345, 2]), 12.34)
    assert.equal(worth(['roundUp', ['multiply', 0.1, 30]]), 3)
    hasNoValue(['round', 1, 11], /decimal places/)
    hasNoValue(['multiply', 1e300, 1e300], /too large/)
  })

  test('un nombre et un montant s’écrivent dans la langue', () => {
    const spaced = (expression: Expression, scope = nothing) => String(worth(expression, scope)).replaceAll(/\s/g, ' ')
    assert.equal(spaced(['formatNumber', 1234.5]), '1 234,5')
    assert.equal(spaced(['formatNumber', 1234.5, 2]), '1 234,50')
    assert.equal(spaced(['formatAmount', 150_000]), '1 500,00 €')
    assert.equal(spaced(['formatAmount', 150_000], { ...nothing, locale: 'en' }), '€1,500.00')
    assert.equal(worth(['formatNumber', null]), null)
    assert.equal(worth(['formatAmount', null]), null)
  })

  test('le plus petit et le plus grand de ce qui a été donné', () => {
    assert.equal(worth(['min', 3, null, 2]), 2)
    assert.equal(worth(['max', 3, null, 2]), 3)
    assert.equal(worth(['max', null]), null)
    assert.equal(worth(['absolute', ['minus', 2, 5]]), 3)
  })
})

suite('les textes', () => {
  test('un texte qui grandirait sans fin est refusé', () => {
    const long = 'a'.repeat(400)
    const grown: Expression = ['stringReplace', ['stringReplace', long, 'a', long], 'a', long]
    hasNoValue(grown, /too long/)
    assert.equal(worth(['stringReplace', 'abc', '', 'x']), 'abc')
    assert.equal(worth(['trim', '  un  ']), 'un')
    assert.equal(worth(['upperCaseFirst', '']), '')
  })

  test('vrai et faux sont les mêmes dans toutes les casses, les autres mots non', () => {
    assert.equal(worth(['equals', 'TRUE', 'true']), true)
    assert.equal(worth(['equals', 'False', 'FALSE']), true)
    assert.equal(worth(['equals', 'NULL', 'null']), true)
    assert.equal(worth(['equals', 'Truck', 'truck']), false)
    assert.equal(worth(['equals', 'Faute', 'faute']), false)
  })

  test('une erreur ne se cache pas derrière une première réponse', () => {
    hasNoValue(['and', false, 'peut-être'], /Expected boolean/)
    hasNoValue(['or', true, 'peut-être'], /Expected boolean/)
  })

  test('rien n’est rempli tant que rien n’est donné', () => {
    for (const empty of [null, '', ['list', null]] as const) assert.equal(worth(['isEmpty', empty]), true)
    assert.equal(worth(['isEmpty', 0]), false)
    assert.equal(worth(['firstFilled', null, '', 'b', 'c']), 'b')
    assert.equal(worth(['firstFilled', null]), null)
    assert.equal(worth(['oneOf', 'b', 'a', 'b']), true)
    assert.equal(worth(['oneOf', null, 'a', 'b']), false)
  })
})

suite('les listes et les lignes', () => {
  const scope = scopeOver(
    { sorts: ['skip', 'scaffold'], rate: 2 },
    {
      rows: {
        children: [
          { name: 'Ada', age: 4, dined: true },
          { name: 'Lin', age: 9, dined: false },
          { name: 'Sam', age: null, dined: true },
        ],
      },
    },
  )
  const sorts: Expression = ['answer', 'sorts']

  test('une question à plusieurs choix', () => {
    assert.equal(worth(['count', sorts], scope), 2)
    assert.equal(worth(['any', sorts, 'van', 'skip'], scope), true)
    assert.equal(worth(['all', sorts, 'van', 'skip'], scope), false)
    assert.equal(worth(['none', sorts, 'van', 'crane'], scope), true)
    assert.equal(worth(['join', sorts], scope), 'skip, scaffold')
    assert.equal(worth(['join', sorts, ' / '], scope), 'skip / scaffold')
    assert.equal(worth(['count', ['answer', 'nothing']], scope), 0)
  })

  test('un texte se découpe, et un élément se prend', () => {
    const parts: Expression = ['split', '12/ 5 /2026', '/']
    assert.deepEqual(worth(parts), ['12', '5', '2026'])
    assert.deepEqual(worth(['split', 'abc', '']), ['abc'])
    assert.equal(worth(['split', null, '/']), null)
    assert.equal(worth(['item', parts, 1]), '5')
    assert.equal(worth(['item', parts, -1]), '2026')
    assert.equal(worth(['item', parts, 9]), null)
  })

  test('les lignes d’un bloc répété', () => {
    const ages: Expression = ['rows', 'children', ['answer', 'age']]
    const dined: Expression = ['rows', 'children', ['answer', 'dined']]
    assert.equal(worth(['sum', ages], scope), 13)
    assert.equal(worth(['average', ages], scope), 6.5)
    assert.equal(worth(['smallest', ages], scope), 4)
    assert.equal(worth(['largest', ages], scope), 9)
    assert.equal(worth(['count', ages], scope), 3)
    assert.equal(worth(['countIf', dined], scope), 2)
    assert.equal(worth(['some', dined], scope), true)
    assert.equal(worth(['every', dined], scope), false)
    assert.equal(worth(['join', ['rows', 'children', ['answer', 'name']]], scope), 'Ada, Lin, Sam')
    assert.equal(worth(['average', ['rows', 'unknown', ['answer', 'age']]], scope), null)
  })

  test('une ligne lit aussi le formulaire qui l’entoure', () => {
    const priced: Expression = ['rows', 'children', ['multiply', ['answer', 'age'], ['answer', 'rate']]]
    assert.equal(worth(['sum', priced], scope), 26)
    // A row that says nothing of the day or of the options reads them around it.
    const bare: Scope = { ...scope, today: () => '2026-03-04', rows: () => [{ answer: () => 1 }] }
    const dated: Expression = ['rows', 'children', ['plusDays', ['today'], ['answer', 'age']]]
    assert.deepEqual(worth(dated, bare), ['2026-03-05'])
    hasNoValueIn(['rows', 'children', sorts])
  })

  const hasNoValueIn = (expression: Expression): void => assert.throws(() => worth(expression, scope), ExpressionError)
})

suite('ce qui entoure la demande', () => {
  const scope = scopeOver({}, { options: { delay: 10 }, internals: { visited: true }, today: '2026-03-04' })

  test('options, champs des agents, dossier, jour', () => {
    assert.equal(worth(['plusDays', ['today'], ['option', 'delay']], scope), '2026-03-14')
    assert.equal(worth(['internal', 'visited'], scope), true)
    assert.equal(worth(['case', 'status'], scope), 'received')
    assert.equal(worth(['case', 'number'], scope), null)
    hasNoValue(['case', 'secret'], /Unknown case datum/)
  })

  test('ce que personne ne donne est absent', () => {
    const alone: Scope = { answer: () => null }
    for (const expression of [['today'], ['option', 'delay'], ['internal', 'visited'], ['case', 'status']] as const) {
      assert.equal(worth(expression, alone), null)
    }
    assert.equal(worth(['count', ['rows', 'children', true]], alone), 0)
  })
})
