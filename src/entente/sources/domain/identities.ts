import { allocate } from '#kernel/money'
import type { Computation, Identity, Term } from '../schema.ts'
import type { Statement } from './statements.ts'

/** An identity for one fact, its names filled in. */
export interface Rule {
  readonly name: string
  readonly fact: string
  readonly is: Computation
}

/** Every rule that an identity stands for: one for each combination of its names. */
export function rulesOf({ name, fact, is, for: names = {} }: Identity): Rule[] {
  const choices = Object.entries(names).map(([keys, values]) =>
    values.map((value) => {
      const parts = value.split(', ')
      return keys.split(', ').map((key, index) => [key, parts[index] ?? ''] as const)
    }),
  )
  const combinations = choices.reduce<(readonly (readonly [string, string])[])[]>(
    (made, values) => made.flatMap((before) => values.map((value) => [...before, ...value])),
    [[]],
  )
  return combinations.map((pairs) => {
    const filled = pairs.reduce(
      (text, [key, value]) => text.replaceAll(`{${key}}`, value),
      JSON.stringify({ fact, is }),
    )
    return { name, ...(JSON.parse(filled) as Pick<Rule, 'fact' | 'is'>) }
  })
}

/**
 * The rows of a table add up to the row whose name begins all of theirs: `…/expenses/staff/2022` and its like to
 * `…/expenses/2022`. Not for a table that shows some rows only.
 * @param statements of one source.
 */
export function totalsOf(statements: readonly Statement[]): Rule[] {
  return statements.flatMap(({ fact, table, isPartial }) => {
    if (isPartial) return []
    const inTable = statements.filter((each) => each.table === table).map((each) => each.fact)
    const children = inTable.filter((each) => isChild(each, fact) || isChildInColumn(each, fact))
    return children.length < 2 ? [] : [{ name: 'somme des lignes', fact, is: { kind: 'sum', terms: children } }]
  })
}

const isChild = (child: string, parent: string): boolean =>
  child.startsWith(`${parent}/`) && !child.slice(parent.length + 1).includes('/')

/** `a/b/2022` under `a/2022`: the same column, one step deeper. */
function isChildInColumn(child: string, parent: string): boolean {
  const at = parent.lastIndexOf('/')
  const column = parent.slice(at)
  const middle = child.endsWith(column) ? child.slice(0, -column.length) : ''
  return isChild(middle, parent.slice(0, at))
}

/** What is known of a fact: its value, and by how much its page may have rounded it. */
export interface Known {
  readonly value: number
  readonly step: number
}

export interface Computed {
  readonly value: number
  /** How far the roundings of what it was computed from may carry it. */
  readonly margin: number
}

type Look = (fact: string) => Known | undefined

/** What a rule computes; undefined when one of its terms is stated nowhere. */
export function compute(is: Computation, look: Look): Computed | undefined {
  if (is.kind === 'share') return shareOf(is, look)
  const terms = is.terms.map((term) => added(term, look))
  const known = terms.filter((term) => term !== undefined)
  const [first] = known
  if (known.length < terms.length || first === undefined) return undefined
  const margin = known.reduce((sum, each) => sum + each.margin, 0)
  const total = known.reduce((sum, { value }) => sum + value, 0)
  const second = known[1]
  if (is.kind === 'same' || is.kind === 'sum') return { value: total, margin }
  if (is.kind === 'difference') return { value: first.value - (total - first.value), margin }
  if (is.kind === 'mean') return { value: total / known.length, margin: margin / known.length }
  return second && compared(is.kind, first, second)
}

/** Two terms beside each other: a rate that divides is a percentage. */
function compared(kind: 'quotient' | 'rate' | 'growth', first: Added, second: Added): Computed {
  const times = first.value / second.value
  if (kind === 'growth') return { value: (second.value / first.value - 1) * 100, margin: 0 }
  return { value: kind === 'rate' || second.isRate ? times * 100 : times, margin: 0 }
}

interface Added extends Computed {
  readonly isRate: boolean
}

function added(term: Term, look: Look): Added | undefined {
  const facts = typeof term === 'string' ? [term] : term
  const known = facts.map(look)
  if (known.includes(undefined)) return undefined
  const all = known.filter((each) => each !== undefined)
  return {
    value: all.reduce((sum, { value }) => sum + value, 0),
    // A figure printed to its last cent is exact; another may be half a step away.
    margin: all.reduce((sum, { step }) => sum + (step > 1 ? step / 2 : 0), 0),
    isRate: facts.every((fact) => fact.split('/').some((part) => part.startsWith('rate'))),
  }
}

type Share = Extract<Computation, { kind: 'share' }>

/** Keys are percentages with a decimal; the shares are whole euros that add up to the amount. */
function shareOf({ of, among, mine, plus = [], minus = [] }: Share, look: Look): Computed | undefined {
  const amount = added(of, look)
  const weights = among.map(look)
  const more = [...plus.map((fact) => look(fact)?.value), ...minus.map((fact) => negated(look(fact)?.value))]
  if (!amount || weights.includes(undefined) || more.includes(undefined)) return undefined
  const shares = allocate(
    Math.round(amount.value / 100),
    weights.map((weight) => Math.round((weight?.value ?? 0) * 10)),
  )
  const own = (shares[among.indexOf(mine)] ?? 0) * 100
  return { value: more.reduce<number>((sum, value) => sum + (value ?? 0), own), margin: 0 }
}

const negated = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value)
