import { type Answers, type Definition, scopeOf } from '#counter/procedures'
import type { Day } from '#kernel/calendar'
import { type Expression, holds } from '#kernel/expression'
import { type Filled, fillForm } from './fill.ts'

/** What filling a form again and again, with other answers, met of it. */
export interface Covered {
  /** The first time that it was filled whole; else the first time. */
  readonly filled: Filled
  readonly pages: { readonly shown: number; readonly all: number }
  readonly fields: { readonly shown: number; readonly all: number }
  /** Of the conditions of pages and fields, how many were met both true and false. */
  readonly conditions: { readonly both: number; readonly all: number }
  /** Conditions met on one side only: what they show, and which side. */
  readonly oneSided: readonly { readonly what: string; readonly isShown: boolean }[]
}

/** As many answers as the questions with the most choices usually have. */
const times = 12

interface Watched {
  readonly what: string
  readonly kind: 'page' | 'field'
  readonly condition: Expression | undefined
  /** Of the page around it. */
  readonly outer: Expression | undefined
  readonly seen: Set<boolean>
}

/** Fills a form as many people would, and says which of its pages, fields and conditions they met. */
export function coverForm(definition: Definition, today: Day): Covered {
  const watched = watchedIn(definition)
  const all = Array.from({ length: times }, (_, first) => fillForm(definition, today, first))
  for (const filled of all) watch(watched, filled, today)
  const filled = all.find(({ isComplete }) => isComplete) ?? all[0] ?? fillForm(definition, today)
  const conditional = watched.filter(({ condition }) => condition !== undefined)
  const count = (kind: Watched['kind']) => {
    const some = watched.filter((each) => each.kind === kind)
    return { shown: some.filter(({ seen }) => seen.has(true)).length, all: some.length }
  }
  return {
    filled,
    pages: count('page'),
    fields: count('field'),
    conditions: { both: conditional.filter(({ seen }) => seen.size === 2).length, all: conditional.length },
    oneSided: conditional.flatMap(({ what, seen }) => (seen.size === 2 ? [] : [{ what, isShown: seen.has(true) }])),
  }
}

const watchedIn = ({ form }: Definition): readonly Watched[] =>
  form.pages.flatMap(({ title, condition, fields }): Watched[] => [
    { what: title.fr, kind: 'page', condition, outer: undefined, seen: new Set() },
    ...fields.map((field): Watched => ({
      what: field.label.fr,
      kind: 'field',
      condition: field.condition,
      outer: condition,
      seen: new Set(),
    })),
  ])

function watch(watched: readonly Watched[], { answers, option }: Filled, today: Day): void {
  const scope = scopeOf(answers as Answers, { answer: () => null, option, today: () => today })
  for (const { condition, outer, seen } of watched) seen.add(holds(outer, scope) && holds(condition, scope))
}
