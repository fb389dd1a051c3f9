import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { check, describe, describeCondition, type Expression, grammar, type Names } from '../expression.ts'
import type { Named } from './sentences/phrase.ts'
import { grown, grownKnown, grownTypes } from './testing.ts'

const vehicle = new Map([
  ['truck', 'Camion'],
  ['van', 'Fourgon'],
])
const fields: Readonly<Record<string, Named>> = {
  vehicle: { label: 'Le véhicule', choices: vehicle },
  days: { label: 'Le nombre de jours' },
  sorts: {
    label: 'Que posez-vous sur la rue ?',
    choices: new Map([
      ['skip', 'Une benne'],
      ['scaffold', 'Un échafaudage'],
    ]),
  },
  consent: { label: 'J’accepte les conditions' },
  from: { label: 'Début', kind: 'date' },
  to: { label: 'Fin', kind: 'date' },
  price: { label: 'La redevance', kind: 'amount' },
  born: { label: 'Votre date de naissance', kind: 'date' },
  children: { label: 'Enfants', kind: 'rows' },
  comment: { label: 'Commentaire' },
}
const names: Names = {
  answer: (id, block) => (block === 'children' && id === 'age' ? { label: 'Âge' } : fields[id]),
  option: (id) => (id === 'delay' ? { label: 'Le délai' } : undefined),
  internal: (id) => (id === 'visited' ? { label: 'Visite faite' } : undefined),
  rows: () => ({ label: 'Enfants' }),
}
const answer = (id: string): Expression => ['answer', id]
const french = (expression: Expression): string => describe(expression, names, 'fr').replaceAll(/[\u202f\u00a0]/g, ' ')

suite('une règle se lit comme une phrase', () => {
  for (const [expression, sentence] of [
    [
      ['and', ['equals', answer('vehicle'), 'truck'], ['greaterThan', answer('days'), 3]],
      'Le véhicule est « Camion » et le nombre de jours est supérieur à 3',
    ],
    [['not', ['equals', answer('vehicle'), 'truck']], 'Le véhicule n’est pas « Camion »'],
    [['oneOf', answer('vehicle'), 'truck', 'van'], 'Le véhicule est « Camion » ou « Fourgon »'],
    [['not', ['oneOf', answer('vehicle'), 'truck', 'van']], 'Le véhicule n’est ni « Camion » ni « Fourgon »'],
    [
      ['any', answer('sorts'), 'skip', 'scaffold'],
      '« Que posez-vous sur la rue ? » contient « Une benne » ou « Un échafaudage »',
    ],
    [['contains', answer('sorts'), 'skip'], '« Que posez-vous sur la rue ? » contient « Une benne »'],
    [['not', answer('consent')], 'La réponse à « J’accepte les conditions » n’est pas oui'],
    [['isEmpty', answer('comment')], '« Commentaire » n’a pas de réponse'],
    [['notEquals', answer('comment'), null], '« Commentaire » a une réponse'],
    [['isBefore', answer('from'), '2026-03-01'], '« Début » est avant le 1er mars 2026'],
    [
      ['isAfterEq', answer('to'), ['plusWorkingDays', answer('from'), 3]],
      '« Fin » est au plus tôt « Début » plus 3 jours ouvrés',
    ],
    [['isBeforeEq', answer('from'), ['today']], '« Début » est au plus tard aujourd’hui'],
    [
      ['isAfter', answer('from'), ['plusDays', ['today'], ['option', 'delay']]],
      '« Début » est après aujourd’hui plus le délai (en jours)',
    ],
    [
      ['greaterThanEq', ['age', answer('born')], 18],
      'L’âge d’après votre date de naissance est supérieur ou égal à 18',
    ],
    [['greaterThan', answer('price'), 150_000], 'La redevance est supérieure à 1 500,00 €'],
    [['equals', ['weekday', answer('from')], 6], 'Le jour de la semaine de « Début » est samedi'],
    [['isWorkingDay', answer('from')], '« Début » est un jour ouvré'],
    [['daysBetween', answer('from'), answer('to')], 'Le nombre de jours entre « Début » et « Fin »'],
    [['multiply', ['plus', answer('days'), 1], answer('price')], '(Le nombre de jours + 1) × la redevance'],
    [
      ['or', ['and', answer('consent'), ['internal', 'visited']], ['greaterThan', answer('children'), 2]],
      '(La réponse à « J’accepte les conditions » est oui et « Visite faite » est oui) ou le nombre de lignes de « Enfants » est supérieur à 2',
    ],
    [
      ['not', ['and', ['equals', answer('vehicle'), 'van'], ['lessThan', answer('days'), 2]]],
      'Le véhicule n’est pas « Fourgon » ou le nombre de jours n’est pas inférieur à 2',
    ],
    [
      ['every', ['rows', 'children', ['greaterThan', answer('age'), 3]]],
      'Pour chaque ligne de « Enfants », « Âge » est supérieur à 3',
    ],
    [
      ['greaterThan', ['countIf', ['rows', 'children', ['lessThan', answer('age'), 3]]], 1],
      'Le nombre de lignes de « Enfants » où « Âge » est inférieur à 3 est supérieur à 1',
    ],
    [['sum', ['rows', 'children', answer('age')]], 'La somme de « Âge » sur chaque ligne de « Enfants »'],
    [
      ['if', ['equals', answer('vehicle'), 'truck'], 3000, 'else', answer('price')],
      '30,00 € si le véhicule est « Camion », sinon la redevance',
    ],
    [
      ['compare', answer('from'), 'not', 'isBefore', ['case', 'deadline']],
      '« Début » n’est pas avant la date limite de réponse',
    ],
    [['round', ['divide', answer('price'), 3], 2], 'L’arrondi à 2 décimales de (la redevance ÷ 3)'],
    [
      ['stringSlice', answer('comment'), 0, 5],
      'L’extrait de « Commentaire » à partir du caractère 1 jusqu’au caractère 5',
    ],
    [
      ['item', ['split', answer('comment'), '/'], -2],
      'L’élément 2 en partant de la fin des parties de « Commentaire » entre chaque « / »',
    ],
    [['not', ['isEmpty', ['option', 'delay']]], 'Le délai a une valeur'],
    [
      [
        'not',
        ['or', ['and', answer('consent'), ['isWorkingDay', answer('from')]], ['equals', answer('vehicle'), 'van']],
      ],
      '(La réponse à « J’accepte les conditions » n’est pas oui ou « Début » n’est pas un jour ouvré) et le véhicule n’est pas « Fourgon »',
    ],
    [['minus', 10, ['minus', answer('days'), 1]], '10 − (le nombre de jours − 1)'],
    [['plus', 10, ['plus', answer('days'), 1]], '10 + le nombre de jours + 1'],
    [['formatAmount', answer('price')], 'La redevance en euros'],
    [['weekday', '2026-03-01'], 'Le jour de la semaine du 1er mars 2026'],
    [true, 'Oui'],
    [3, '3'],
  ] as const satisfies readonly (readonly [Expression, string])[]) {
    test(sentence, () => assert.equal(french(expression), sentence))
  }

  test('une phrase à finir n’est pas un nom', () => {
    const said = (label: string, locale: 'fr' | 'en') =>
      describe(['isEmpty', ['answer', 'x']], { answer: () => ({ label }) }, locale)
    assert.equal(said('La carte grise est', 'fr'), '« La carte grise est » n’a pas de réponse')
    assert.equal(said('La carte grise', 'fr'), 'La carte grise n’a pas de réponse')
    assert.equal(said('L’école', 'fr'), 'L’école n’a pas de réponse')
    assert.equal(said('Les chiens', 'fr'), 'Les chiens n’ont pas de réponse')
    assert.equal(said('The car is', 'en'), '“The car is” is not filled in')
    assert.equal(said('The car', 'en'), 'The car is not filled in')
  })

  test('une réponse peut être à elle seule une condition', () => {
    const said = (condition: Expression, locale: 'fr' | 'en') => describeCondition(condition, names, locale)
    assert.equal(said(answer('consent'), 'fr'), 'La réponse à « J’accepte les conditions » est oui')
    assert.equal(said(answer('consent'), 'en'), 'The answer to “J’accepte les conditions” is yes')
    assert.equal(said(['internal', 'visited'], 'fr'), '« Visite faite » est oui')
    assert.equal(said(true, 'fr'), 'Toujours')
    assert.equal(said(false, 'en'), 'Never')
  })
})

test('la même règle se lit en anglais', () => {
  const said = (expression: Expression) => describe(expression, names, 'en')
  assert.equal(
    said(['and', ['equals', answer('vehicle'), 'truck'], ['not', ['greaterThan', answer('days'), 3]]]),
    '“Le véhicule” is “Camion” and “Le nombre de jours” is not greater than 3',
  )
  assert.equal(said(['isBeforeEq', answer('from'), '2026-03-01']), '“Début” is on or before 1 March 2026')
  assert.equal(
    said(['some', ['rows', 'children', ['lessThan', answer('age'), 3]]]),
    'For at least one row of “Enfants”, “Âge” is less than 3',
  )
})

test('ce qui n’a pas de nom garde le sien, ce qui n’est pas compris se voit', () => {
  assert.equal(describe(['equals', ['answer', 'plate'], 'AA'], {}, 'fr'), '« plate » est « AA »')
  assert.equal(describe(['unheard', 1], {}, 'fr'), '…')
})

suite('toute règle admise a sa phrase', () => {
  const label = () => ({ label: 'Libellé' })
  const labels: Names = { answer: label, option: label, internal: label, rows: label }

  for (const type of grownTypes) {
    test(`de type ${type}`, () => {
      fc.assert(
        fc.property(grown(type, 3), (expression) => {
          assert.deepEqual(check(expression, grownKnown, { gives: type }), [])
          for (const locale of ['fr', 'en'] as const) {
            const sentence = describe(expression, labels, locale)
            assert.match(sentence, /\S/)
            assert.doesNotMatch(sentence, /zq_|undefined|…|\[object/)
            assert.ok(!sentence.includes('  '), sentence)
          }
        }),
        { numRuns: 200 },
      )
    })
  }

  test('ce qui se lit de la demande a un titre et un type', () => {
    for (const { datum, type, title } of grammar.caseData) {
      assert.deepEqual(check(['case', datum], grownKnown, { gives: type }), [])
      assert.equal(describe(['case', datum], {}, 'fr').toLowerCase(), title.fr.toLowerCase())
      assert.ok(title.en)
    }
  })

  test('chaque fonction est d’une famille, et a un titre dans les deux langues', () => {
    const groups = grammar.groups.map((group) => group.id)
    for (const { group, title, name } of grammar.functions) {
      assert.ok(groups.includes(group), name)
      assert.ok(title.fr && title.en, name)
    }
  })
})
