import { type Expression, references } from '#kernel/expression'
import type { Definition, Field, FieldOption } from '../../schema/index.ts'
import { at, type Problem } from '../problems.ts'
import { askedIn } from '../scope.ts'

const optionsOf = (field: Field): readonly FieldOption[] =>
  field.type === 'choice' || field.type === 'choices' ? (field.options ?? []) : []

/** The expressions on which what a field shows, asks or is worth depends. */
function rulesOf(field: Field): readonly (Expression | undefined)[] {
  const own = [field.condition, ...optionsOf(field).map(({ condition }) => condition)]
  if (field.type === 'computed') return [...own, field.value]
  return field.type === 'information' ? own : [...own, field.requiredWhen]
}

/** By field of the form, the fields that it depends on; those of a row count for the block, and a page for its fields. */
export function dependencies({ form }: Definition): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, ReadonlySet<string>>()
  for (const page of form.pages)
    for (const field of page.fields) {
      const inner = field.type === 'repeated' ? (field.fields as readonly Field[]) : []
      const deeper = inner.flatMap((each) => (each.type === 'repeated' ? (each.fields as readonly Field[]) : []))
      const own = new Set([...inner, ...deeper].map(({ id }) => id))
      const rules = [page.condition, ...[field, ...inner, ...deeper].flatMap(rulesOf)]
      const read = rules.flatMap((rule) => {
        const { answers, rows } = references(rule)
        return [...answers.map(askedIn), ...rows.map(({ block }) => block)]
      })
      graph.set(field.id, new Set(read.filter((id) => !own.has(id))))
    }
  return graph
}

/** The way from a field back to itself, if there is one. */
function cycleFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const waiting: (readonly string[])[] = [[start]]
  const seen = new Set<string>()
  for (let way = waiting.pop(); way !== undefined; way = waiting.pop()) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start]
      if (!seen.has(next)) waiting.push([...way, next])
      seen.add(next)
    }
  }
  return undefined
}

/** Fields that wait for each other: each circle is told once, at its first field. */
export function cycleProblems(definition: Definition): readonly Problem[] {
  const graph = dependencies(definition)
  const told = new Set<string>()
  return definition.form.pages.flatMap((page) =>
    page.fields.flatMap(({ id }) => {
      const way = told.has(id) ? undefined : cycleFrom(id, graph)
      if (!way) return []
      for (const each of way) told.add(each)
      return [{ where: [at('page', page.id), at('field', id)], code: 'cycle' as const, detail: way.join(' → ') }]
    }),
  )
}
