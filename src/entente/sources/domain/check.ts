import type { Explanation, Identity, Source } from '../schema.ts'
import { compute, type Known, type Rule, rulesOf, totalsOf } from './identities.ts'
import { type Statement, statementsOf } from './statements.ts'

/** A published figure that something computes. */
export interface Figure {
  readonly statement: Statement
  /** By which identity. */
  readonly by: string
  readonly computed: number
  /** `equal` to the last digit printed; `rounded`: as near as the roundings of its terms allow. */
  readonly verdict: 'equal' | 'rounded' | 'differs'
  readonly explanation: string | undefined
}

/** Two pages, or a page and what its own figures give, that cannot both be right. */
export interface Contradiction {
  readonly statement: Statement
  readonly against: { readonly value: number; readonly says: string }
  readonly explanation: string | undefined
}

export interface Report {
  readonly figures: readonly Figure[]
  readonly contradictions: readonly Contradiction[]
  /** Explanations of what contradicts nothing any more. */
  readonly stale: readonly Explanation[]
}

export interface Library {
  readonly sources: readonly Source[]
  readonly identities: readonly Identity[]
  readonly explanations: readonly Explanation[]
}

/** Computes each figure that can be, and finds what the documents say against themselves and each other. */
export function checkSources({ sources, identities, explanations }: Library): Report {
  const statements = sources.flatMap(statementsOf)
  const explain = ({ source, fact }: Statement): string | undefined =>
    explanations.find((each) => each.source === source.id && each.fact === fact)?.why
  const byFact = Map.groupBy(statements, ({ fact }) => fact)
  const rules = Map.groupBy(identities.flatMap(rulesOf), ({ fact }) => fact)
  const totals = new Map(
    sources.map(({ id }) => [
      id,
      Map.groupBy(totalsOf(statements.filter(({ source }) => source.id === id)), ({ fact }) => fact),
    ]),
  )
  const figures = statements.flatMap((statement) => {
    const own = statement.place === 'table' ? (totals.get(statement.source.id)?.get(statement.fact) ?? []) : []
    const look = lookFrom(statement, byFact)
    return [...own, ...(rules.get(statement.fact) ?? [])].flatMap((rule) =>
      figureOf(statement, rule, { look, explain }),
    )
  })
  const contradictions = [
    ...figures.filter(({ verdict }) => verdict === 'differs').map(contradictionOf),
    ...[...byFact.values()].flatMap((group) => disagreements(group, explain)),
  ].filter(unlike)
  const stale = explanations.filter(
    ({ source, fact }) =>
      !contradictions.some(({ statement }) => statement.source.id === source && statement.fact === fact),
  )
  return { figures, contradictions, stale }
}

interface Means {
  readonly look: (fact: string) => Known | undefined
  readonly explain: (statement: Statement) => string | undefined
}

/** The nearest page first: the same table, the same document, a table rather than a sentence, the finest step. */
const lookFrom =
  (from: Statement, byFact: ReadonlyMap<string, readonly Statement[]>): Means['look'] =>
  (fact) =>
    byFact.get(fact)?.toSorted((a, b) => distance(from, a) - distance(from, b) || a.step - b.step)[0]

const distance = (from: Statement, to: Statement): number =>
  (to.source.id === from.source.id ? 0 : 4) + (to.place === 'table' ? 0 : 2) + (to.table === from.table ? 0 : 1)

function figureOf(statement: Statement, rule: Rule, { look, explain }: Means): Figure[] {
  const computed = compute(rule.is, look)
  if (computed === undefined) return []
  const away = Math.abs(computed.value - statement.value)
  // A figure printed by whole steps is right within half of one; floating rates have their own noise.
  const half = statement.step === 1 && Number.isInteger(computed.value) ? 0 : statement.step / 2 + 1e-9
  const verdict = away <= half ? 'equal' : away <= half + computed.margin ? 'rounded' : 'differs'
  return [{ statement, by: rule.name, computed: computed.value, verdict, explanation: explain(statement) }]
}

const contradictionOf = ({ statement, by, computed, explanation }: Figure): Contradiction => ({
  statement,
  against: { value: computed, says: by },
  explanation,
})

/** What says the same thing otherwise: a sentence against a table, or a document against an earlier one. */
function disagreements(group: readonly Statement[], explain: Means['explain']): Contradiction[] {
  const [best, ...others] = group.toSorted(
    (a, b) => Number(a.place === 'text') - Number(b.place === 'text') || a.source.id.localeCompare(b.source.id),
  )
  if (!best) return []
  return others
    .filter((each) => Math.abs(each.value - best.value) > Math.max(each.step, best.step) / 2)
    .map((statement) => ({
      statement,
      against: { value: best.value, says: `${best.source.title}, ${best.heading}` },
      explanation: explain(statement),
    }))
}

/** The same page against the same value is one contradiction, whatever found it. */
function unlike(one: Contradiction, index: number, all: readonly Contradiction[]): boolean {
  const same = (other: Contradiction): boolean =>
    other.statement.fact === one.statement.fact &&
    other.statement.source.id === one.statement.source.id &&
    other.statement.heading === one.statement.heading &&
    Math.abs(other.against.value - one.against.value) < 1
  return all.findIndex(same) === index
}
