import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  check,
  checkCondition,
  compile,
  evaluate,
  type Expression,
  ExpressionError,
  holds,
  type Scope,
  type Value,
  type ValueType,
} from '../expression.ts'
import { isDay } from '../calendar.ts'
import { functions } from './functions.ts'
import { grown, grownScopes, grownTypes } from './testing.ts'

const grammarNames = [...functions.keys()]
const answering = (answers: Record<string, Value>): Scope => ({
  answer: (id) => (Object.hasOwn(answers, id) ? (answers[id] ?? null) : null),
})
const nothing = answering({})

interface SharedCase {
  readonly name?: string
  readonly expression: Expression
  readonly expects?: Value
  readonly expectsFailure?: string
}

interface SharedFile extends SharedCase {
  readonly testCases?: readonly SharedCase[]
  readonly profileSettings?: { readonly language?: string }
}

const shared = join(import.meta.dirname, '../../../../shared/data/expressions')

interface Judged {
  readonly file: string
  readonly each: SharedCase
  readonly scope: Scope
}

function sharedCases(): readonly Judged[] {
  return globSync('*/*.json', { cwd: shared })
    .toSorted()
    .flatMap((file) => {
      const read = JSON.parse(readFileSync(join(shared, file), 'utf8')) as SharedFile
      const cases = [...(read.expression === undefined ? [] : [read]), ...(read.testCases ?? [])]
      // Where a case names no language, it is that of the platform it comes from.
      const scope = { ...nothing, locale: read.profileSettings?.language ?? 'nb' }
      return cases.map((each) => ({ file, each, scope }))
    })
}

suite(
  'les cas partagés du langage',
  { skip: existsSync(shared) ? false : 'the shared cases are not beside this checkout' },
  () => {
    const cases = existsSync(shared) ? sharedCases() : []

    test('there are cases to judge', () => assert.ok(cases.length > 500, `${cases.length} cases`))

    for (const { file, each, scope } of cases) {
      test(`${file}: ${each.name ?? ''} ${JSON.stringify(each.expression)}`, () => {
        if (each.expectsFailure === undefined) {
          assert.deepEqual(evaluate(each.expression, scope), each.expects)
          return
        }
        // Where the shared case only says "Invalid", the wording is free.
        const said = each.expectsFailure === 'Invalid' ? '' : each.expectsFailure
        assert.throws(
          () => evaluate(each.expression, scope),
          (error) => error instanceof ExpressionError && error.message.includes(said),
        )
      })
    }
  },
)

suite('les réponses', () => {
  const scope = answering({ vehicle: 'truck', count: 3, sorts: ['skip', 'scaffold'], consent: true, blank: null })

  test('une question sans réponse n’est égale à rien, ni plus grande, ni plus petite', () => {
    assert.equal(holds(['equals', ['answer', 'unknown'], 'truck'], scope), false)
    assert.equal(holds(['greaterThan', ['answer', 'blank'], 0], scope), false)
    assert.equal(holds(['lessThan', ['answer', 'blank'], 0], scope), false)
    assert.equal(holds(['answer', 'blank'], scope), false)
  })

  test('plusieurs choix contiennent chacun d’eux', () => {
    assert.equal(holds(['contains', ['answer', 'sorts'], 'skip'], scope), true)
    assert.equal(holds(['contains', ['answer', 'sorts'], 'ski'], scope), false)
  })

  test('une condition sans valeur n’est pas remplie', () => {
    assert.equal(holds(['greaterThan', ['answer', 'vehicle'], 3], scope), false)
    assert.equal(holds(['answer', 'vehicle'], scope), false)
  })

  test('sans condition, toujours', () => assert.equal(holds(undefined, nothing), true))
})

suite('le contrôle avant l’enregistrement', () => {
  const fields = new Map([
    ['count', 'number'],
    ['name', 'text'],
    ['consent', 'boolean'],
  ] as const)
  const codes = (expression: unknown) => checkCondition(expression, fields).map(({ code }) => code)

  test('une condition juste n’a pas de défaut', () => {
    assert.deepEqual(codes(['and', ['greaterThan', ['answer', 'count'], 2], ['answer', 'consent']]), [])
    assert.deepEqual(codes(true), [])
  })

  test('chaque défaut est nommé et situé', () => {
    assert.deepEqual(codes(['equal', 1, 1]), ['unknown_function'])
    assert.deepEqual(codes(['equals', 1]), ['wrong_argument_count'])
    assert.deepEqual(codes(['equals', ['answer', 'later'], 1]), ['unknown_field'])
    assert.deepEqual(codes(['if', true, true, 'otherwise', false]), ['else_expected'])
    assert.deepEqual(codes({}), ['not_an_expression'])
    assert.deepEqual(codes([]), ['not_an_expression'])
    assert.deepEqual(check(['not', ['equals', ['answer', 'later'], 1]], fields)[0]?.at, [1, 1])
  })

  test('un texte ne se compare pas à un nombre, et ne tient pas lieu de oui ou non', () => {
    assert.deepEqual(codes(['greaterThan', ['answer', 'name'], 2]), ['wrong_type'])
    assert.deepEqual(codes(['answer', 'name']), ['wrong_type'])
    assert.deepEqual(codes(['plus', ['answer', 'count'], 1]), ['wrong_type'])
  })

  test('un arbre trop profond est refusé sans épuiser la pile', () => {
    let tree: unknown = true
    for (let depth = 0; depth < 5000; depth += 1) tree = ['not', tree]
    assert.ok(codes(tree).includes('too_deep'))
  })

  test('les dates, les listes et les branches ont un type', () => {
    const known = {
      answers: new Map([
        ['from', 'date'],
        ['to', 'date'],
        ['sorts', 'list'],
        ['name', 'text'],
        ['count', 'number'],
        ['consent', 'boolean'],
      ] as const),
      rows: new Map([['children', new Map([['age', 'number']] as const)]]),
      options: new Map([['delay', 'number']] as const),
      hasCase: true,
      choices: new Map([['sorts', new Set(['skip', 'van'])]]),
    }
    const faults = (expression: unknown, gives?: ValueType) =>
      check(expression, known, gives && { gives }).map(({ code, at, detail }) => [code, at.join('.'), detail].join(' '))
    const [from, to, count] = [
      ['answer', 'from'],
      ['answer', 'to'],
      ['answer', 'count'],
    ]
    assert.deepEqual(faults(['isBefore', from, to], 'boolean'), [])
    assert.deepEqual(faults(['isBefore', from, 'demain']), ['wrong_type 2 date'])
    assert.deepEqual(faults(['isBefore', from, '2026-03-04']), [])
    assert.deepEqual(faults(['greaterThan', from, 3]), ['wrong_type 1 number'])
    assert.deepEqual(faults(['plusDays', from, count], 'date'), [])
    assert.deepEqual(faults(['plusDays', from, count], 'number'), ['wrong_type  number'])
    assert.deepEqual(faults(['plusDays', ['answer', 'name'], 1]), ['wrong_type 1 date'])
    assert.deepEqual(faults(['if', ['answer', 'consent'], from, 'else', count], 'date'), ['wrong_type 4 date'])
    assert.deepEqual(faults(['plus', ['if', ['answer', 'consent'], 'two', 'else', 2], 1]), ['wrong_type 1.2 number'])
    assert.deepEqual(faults(['firstFilled', count, 'none'], 'number'), ['wrong_type 2 number'])
    assert.deepEqual(faults(['equals', count, 'beaucoup']), ['wrong_type 2 number'])
    assert.deepEqual(faults(['equals', count, '3']), [])
    assert.deepEqual(faults(['equals', count, ['answer', 'consent']]), ['wrong_type 2 number'])
    assert.deepEqual(faults(['compare', from, 'not', 'isAfter', count]), ['wrong_type 4 date'])
    assert.deepEqual(faults(['compare', from, 'follows', to]), ['unknown_function  "follows"'])
    assert.deepEqual(faults(['any', ['answer', 'sorts'], 'skip', 'crane']), ['unknown_choice 3 crane'])
    assert.deepEqual(faults(['sum', ['answer', 'sorts']]), ['wrong_type 1 numbers'])
    assert.deepEqual(faults(['sum', ['rows', 'children', ['answer', 'age']]], 'number'), [])
    assert.deepEqual(faults(['every', ['rows', 'children', ['answer', 'age']]]), ['wrong_type 1 conditions'])
    assert.deepEqual(faults(['some', ['rows', 'children', ['greaterThan', ['answer', 'age'], count]]], 'boolean'), [])
    assert.deepEqual(faults(['count', ['rows', 'children', ['answer', 'sorts']]]), ['wrong_type 1.2 any'])
    assert.deepEqual(faults(['rows', 'pets', true]), ['unknown_source  pets'])
    assert.deepEqual(faults(['answer', 'age']), ['unknown_field  age'])
    assert.deepEqual(faults(['plusDays', ['today'], ['option', 'delay']]), [])
    assert.deepEqual(faults(['option', 'price']), ['unknown_source  price'])
    assert.deepEqual(faults(['internal', 'visited']), ['unknown_source  visited'])
    assert.deepEqual(faults(['isAfter', ['case', 'deadline'], ['today']]), [])
    assert.deepEqual(faults(['case', 'secret']), ['unknown_source  secret'])
    assert.deepEqual(
      check(['case', 'number'], new Set<string>()).map(({ code }) => code),
      ['unknown_source'],
    )
    assert.deepEqual(check(['concat', ['answer', 'x'], ['internal', 'y']], { answers: 'any', internals: 'any' }), [])
  })

  test('ce qui tient lieu de nom est montré en peu de lettres, même sans fond', () => {
    let deep: unknown = {}
    for (let depth = 0; depth < 50_000; depth += 1) deep = [{ deep }]
    assert.deepEqual(
      check(deep, new Set()).map(({ code, detail }) => [code, detail]),
      [['not_an_expression', '[…]']],
    )
    const names = ['answer', 'option', 'rows', 'case', 'compare']
    for (const name of names) assert.equal(check([name, deep, deep, deep], new Set()).length > 0, true)
    assert.equal(codes(['answer', deep])[0], 'not_a_field_name')
  })

  test('un arbre trop large est refusé', () => {
    assert.deepEqual(codes(['and', ...Array.from({ length: 5000 }, () => true)]), ['too_large'])
  })

  test('ce que le contrôle accepte s’évalue sans surprise', () => {
    const leaf = fc.oneof(
      fc.constant(['answer', 'count']),
      fc.constant(['answer', 'consent']),
      fc.constant(['answer', 'name']),
      fc.integer(),
      fc.boolean(),
      fc.string(),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(
            fc.constantFrom('equals', 'and', 'or', 'not', 'plus', 'lessThan', 'contains'),
            fc.array(tie('tree'), { maxLength: 3 }),
          )
          .map(([name, operands]) => [name, ...operands]),
      ),
    }))
    const scope = answering({ count: 2, name: 'Exemple', consent: false })
    fc.assert(
      fc.property(tree, (expression) => {
        if (check(expression, fields).length > 0) return
        evaluate(expression as Expression, scope)
      }),
    )
  })

  for (const type of grownTypes) {
    test(`ce que le contrôle dit de type ${type} l’est`, () => {
      const isOfType = (value: Value): boolean => {
        if (value === null) return true
        if (type === 'number') return Number.isFinite(typeof value === 'boolean' ? Number.NaN : Number(value))
        if (type === 'date') return typeof value === 'string' && isDay(value)
        if (type === 'list') return typeof value === 'object'
        return typeof value === (type === 'text' ? 'string' : type)
      }
      fc.assert(
        fc.property(grown(type, 3), fc.constantFrom(...grownScopes), (expression, scope) => {
          try {
            const value = evaluate(expression, scope)
            assert.ok(isOfType(value), `${JSON.stringify(expression)} is worth ${JSON.stringify(value)}`)
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error
            // Types are right: only what the answers hold may be in the way.
            assert.doesNotMatch(error.message, /not implemented|argument\(s\)|Missing|Invalid/)
          }
        }),
        { numRuns: 300 },
      )
    })
  }

  test('préparée une fois ou non, une expression vaut la même chose', () => {
    const leaf = fc.oneof(
      fc.constantFrom(...['count', 'consent', 'name', 'nothing'].map((id) => ['answer', id])),
      fc.constantFrom('2026-03-04', 'null', '', 'true', null, 3, 0.5, -1, false),
    )
    const names = [...grammarNames, 'if', 'compare', 'rows', 'unknown']
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(fc.constantFrom(...names), fc.array(tie('tree'), { maxLength: 3 }))
          .map(([name, operands]) => [name, ...operands]),
      ),
    }))
    const scopes = [
      answering({ count: 2, name: 'Exemple', consent: false }),
      answering({ count: -3.5, name: '2026-02-28', consent: true }),
      nothing,
    ]
    const said = (evaluation: () => Value): unknown => {
      try {
        return evaluation()
      } catch (error) {
        // Whatever is written, the only surprise is this one.
        assert.ok(error instanceof ExpressionError, String(error))
        return error.message
      }
    }
    fc.assert(
      fc.property(tree, (written) => {
        const expression = written as Expression
        const ready = compile(expression)
        for (const scope of [...scopes, ...scopes]) {
          const fresh = structuredClone(expression)
          assert.deepEqual(
            said(() => ready(scope)),
            said(() => evaluate(fresh, scope)),
          )
        }
      }),
      { numRuns: 300 },
    )
  })
})
