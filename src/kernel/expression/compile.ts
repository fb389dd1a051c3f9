import { isEqual, isList, shown, toBoolean } from './casting.ts'
import { functions } from './functions.ts'
import { type Function_, many, type Quick } from './functions/signature.ts'
import { type DateOrder, isOrderedInTime } from './moments.ts'
import {
  type CaseDatum,
  caseData,
  type Expression,
  ExpressionError,
  fail,
  maxDepth,
  type Scope,
  type Value,
} from './tree.ts'

/** An expression made ready to be evaluated many times. Throws `ExpressionError` when it has no value. */
export type Compiled = (scope: Scope) => Value

type Operands = readonly Expression[]

/**
 * Makes an expression ready. What is wrong in it is said when it is evaluated, and only if it is reached: a fault in
 * the branch of an `if` that is not taken stays silent, as in the shared cases.
 */
export function compile(expression: Expression, depth = 0): Compiled {
  if (expression === null || typeof expression !== 'object') return () => expression
  if (!Array.isArray(expression)) return failing(`Invalid type "${typeof expression}"`)
  if (depth > maxDepth) return failing('Too deep')
  const [name, ...operands] = expression as readonly [string, ...Expression[]]
  if (typeof name !== 'string') return failing('Missing function name in expression')
  const special = specials.get(name)
  if (special) return special(operands, depth + 1)
  const known = functions.get(name)
  if (!known) return failing(`Function "${name}" not implemented`)
  return compileCall(
    known,
    operands.map((operand) => compile(operand, depth + 1)),
  )
}

const failing =
  (message: string): Compiled =>
  () =>
    fail(message)

function compileCall(known: Function_, operands: readonly Compiled[]): Compiled {
  const { minimum, maximum, apply, quick } = known
  if (operands.length < minimum || operands.length > maximum) {
    const message = wrongCount(minimum, maximum, operands.length)
    // A fault in an argument is said first.
    return (scope) => {
      for (const operand of operands) operand(scope)
      return fail(message)
    }
  }
  if (quick?.of === 'many') return inTurn(operands, quick)
  const [one, two] = operands
  if (quick && one && two) return (scope) => quick.apply(one(scope), two(scope))
  return (scope) =>
    apply(
      operands.map((operand) => operand(scope)),
      scope,
    )
}

function inTurn(operands: readonly Compiled[], { start, step }: Extract<Quick, { of: 'many' }>): Compiled {
  return (scope) => {
    let reached = start
    for (const operand of operands) reached = step(reached, operand(scope))
    return reached
  }
}

function wrongCount(minimum: number, maximum: number, count: number): string {
  const wanted = maximum === many ? `${minimum}+` : minimum === maximum ? `${minimum}` : `${minimum}-${maximum}`
  return `Expected ${wanted} argument(s), got ${count}`
}

/** The functions that choose what they evaluate, or read what surrounds the expression. */
const specials: ReadonlyMap<string, (operands: Operands, depth: number) => Compiled> = new Map([
  ['if', compileIf],
  ['compare', compileCompare],
  ['rows', compileRows],
  ['today', compileToday],
  ['answer', reading((id, scope) => scope.answer(id))],
  ['option', reading((id, scope) => scope.option?.(id) ?? null)],
  ['internal', reading((id, scope) => scope.internal?.(id) ?? null)],
  [
    'case',
    reading((datum, scope) =>
      isCaseDatum(datum) ? (scope.case?.(datum) ?? null) : fail(`Unknown case datum ${shown(datum)}`),
    ),
  ],
])

const isCaseDatum = (text: string): text is CaseDatum => (caseData as readonly string[]).includes(text)

function reading(read: (id: string, scope: Scope) => Value) {
  return (operands: Operands, depth: number): Compiled => {
    const [operand] = operands
    if (operands.length !== 1) return failing(wrongCount(1, 1, operands.length))
    if (typeof operand === 'string') return (scope) => read(operand, scope)
    const name = compile(operand ?? null, depth)
    return (scope) => {
      const id = name(scope)
      return typeof id === 'string' ? read(id, scope) : fail(`Expected string, got value ${shown(id)}`)
    }
  }
}

function compileToday(operands: Operands): Compiled {
  if (operands.length > 0) return failing(wrongCount(0, 0, operands.length))
  return (scope) => scope.today?.() ?? null
}

function compileIf(operands: Operands, depth: number): Compiled {
  const [test, then, word, otherwise] = operands
  if ((operands.length === 3 || operands.length === 4) && word !== 'else') {
    return failing('Expected third argument to be "else"')
  }
  if (operands.length !== 2 && operands.length !== 4) {
    return failing(`Expected either 2 arguments (if) or 4 (if + else), got ${operands.length}`)
  }
  const [condition, yes, no] = [test ?? null, then ?? null, otherwise ?? null].map((each) => compile(each, depth))
  if (!condition || !yes || !no) return failing('Missing branch')
  return (scope) => (toBoolean(condition(scope)) ? yes(scope) : no(scope))
}

/** The value of an expression for each row of a repeated block. */
function compileRows(operands: Operands, depth: number): Compiled {
  const [id, operand] = operands
  if (operands.length !== 2) return failing(wrongCount(2, 2, operands.length))
  if (typeof id !== 'string') return failing('Expected the name of a repeated block')
  const each = compile(operand ?? null, depth)
  return (scope) =>
    (scope.rows?.(id) ?? []).map((row) => {
      const value = each(within(row, scope))
      return isList(value) ? fail('Expected one value for each row, got a list') : value
    })
}

/** A row reads its own answers; what it does not say of the rest is read around it. */
const within = (row: Scope, outer: Scope): Scope => ({ ...outer, ...row })

const dateOrders = ['isBefore', 'isBeforeEq', 'isAfter', 'isAfterEq', 'isSameDay']
const orders = ['equals', 'greaterThan', 'greaterThanEq', 'lessThan', 'lessThanEq', ...dateOrders]

/** `["compare", a, "isBefore", b]`, or with "not" before the operator. */
function compileCompare(operands: Operands, depth: number): Compiled {
  const isNegated = operands.length === 4
  if (operands.length < 3 || operands.length > 4) return failing(wrongCount(3, 4, operands.length))
  if (isNegated && operands[1] !== 'not') {
    return failing('Second argument must be "not" when providing 4 arguments in total')
  }
  const operator = operands[isNegated ? 2 : 1]
  if (typeof operator !== 'string') return failing('Invalid operator (it cannot be an expression or null)')
  if (!orders.includes(operator)) return failing(`Invalid operator "${operator}"`)
  const left = compile(operands[0] ?? null, depth)
  const right = compile(operands.at(-1) ?? null, depth)
  const holds = comparing(operator)
  return (scope) => holds([left(scope), right(scope)], scope) !== isNegated
}

function comparing(operator: string): Function_['apply'] {
  if (dateOrders.includes(operator)) {
    return ([left = null, right = null]) => isOrderedInTime(operator as DateOrder, left, right)
  }
  return functions.get(operator)?.apply ?? (([left = null, right = null]) => isEqual(left, right))
}

const compiled = new WeakMap<object, Compiled>()

/** A definition is never changed in place: what was made ready for a tree serves as long as the tree. */
function ready(expression: Expression): Compiled {
  if (expression === null || typeof expression !== 'object') return () => expression
  const known = compiled.get(expression)
  if (known) return known
  const made = compile(expression)
  compiled.set(expression, made)
  return made
}

/**
 * The value of an expression. Throws `ExpressionError` when it has none: use `holds` for a condition that stands in
 * a person's way, and `check` before an expression is saved. A tree is made ready once: it must not change in place.
 */
export const evaluate = (expression: Expression, scope: Scope): Value => ready(expression)(scope)

/**
 * Whether a condition is met. A condition that has no value (a text where a number was meant) is not met: a question
 * that stays hidden blocks nobody, and `check` refuses such a condition before it is published.
 */
export function holds(condition: Expression | undefined, scope: Scope): boolean {
  if (condition === undefined) return true
  try {
    return toBoolean(ready(condition)(scope))
  } catch (error) {
    if (error instanceof ExpressionError) return false
    throw error
  }
}
