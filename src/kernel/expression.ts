/**
 * A condition written by an administrator, kept as a JSON tree: a literal, or a list whose head names a function.
 * `["equals", ["answer", "vehicle"], "truck"]` reads "the answer to vehicle is truck".
 *
 * The meaning of each function follows the shared cases of Altinn's expression language, so that a form can move
 * between the two: text, numbers and booleans are cast, null is an absent answer, and every argument is evaluated
 * (only `if` chooses). Lists are ours: the answer to a question with several choices.
 */
export type Expression = string | number | boolean | null | readonly [string, ...Expression[]]

/** What an expression is worth. A list is the answer to a question with several choices. */
export type Value = string | number | boolean | null | readonly string[]

/** Where an expression reads: `answer` gives null for a question that has no answer, or is hidden. */
export interface Scope {
  answer(id: string): Value
}

/** What a check knows of a field. `any` when the caller cannot say. */
export type ValueType = 'text' | 'number' | 'boolean' | 'list' | 'any'

export type ExpressionProblemCode =
  | 'not_an_expression'
  | 'unknown_function'
  | 'wrong_argument_count'
  | 'unknown_field'
  | 'not_a_field_name'
  | 'else_expected'
  | 'wrong_type'
  | 'too_deep'

export interface ExpressionProblem {
  readonly code: ExpressionProblemCode
  /** Positions from the root: `[1, 2]` is the second argument of the first argument. */
  readonly at: readonly number[]
  readonly detail: string
}

/** An expression that has no value: thrown by `evaluate`, and by nothing else. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

/** Deeper trees are refused: nobody can read them, and a stack is finite. */
const maxDepth = 20

const fail = (message: string): never => {
  throw new ExpressionError(message)
}

const numeric = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i
const shown = (value: unknown): string => JSON.stringify(value)

function toNumber(value: Value): number | null {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'string') {
    if (value.toLowerCase() === 'null') return null
    if (numeric.test(value)) return Number(value)
  }
  return fail(`Expected number, got value ${shown(value)}`)
}

/** Null counts as false: a question without an answer has not been answered "yes". */
function toBoolean(value: Value): boolean {
  if (value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') {
    const lower = value.toLowerCase()
    if (lower === 'null') return false
    if (lower === 'true' || lower === 'false') return lower === 'true'
  }
  const number =
    typeof value === 'number' || (typeof value === 'string' && numeric.test(value)) ? Number(value) : Number.NaN
  if (number === 1 || number === 0) return number === 1
  return fail(`Expected boolean, got value ${shown(value)}`)
}

/** Null for null and for the word "null", in any case. */
function toText(value: Value): string | null {
  if (value === null) return null
  if (typeof value !== 'string') return typeof value === 'object' ? value.join(', ') : String(value)
  const lower = value.toLowerCase()
  if (lower === 'null') return null
  return lower === 'true' || lower === 'false' ? lower : value
}

function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null) {
    return left.length === right.length && left.every((item) => right.includes(item))
  }
  return toText(left) === toText(right)
}

function isContained(whole: Value, part: Value): boolean {
  if (typeof whole === 'object' && whole !== null) return whole.some((item) => isEqual(item, part))
  const [text, sought] = [toText(whole), toText(part)]
  return text !== null && sought !== null && text.includes(sought)
}

/** A comparison with an absent answer is false, whichever its direction. */
function isOrdered(arguments_: readonly Value[], holds: (left: number, right: number) => boolean): boolean {
  const [left, right] = [toNumber(arguments_[0] ?? null), toNumber(arguments_[1] ?? null)]
  return left !== null && right !== null && holds(left, right)
}

/** Fifteen significant digits: 0.1 + 0.2 is 0.3, as on paper. */
const asOnPaper = (value: number): number => Number(value.toPrecision(15))

interface Function_ {
  readonly minimum: number
  readonly maximum: number
  /** What the arguments must be; the check refuses a field of another type. */
  readonly takes: ValueType
  readonly gives: ValueType
  readonly apply: (values: readonly Value[]) => Value
}

const define = (
  [minimum, maximum]: readonly [number, number],
  takes: ValueType,
  gives: ValueType,
  apply: (values: readonly Value[]) => Value,
): Function_ => ({ minimum, maximum, takes, gives, apply })

const first = (values: readonly Value[]): Value => values[0] ?? null
const second = (values: readonly Value[]): Value => values[1] ?? null
const many = Number.POSITIVE_INFINITY

/** The functions whose arguments are all evaluated first. `answer` and `if` stand apart. */
const functions: ReadonlyMap<string, Function_> = new Map([
  ['equals', define([2, 2], 'any', 'boolean', (values) => isEqual(first(values), second(values)))],
  ['notEquals', define([2, 2], 'any', 'boolean', (values) => !isEqual(first(values), second(values)))],
  ['not', define([1, 1], 'boolean', 'boolean', (values) => !toBoolean(first(values)))],
  // Every argument is cast, so that a fault does not hide behind the first answer.
  ['and', define([1, many], 'boolean', 'boolean', (values) => values.map(toBoolean).every(Boolean))],
  ['or', define([1, many], 'boolean', 'boolean', (values) => values.map(toBoolean).some(Boolean))],
  ['greaterThan', define([2, 2], 'number', 'boolean', (values) => isOrdered(values, (a, b) => a > b))],
  ['greaterThanEq', define([2, 2], 'number', 'boolean', (values) => isOrdered(values, (a, b) => a >= b))],
  ['lessThan', define([2, 2], 'number', 'boolean', (values) => isOrdered(values, (a, b) => a < b))],
  ['lessThanEq', define([2, 2], 'number', 'boolean', (values) => isOrdered(values, (a, b) => a <= b))],
  ['contains', define([2, 2], 'any', 'boolean', (values) => isContained(first(values), second(values)))],
  ['concat', define([0, many], 'any', 'text', (values) => values.map((value) => toText(value) ?? '').join(''))],
  [
    'plus',
    define([1, many], 'number', 'number', (values) =>
      asOnPaper(values.reduce((sum: number, value) => sum + (toNumber(value) ?? 0), 0)),
    ),
  ],
  [
    'minus',
    define([2, 2], 'number', 'number', (values) =>
      asOnPaper((toNumber(first(values)) ?? 0) - (toNumber(second(values)) ?? 0)),
    ),
  ],
])

/**
 * The value of an expression. Throws `ExpressionError` when it has none: use `holds` for a condition that stands in
 * a person's way, and `check` before an expression is saved.
 */
export function evaluate(expression: Expression, scope: Scope, depth = 0): Value {
  if (expression === null || typeof expression !== 'object') return expression
  if (!Array.isArray(expression)) return fail(`Invalid type "${typeof expression}"`)
  if (depth > maxDepth) return fail('Too deep')
  const [name, ...operands] = expression as readonly [string, ...Expression[]]
  if (typeof name !== 'string') return fail('Missing function name in expression')
  if (name === 'if') return evaluateIf(operands, scope, depth)
  if (name === 'answer') return evaluateAnswer(operands, scope, depth)
  return call(
    name,
    operands.map((operand) => evaluate(operand, scope, depth + 1)),
  )
}

function call(name: string, values: readonly Value[]): Value {
  const known = functions.get(name)
  if (!known) return fail(`Function "${name}" not implemented`)
  if (values.length < known.minimum || values.length > known.maximum) {
    const wanted = known.maximum === many ? `${known.minimum}+` : `${known.minimum}`
    return fail(`Expected ${wanted} argument(s), got ${values.length}`)
  }
  return known.apply(values)
}

function evaluateIf(operands: readonly Expression[], scope: Scope, depth: number): Value {
  const [condition, then, word, otherwise] = operands
  if ((operands.length === 3 || operands.length === 4) && word !== 'else') {
    return fail('Expected third argument to be "else"')
  }
  if (operands.length !== 2 && operands.length !== 4) {
    return fail(`Expected either 2 arguments (if) or 4 (if + else), got ${operands.length}`)
  }
  if (toBoolean(evaluate(condition ?? null, scope, depth + 1))) return evaluate(then ?? null, scope, depth + 1)
  return operands.length === 4 ? evaluate(otherwise ?? null, scope, depth + 1) : null
}

function evaluateAnswer(operands: readonly Expression[], scope: Scope, depth: number): Value {
  if (operands.length !== 1) return fail(`Expected 1 argument(s), got ${operands.length}`)
  const id = evaluate(operands[0] ?? null, scope, depth + 1)
  return typeof id === 'string' ? scope.answer(id) : fail(`Expected string, got value ${shown(id)}`)
}

/**
 * Whether a condition is met. A condition that has no value (a text where a number was meant) is not met: a question
 * that stays hidden blocks nobody, and `check` refuses such a condition before it is published.
 */
export function holds(condition: Expression | undefined, scope: Scope): boolean {
  if (condition === undefined) return true
  try {
    return toBoolean(evaluate(condition, scope))
  } catch (error) {
    if (error instanceof ExpressionError) return false
    throw error
  }
}

/**
 * The faults of an expression, before it is saved: unknown function or field, wrong number or type of arguments.
 * `fields` are the fields that are answered by then; give a map to have their types checked too.
 */
export function check(
  expression: unknown,
  fields: ReadonlySet<string> | ReadonlyMap<string, ValueType>,
): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = []
  inspect(expression, [], { fields, report: (code, at, detail) => problems.push({ code, at, detail }) })
  return problems
}

/** As `check`, for a condition: it must also be worth yes or no. */
export function checkCondition(
  expression: unknown,
  fields: ReadonlySet<string> | ReadonlyMap<string, ValueType>,
): readonly ExpressionProblem[] {
  return Array.isArray(expression)
    ? check(['and', expression], fields).map((problem) => ({ ...problem, at: problem.at.slice(1) }))
    : check(['and', expression], fields)
}

interface Inspection {
  readonly fields: ReadonlySet<string> | ReadonlyMap<string, ValueType>
  readonly report: (code: ExpressionProblemCode, at: readonly number[], detail: string) => void
}

type Inspected = { readonly type: ValueType; readonly literal?: Value }

function inspect(expression: unknown, at: readonly number[], inspection: Inspection): Inspected {
  const { report } = inspection
  if (expression === null) return { type: 'any' }
  if (typeof expression === 'string') return { type: 'text', literal: expression }
  if (typeof expression === 'number') return { type: 'number', literal: expression }
  if (typeof expression === 'boolean') return { type: 'boolean' }
  const parts: readonly unknown[] = Array.isArray(expression) ? expression : []
  const [name, ...operands] = parts
  if (typeof name !== 'string') {
    report('not_an_expression', at, shown(expression)?.slice(0, 80) ?? typeof expression)
    return { type: 'any' }
  }
  if (at.length > maxDepth) {
    report('too_deep', at, name)
    return { type: 'any' }
  }
  if (name === 'answer') return inspectAnswer(operands, at, inspection)
  const inspected = operands.map((operand, index) => inspect(operand, [...at, index + 1], inspection))
  if (name === 'if') return inspectIf(operands, inspected, at, report)
  return inspectCall(name, inspected, at, report)
}

function inspectCall(
  name: string,
  operands: readonly Inspected[],
  at: readonly number[],
  report: Inspection['report'],
): Inspected {
  const known = functions.get(name)
  if (!known) {
    report('unknown_function', at, name)
    return { type: 'any' }
  }
  if (operands.length < known.minimum || operands.length > known.maximum) report('wrong_argument_count', at, name)
  operands.forEach((operand, index) => {
    if (!isAccepted(operand, known.takes)) report('wrong_type', [...at, index + 1], known.takes)
  })
  return { type: known.gives }
}

function inspectIf(
  operands: readonly unknown[],
  inspected: readonly Inspected[],
  at: readonly number[],
  report: Inspection['report'],
): Inspected {
  if (operands.length > 2 && operands[2] !== 'else') report('else_expected', at, 'if')
  else if (operands.length !== 2 && operands.length !== 4) report('wrong_argument_count', at, 'if')
  if (inspected[0] && !isAccepted(inspected[0], 'boolean')) report('wrong_type', [...at, 1], 'boolean')
  return { type: 'any' }
}

function inspectAnswer(operands: readonly unknown[], at: readonly number[], { fields, report }: Inspection): Inspected {
  const [id] = operands
  if (operands.length !== 1) report('wrong_argument_count', at, 'answer')
  else if (typeof id !== 'string') report('not_a_field_name', at, shown(id) ?? '')
  else if (!fields.has(id)) report('unknown_field', at, id)
  else return { type: 'get' in fields ? (fields.get(id) ?? 'any') : 'any' }
  return { type: 'any' }
}

/** A literal is judged by its value ("1" is a number); the rest by its type. */
function isAccepted(operand: Inspected, wanted: ValueType): boolean {
  if (wanted === 'any' || operand.type === 'any' || operand.type === wanted) return true
  if (operand.literal === undefined) return false
  try {
    return (wanted === 'number' ? toNumber(operand.literal) : toBoolean(operand.literal)) !== undefined
  } catch {
    return false
  }
}
