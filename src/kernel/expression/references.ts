import type { CaseDatum, Expression } from './tree.ts'

/** What an expression reads, each once, in the order it is met. */
export interface References {
  /** Questions of the form, but those that are read row by row. */
  readonly answers: readonly string[]
  readonly options: readonly string[]
  readonly internals: readonly string[]
  readonly caseData: readonly CaseDatum[]
  /** Repeated blocks, and what is read for each row: a field of the row, or else of the form around it. */
  readonly rows: readonly { readonly block: string; readonly answers: readonly string[] }[]
  /** Whether its value changes with the day. */
  readonly isDated: boolean
}

interface Met {
  readonly sources: Readonly<Record<'answer' | 'option' | 'internal' | 'case', Set<string>>>
  readonly rows: Map<string, Set<string>>
  isDated: boolean
}

/** What an expression reads. Anything may be given, such as what a file holds: what is no expression reads nothing. */
export function references(expression: unknown): References {
  const met: Met = {
    sources: { answer: new Set(), option: new Set(), internal: new Set(), case: new Set() },
    rows: new Map(),
    isDated: false,
  }
  visit(expression, met, undefined)
  const { answer, option, internal } = met.sources
  return {
    answers: [...answer],
    options: [...option],
    internals: [...internal],
    caseData: [...met.sources.case] as CaseDatum[],
    rows: [...met.rows].map(([block, answers]) => ({ block, answers: [...answers] })),
    isDated: met.isDated,
  }
}

/** Without recursion: what is given may be deeper than the stack. */
function visit(expression: unknown, met: Met, block: string | undefined): void {
  const waiting: [unknown, string | undefined][] = [[expression, block]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, within] = next
    if (!Array.isArray(node)) continue
    const [name, id] = node as readonly unknown[]
    const inner = name === 'rows' && typeof id === 'string' ? id : within
    if (typeof id === 'string') note(name, id, met, within)
    // An age is counted today when no day is named.
    if (name === 'today' || (name === 'age' && node.length === 2)) met.isDated = true
    for (const child of (node as readonly unknown[]).toReversed()) waiting.push([child, inner])
  }
}

function note(name: unknown, id: string, { sources, rows }: Met, within: string | undefined): void {
  if (name === 'rows') rows.set(id, rows.get(id) ?? new Set())
  else if (name === 'answer' && within !== undefined) rows.get(within)?.add(id)
  else if (name === 'answer' || name === 'option' || name === 'internal' || name === 'case') sources[name].add(id)
}

/** New names for what an expression reads; what is left out keeps its name. */
export interface Renaming {
  /** `block` is the repeated block whose rows are gone through, if any. */
  readonly answer?: (id: string, block?: string) => string
  readonly option?: (id: string) => string
  readonly internal?: (id: string) => string
  readonly rows?: (block: string) => string
}

/** The same expression, reading under other names. It must be one that `check` accepts: a deeper one could fill the stack. */
export function rename(expression: Expression, names: Renaming, block?: string): Expression {
  if (!Array.isArray(expression)) return expression
  const [name, ...operands] = expression as readonly [string, ...Expression[]]
  const [id, ...others] = operands
  const renamed = typeof id === 'string' ? newName(name, id, names, block) : undefined
  if (renamed === undefined) return [name, ...operands.map((operand) => rename(operand, names, block))]
  const inside = name === 'rows' ? String(id) : block
  return [name, renamed, ...others.map((other) => rename(other, names, inside))]
}

/** Undefined for what reads nothing by a name. */
function newName(source: string, id: string, names: Renaming, block: string | undefined): string | undefined {
  if (source === 'answer') return names.answer?.(id, block) ?? id
  return source === 'rows' || source === 'option' || source === 'internal' ? (names[source]?.(id) ?? id) : undefined
}
