import { type Value } from '#kernel/expression'
import type { Answers, Field, Form, LocalizedText, Page } from '#counter/procedures'
import type { FillFormStep, InternalField, NamedValues, Workflow } from '#counter/workflows'

/** The agents' own fields of a circuit, as a page of questions: read, checked and drawn as any form is. */

type Shape = { readonly [property: string]: unknown }

/** The type of question that each type of field is asked by. */
const asked: Readonly<Record<InternalField['type'], (field: InternalField) => Shape>> = {
  text: () => ({ type: 'text' }),
  long_text: () => ({ type: 'long_text' }),
  number: () => ({ type: 'number', decimals: 6 }),
  amount: () => ({ type: 'amount' }),
  boolean: () => ({ type: 'yes_no' }),
  date: () => ({ type: 'date' }),
  choice: ({ options = [] }) => ({
    type: 'choice',
    options: [...options],
    ...(options.length > 6 && { appearance: 'list' }),
  }),
  list: () => ({ type: 'long_text', hint: oneALine }),
}
const oneALine: LocalizedText = { fr: 'Un élément par ligne.', en: 'One item a line.' }

/** The page that a step `form` asks to be filled; a field that has gone from the circuit is not asked. */
export function ownFieldsPage({ internal = [] }: Workflow, step: FillFormStep): Page {
  const fields = step.fields.flatMap(({ id, optional }) => {
    const field = internal.find((each) => each.id === id)
    if (!field) return []
    const question = { id, label: field.label, ...asked[field.type](field), ...(optional && { optional: true }) }
    return [question as Field]
  })
  return {
    id: 'step',
    title: step.label,
    shortTitle: step.label,
    ...(step.intro && { intro: step.intro }),
    fields,
  }
}

export const ownFieldsForm = (workflow: Workflow, step: FillFormStep): Form => ({
  pages: [ownFieldsPage(workflow, step)],
})

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What was answered, as the fields keep it; what is left blank empties its field. */
export const valuesOfAnswers = ({ internal = [] }: Workflow, step: FillFormStep, answers: Answers): NamedValues =>
  Object.fromEntries(
    step.fields.flatMap(({ id }) => {
      const field = internal.find((each) => each.id === id)
      if (!field) return []
      const answer = Object.hasOwn(answers, id) ? answers[id] : undefined
      if (answer === undefined) return [[id, null]]
      return [[id, (field.type === 'list' && typeof answer === 'string' ? linesOf(answer) : answer) as Value]]
    }),
  )

/** What the fields hold already, as it would have been answered. */
export const answersOfValues = (values: NamedValues): Answers =>
  Object.fromEntries(
    Object.entries(values).flatMap(([id, value]) => {
      if (value === null) return []
      return [[id, Array.isArray(value) ? value.join('\n') : value] as [string, Answers[string]]]
    }),
  )
