import { toBoolean, toNumber } from './casting.ts'
import { functions } from './functions.ts'
import type { Function_, Wanted } from './functions/signature.ts'
import { toMoment } from './moments.ts'
import { type CaseDatum, caseTypes, ExpressionError, maxDepth, maxSize, type ValueType } from './tree.ts'

export type ExpressionProblemCode =
  | 'not_an_expression'
  | 'unknown_function'
  | 'wrong_argument_count'
  | 'unknown_field'
  /** An option, a field of the agents, a datum of the case or a repeated block that cannot be read here. */
  | 'unknown_source'
  /** A text compared with the answer to a choice, and which is none of its options. */
  | 'unknown_choice'
  | 'not_a_field_name'
  | 'else_expected'
  | 'wrong_type'
  | 'too_deep'
  | 'too_large'

export interface ExpressionProblem {
  readonly code: ExpressionProblemCode
  /** Positions from the root: `[1, 2]` is the second argument of the first argument. */
  readonly at: readonly number[]
  /** A name, or the type that was wanted; never a sentence. */
  readonly detail: string
}

/** What can be read, by its id; with a map the types are checked too. */
export type KnownNames = ReadonlySet<string> | ReadonlyMap<string, ValueType>

/** What an expression may read where it stands. What is left out cannot be read; `any` when the caller cannot say. */
export interface Known {
  readonly answers: KnownNames | 'any'
  readonly options?: KnownNames | 'any'
  readonly internals?: KnownNames | 'any'
  /** The fields of each repeated block that `rows` may go through. */
  readonly rows?: ReadonlyMap<string, KnownNames>
  /** Whether there is a case yet: its number, its status… */
  readonly hasCase?: boolean
  /** The values of each question that offers a choice. */
  readonly choices?: ReadonlyMap<string, ReadonlySet<string>>
}

type Report = (code: ExpressionProblemCode, at: readonly number[], detail: string) => void

interface Inspection {
  readonly known: Known
  readonly report: Report
  /** Literals and functions met so far. */
  readonly met: { count: number }
}

/** What is known of an expression before it is evaluated. */
interface Inspected {
  readonly type: ValueType
  readonly at: readonly number[]
  readonly literal?: string | number
  /** The type of each item of a list. */
  readonly items?: ValueType
  /** Of an `if`: the value is one of these. */
  readonly branches?: readonly Inspected[]
  /** Read from the answer to a question that offers these. */
  readonly choices?: ReadonlySet<string>
}

/**
 * The faults of an expression, before it is saved: unknown function or source, wrong number or type of arguments.
 * `known` is what can be read by then; a set or a map alone are the answers. `gives` is the type that is wanted of the
 * whole. An expression without a fault evaluates to that type, or to nothing, or fails for a reason that only the
 * answers hold (a division by zero).
 */
export function check(
  expression: unknown,
  known: KnownNames | Known,
  { gives = 'any' }: { readonly gives?: ValueType } = {},
): readonly ExpressionProblem[] {
  const problems: ExpressionProblem[] = []
  const report: Report = (code, at, detail) => problems.push({ code, at, detail })
  const inspection = { known: 'has' in known ? { answers: known } : known, report, met: { count: 0 } }
  accept(inspect(expression, [], inspection), gives, report)
  if (inspection.met.count > maxSize) report('too_large', [], String(maxSize))
  return problems
}

/** As `check`, for a condition: it must also be worth yes or no. */
export const checkCondition = (expression: unknown, known: KnownNames | Known): readonly ExpressionProblem[] =>
  check(expression, known, { gives: 'boolean' })

function inspect(expression: unknown, at: readonly number[], inspection: Inspection): Inspected {
  inspection.met.count += 1
  if (expression === null || inspection.met.count > maxSize) return { type: 'any', at }
  if (typeof expression === 'string') return { type: 'text', at, literal: expression }
  if (typeof expression === 'number') return { type: 'number', at, literal: expression }
  if (typeof expression === 'boolean') return { type: 'boolean', at }
  const [name, ...operands]: readonly unknown[] = Array.isArray(expression) ? expression : []
  if (typeof name !== 'string') {
    inspection.report('not_an_expression', at, sketched(expression))
    return { type: 'any', at }
  }
  if (at.length > maxDepth) {
    inspection.report('too_deep', at, name)
    return { type: 'any', at }
  }
  return (specials.get(name) ?? inspectCall)({ name, operands, at }, inspection)
}

/** What stands in the place of a name, in a few letters: never written whole, it may be deeper than the stack. */
function sketched(value: unknown): string {
  if (Array.isArray(value)) return '[…]'
  return typeof value === 'object' && value !== null ? '{…}' : String(JSON.stringify(value)).slice(0, 80)
}

interface Call {
  readonly name: string
  readonly operands: readonly unknown[]
  readonly at: readonly number[]
}

const inspectOperands = ({ operands, at }: Call, inspection: Inspection): readonly Inspected[] =>
  operands.map((operand, index) => inspect(operand, [...at, index + 1], inspection))

function inspectCall(call: Call, inspection: Inspection): Inspected {
  const { name, at } = call
  const inspected = inspectOperands(call, inspection)
  const known = functions.get(name)
  if (!known) {
    inspection.report('unknown_function', at, name)
    return { type: 'any', at }
  }
  return judge(known, call, inspected, inspection.report)
}

function judge(known: Function_, { name, at }: Call, operands: readonly Inspected[], report: Report): Inspected {
  if (operands.length < known.minimum || operands.length > known.maximum) report('wrong_argument_count', at, name)
  operands.forEach((operand, index) => accept(operand, known.takes[index] ?? known.takes.at(-1) ?? 'any', report))
  if (comparing.has(name)) compareTypes(operands, report)
  if (choosing.has(name)) compareChoices(operands, report)
  return known.gives === 'same' ? oneOf(operands, at) : { type: known.gives, at }
}

/** Functions that compare their first argument with the others, as values of one kind. */
const comparing = new Set(['equals', 'notEquals', 'oneOf'])
/** Functions whose first argument may be the answer to a choice. */
const choosing = new Set([...comparing, 'contains', 'notContains', 'any', 'all', 'none'])

function compareTypes([left, ...others]: readonly Inspected[], report: Report): void {
  if (!left) return
  for (const other of others) {
    if (!mayBeEqual(left, other)) report('wrong_type', other.at, left.type)
  }
}

/** Whether two values can be the same one day. A text may be that of a number, of a date, of "true". */
function mayBeEqual(left: Inspected, right: Inspected): boolean {
  if (left.branches) return left.branches.some((branch) => mayBeEqual(branch, right))
  if (right.branches) return right.branches.some((branch) => mayBeEqual(left, branch))
  if (left.literal !== undefined && right.type !== 'list') return left.literal === '' || isAccepted(left, right.type)
  if (right.literal !== undefined && left.type !== 'list') return right.literal === '' || isAccepted(right, left.type)
  const types = [left.type, right.type]
  return left.type === right.type || types.includes('any') || (types.includes('text') && !types.includes('list'))
}

function compareChoices([first, ...others]: readonly Inspected[], report: Report): void {
  if (!first?.choices) return
  for (const { literal, at } of others) {
    if (typeof literal === 'string' && literal !== '' && !first.choices.has(literal)) {
      report('unknown_choice', at, literal)
    }
  }
}

const oneOf = (branches: readonly Inspected[], at: readonly number[]): Inspected => {
  const [type = 'any'] = branches.map((branch) => branch.type)
  return { type: branches.every((branch) => branch.type === type) ? type : 'any', at, branches }
}

const specials: ReadonlyMap<string, (call: Call, inspection: Inspection) => Inspected> = new Map([
  ['if', inspectIf],
  ['compare', inspectCompare],
  ['rows', inspectRows],
  ['today', inspectToday],
  ['answer', inspectAnswer],
  ['option', inspectSource(({ options }) => options)],
  ['internal', inspectSource(({ internals }) => internals)],
  ['case', inspectCase],
])

function inspectIf(call: Call, inspection: Inspection): Inspected {
  const { operands, at } = call
  const [condition, then, , otherwise] = inspectOperands(call, inspection)
  if (operands.length > 2 && operands[2] !== 'else') inspection.report('else_expected', at, 'if')
  else if (operands.length !== 2 && operands.length !== 4) inspection.report('wrong_argument_count', at, 'if')
  if (condition) accept(condition, 'boolean', inspection.report)
  return oneOf(
    [then, otherwise].filter((branch) => branch !== undefined),
    at,
  )
}

/** As the function that the operator names, whose arguments stand around it. */
function inspectCompare({ operands, at }: Call, inspection: Inspection): Inspected {
  const isNegated = operands.length === 4
  const operator = operands[isNegated ? 2 : 1]
  const known = typeof operator === 'string' ? functions.get(operator) : undefined
  const isWrong = operands.length < 3 || operands.length > 4 || (isNegated && operands[1] !== 'not')
  if (isWrong) inspection.report('wrong_argument_count', at, 'compare')
  else if (!known || known.group !== 'comparison') inspection.report('unknown_function', at, sketched(operator))
  else {
    const sides = [1, operands.length].map((place) => inspect(operands[place - 1], [...at, place], inspection))
    return judge(known, { name: String(operator), operands, at }, sides, inspection.report)
  }
  return { type: 'boolean', at }
}

function inspectRows({ operands, at }: Call, inspection: Inspection): Inspected {
  const [id, each] = operands
  const { known, report } = inspection
  const fields = typeof id === 'string' ? known.rows?.get(id) : undefined
  if (operands.length !== 2) report('wrong_argument_count', at, 'rows')
  else if (typeof id !== 'string') report('not_a_field_name', at, sketched(id))
  else if (!fields) report('unknown_source', at, id)
  else {
    const inside = { ...inspection, known: { ...known, answers: together(fields, known.answers) } }
    const item = inspect(each, [...at, 2], inside)
    if (item.type === 'list') report('wrong_type', item.at, 'any')
    return { type: 'list', at, items: item.type }
  }
  return { type: 'list', at }
}

function together(inner: KnownNames, outer: KnownNames | 'any'): KnownNames | 'any' {
  if (outer === 'any') return 'any'
  const types = [outer, inner].flatMap((names) => [...names.keys()].map((id) => [id, typeOf(names, id)] as const))
  return new Map(types.map(([id, type]) => [id, type ?? 'any']))
}

const typeOf = (names: KnownNames | 'any', id: string): ValueType | undefined => {
  if (names === 'any') return 'any'
  if (!names.has(id)) return undefined
  return 'get' in names ? names.get(id) : 'any'
}

function inspectToday({ operands, at }: Call, { report }: Inspection): Inspected {
  if (operands.length > 0) report('wrong_argument_count', at, 'today')
  return { type: 'date', at }
}

/** The id that a source reads: it is written, never computed, so that one can say what an expression reads. */
function idOf({ name, operands, at }: Call, report: Report): string | undefined {
  const [id] = operands
  if (operands.length !== 1) report('wrong_argument_count', at, name)
  else if (typeof id !== 'string') report('not_a_field_name', at, sketched(id))
  else return id
  return undefined
}

function inspectAnswer(call: Call, { known, report }: Inspection): Inspected {
  const id = idOf(call, report)
  const type = id === undefined ? 'any' : typeOf(known.answers, id)
  if (type === undefined) report('unknown_field', call.at, id ?? '')
  const choices = id === undefined ? undefined : known.choices?.get(id)
  return { ...valueOf(type, call.at), ...(choices && { choices }) }
}

const valueOf = (type: ValueType = 'any', at: readonly number[]): Inspected =>
  // Several choices are several texts.
  type === 'list' ? { type, at, items: 'text' } : { type, at }

function inspectSource(namesIn: (known: Known) => KnownNames | 'any' | undefined) {
  return (call: Call, { known, report }: Inspection): Inspected => {
    const id = idOf(call, report)
    if (id === undefined) return { type: 'any', at: call.at }
    const type = typeOf(namesIn(known) ?? new Set(), id)
    if (type === undefined) report('unknown_source', call.at, id)
    return valueOf(type, call.at)
  }
}

function inspectCase(call: Call, { known, report }: Inspection): Inspected {
  const datum = idOf(call, report)
  if (datum === undefined) return { type: 'any', at: call.at }
  const type = Object.hasOwn(caseTypes, datum) ? caseTypes[datum as CaseDatum] : undefined
  if (type === undefined || !known.hasCase) report('unknown_source', call.at, datum)
  return { type: type ?? 'any', at: call.at }
}

/** Reports what is not of the type wanted; of an `if`, the branch that is not. */
function accept(operand: Inspected, wanted: Wanted, report: Report): void {
  if (operand.branches) for (const branch of operand.branches) accept(branch, wanted, report)
  else if (!isAccepted(operand, wanted)) report('wrong_type', operand.at, wanted)
}

/** What each item must be, of the lists of one type. */
const itemTypes: Readonly<Partial<Record<Wanted, ValueType>>> = { numbers: 'number', conditions: 'boolean' }

/** A literal is judged by its value ("1" is a number); the rest by its type. */
function isAccepted({ type, literal, items = 'any' }: Inspected, wanted: Wanted): boolean {
  if (wanted === 'any' || type === 'any' || type === wanted) return true
  if (wanted in itemTypes) return type === 'list' && (items === 'any' || items === itemTypes[wanted])
  // A number or a date can be written; yes, no and several choices cannot.
  if (wanted === 'text') return type === 'number' || type === 'date'
  return literal !== undefined && canBe(literal, wanted)
}

function canBe(literal: string | number, wanted: Wanted): boolean {
  try {
    if (wanted === 'number') return toNumber(literal) !== undefined
    if (wanted === 'boolean') return toBoolean(literal) !== undefined
    return wanted === 'date' && toMoment(literal) !== undefined
  } catch (error) {
    if (error instanceof ExpressionError) return false
    throw error
  }
}
