import { type Expression, holds, references, type Value } from '#kernel/expression'
import type { Definition, Field } from '../../schema/index.ts'
import { at, type Place, type Problem } from '../problems.ts'

/*
 * Whether a rule can hold at all. Questions with few answers are tried with each of them; the others with what the
 * rule itself compares them with, a step below and a step above. A rule that none of these makes hold, or all make
 * hold, is told: an error when every answer was tried, a remark when some were guessed.
 */

const mostTried = 4096

interface Domain {
  readonly id: string
  readonly values: readonly Value[]
  readonly isWhole: boolean
}

/** The literals of an expression, which its comparisons turn on. */
function literals(expression: Expression | undefined): readonly (string | number)[] {
  if (typeof expression === 'string' || typeof expression === 'number') return [expression]
  if (!Array.isArray(expression)) return []
  const [, ...operands] = expression as readonly [string, ...Expression[]]
  return operands.flatMap(literals)
}

const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

function guesses(of: readonly (string | number)[]): readonly Value[] {
  return of.flatMap((literal): Value[] => {
    if (typeof literal === 'number' || /^-?\d+(\.\d+)?$/.test(literal)) {
      const number = Number(literal)
      return [number - 1, number, number + 1, number * 1000 + 1000]
    }
    return /^\d{4}-\d{2}-\d{2}$/.test(literal) && !Number.isNaN(Date.parse(literal))
      ? [
          dayBefore(literal, -1),
          literal,
          dayBefore(literal, 1),
          dayBefore(literal, 36_500),
          dayBefore(literal, -36_500),
        ]
      : [literal, `${literal} x`]
  })
}

function domainOf(field: Field, of: readonly (string | number)[]): Domain {
  const { id, type } = field
  if (type === 'yes_no') return { id, values: [null, true, false], isWhole: true }
  if (type === 'choice' && field.options)
    return { id, values: [null, ...field.options.map(({ value }) => value)], isWhole: true }
  if (type === 'choices' && field.options && field.options.length <= 5) {
    const values = field.options.map(({ value }) => value)
    const subsets = Array.from({ length: 2 ** values.length }, (_, bits) =>
      values.filter((_v, at_) => bits & (2 ** at_)),
    )
    return { id, values: [null, ...subsets], isWhole: true }
  }
  if (type === 'choices' && field.options)
    return { id, values: [null, ...field.options.map(({ value }) => [value])], isWhole: false }
  return { id, values: [null, 1, 'x', '2026-01-01', ...guesses(of)], isWhole: false }
}

type Possible = { readonly holds: boolean; readonly fails: boolean; readonly isSure: boolean }

/** Whether a rule may hold, and may fail; undefined when it reads what cannot be tried. */
function possible(rule: Expression, fields: ReadonlyMap<string, Field>): Possible | undefined {
  const read = references(rule)
  const isTriable = read.options.length === 0 && read.rows.length === 0 && read.internals.length === 0 && !read.isDated
  if (!isTriable || read.caseData.length > 0 || read.answers.some((id) => !fields.has(id))) return undefined
  const domains = read.answers.flatMap((id) => {
    const field = fields.get(id)
    return field ? [domainOf(field, literals(rule))] : []
  })
  const count = domains.reduce((product, { values }) => product * values.length, 1)
  if (count > mostTried) return undefined
  const found = { holds: false, fails: false }
  for (let number = 0; number < count; number += 1) {
    const answers = pick(domains, number)
    if (holds(rule, { answer: (id) => answers.get(id) ?? null })) found.holds = true
    else found.fails = true
  }
  return { ...found, isSure: domains.every(({ isWhole }) => isWhole) }
}

/** The combination of a number: each domain takes its remainder. */
function pick(domains: readonly Domain[], number: number): ReadonlyMap<string, Value> {
  let rest = number
  return new Map(
    domains.map(({ id, values }) => {
      const value = values[rest % values.length] ?? null
      rest = Math.floor(rest / values.length)
      return [id, value]
    }),
  )
}

type Sureness = readonly [sure: Problem['code'], likely: Problem['code']]

/** The pages and fields that nobody would see, the rules that nobody could meet, the forms that nobody could file. */
export function possibilityProblems({ form }: Definition): readonly Problem[] {
  const fields = new Map(form.pages.flatMap((page) => page.fields.map((field) => [field.id, field] as const)))
  const never = (
    rule: Expression | undefined,
    where: readonly Place[],
    [sure, likely]: Sureness,
  ): readonly Problem[] => {
    const found = rule === undefined ? undefined : possible(rule, fields)
    return found && !found.holds ? [{ where, code: found.isSure ? sure : likely }] : []
  }
  const always = (rule: Expression, where: readonly Place[]): readonly Problem[] => {
    const found = possible(rule, fields)
    return found && !found.fails ? [{ where, code: 'nobody_may_file' }] : []
  }
  const rulesOf = (of: Pick<Definition['form'], 'checks' | 'eligibility'>, where: readonly Place[]) => [
    ...(of.checks ?? []).flatMap((check) =>
      never(check.holds, [...where, at('rule', check.id)], ['check_never_holds', 'check_may_never_hold']),
    ),
    ...(of.eligibility ?? []).flatMap((rule) => always(rule.when, [...where, at('rule', rule.id)])),
  ]
  return [
    ...form.pages.flatMap((page) => {
      const where = [at('page', page.id)]
      return [
        ...never(page.condition, where, ['unreachable_page', 'page_may_be_unreachable']),
        ...page.fields.flatMap((field) =>
          never(field.condition, [...where, at('field', field.id)], ['never_asked', 'may_never_be_asked']),
        ),
        ...rulesOf(page, where),
      ]
    }),
    ...rulesOf(form, []),
  ]
}
