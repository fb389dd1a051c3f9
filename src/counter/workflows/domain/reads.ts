import { checkCondition } from '#kernel/expression'
import type { Workflow } from '../schema/index.ts'

/** What an expression of a circuit reads, and from where. */
export interface Read {
  readonly source: 'answer' | 'internal' | 'option'
  readonly id: string
}

const sources: ReadonlySet<unknown> = new Set(['answer', 'internal', 'option'] satisfies Read['source'][])

export function readsOf(expression: unknown): readonly Read[] {
  if (!Array.isArray(expression)) return []
  const [name, operand] = expression as readonly unknown[]
  if (sources.has(name) && typeof operand === 'string') return [{ source: name as Read['source'], id: operand }]
  return expression.flatMap(readsOf)
}

/** The same with what only a case knows replaced by nothing: the rest is checked as any condition. */
function withoutCase(expression: unknown): unknown {
  if (!Array.isArray(expression)) return expression
  const [name] = expression as readonly unknown[]
  if (name === 'internal' || name === 'option' || name === 'case' || name === 'today') return null
  return expression.map(withoutCase)
}

/** What keeps an expression from being worked out; a circuit serves several forms: any answer may exist. */
export function faultsOfExpression(expression: unknown): readonly string[] {
  const answers = new Set(readsOf(expression).flatMap(({ source, id }) => (source === 'answer' ? [id] : [])))
  return checkCondition(['equals', withoutCase(expression), null], answers).map(({ code, detail }) =>
    `${code} ${detail}`.trim(),
  )
}

/** As above, for one that must be worth yes or no. */
export function faultsOfCondition(expression: unknown): readonly string[] {
  const answers = new Set(readsOf(expression).flatMap(({ source, id }) => (source === 'answer' ? [id] : [])))
  return checkCondition(withoutCase(expression), answers).map(({ code, detail }) => `${code} ${detail}`.trim())
}

/** Names of the answers that a circuit reads in its conditions, values and texts, for whoever binds it to a form. */
export function answersRead(workflow: Workflow): readonly string[] {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [, id] of value.matchAll(/\{answer\.([a-z][a-z0-9_]*)\}/g)) if (id) found.add(id)
    } else if (Array.isArray(value)) {
      for (const { source, id } of readsOf(value)) if (source === 'answer') found.add(id)
      for (const item of value) visit(item)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit([workflow.statuses, workflow.actions])
  return [...found]
}
