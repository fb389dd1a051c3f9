import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  check,
  checkCondition,
  evaluate,
  type Expression,
  ExpressionError,
  holds,
  type Scope,
  type Value,
} from './expression.ts'

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

const shared = join(import.meta.dirname, '../../../shared/data/expressions')
const ours = new Set(
  'equals notEquals not and or if concat contains greaterThan greaterThanEq lessThan lessThanEq plus minus unknown invalid'.split(
    ' ',
  ),
)

function sharedCases(): { file: string; each: SharedCase }[] {
  return globSync('*/*.json', { cwd: shared })
    .filter((file) => ours.has(file.split('/')[0] ?? ''))
    .flatMap((file) => {
      const read = JSON.parse(readFileSync(join(shared, file), 'utf8')) as SharedCase & { testCases?: SharedCase[] }
      const cases = [...(read.expression === undefined ? [] : [read]), ...(read.testCases ?? [])]
      return cases.map((each) => ({ file, each }))
    })
}

suite(
  'les cas partagés du langage',
  { skip: existsSync(shared) ? false : 'the shared cases are not beside this checkout' },
  () => {
    const cases = existsSync(shared) ? sharedCases() : []

    test('there are cases to judge', () => assert.ok(cases.length > 180, `${cases.length} cases`))

    for (const { file, each } of cases) {
      test(`${file}: ${each.name ?? ''}`, () => {
        if (each.expectsFailure === undefined) {
          assert.deepEqual(evaluate(each.expression, nothing), each.expects)
          return
        }
        // Where the shared case only says "Invalid", the wording is free.
        const said = each.expectsFailure === 'Invalid' ? '' : each.expectsFailure
        assert.throws(
          () => evaluate(each.expression, nothing),
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
})
