import { holds, type Scope, type Value, type ValueType } from '#kernel/expression'
import type { Answers, Field, FieldOption, Form, Page, RepeatedField, RowAnswers, SimpleField } from '../schema.ts'

/** A property of the record itself: a field may be called `constructor`. */
export const own = <T>(record: { readonly [key: string]: T }, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** What a condition sees of an answer: an address or an identity is nothing, repeated rows are their number. */
function valueOf(answer: Answers[string] | undefined): Value {
  if (answer === undefined) return null
  if (typeof answer !== 'object') return answer
  if (!Array.isArray(answer)) return null
  const items: readonly unknown[] = answer
  return items.every((item) => typeof item === 'string') ? items : items.length
}

/** The type of each kind of answer in a condition; a condition cannot read the kinds that have none. */
const conditionTypes: Readonly<Record<Field['type'], ValueType | undefined>> = {
  text: 'text',
  long_text: 'text',
  number: 'number',
  amount: 'number',
  date: 'text',
  yes_no: 'boolean',
  choice: 'text',
  choices: 'list',
  email: 'text',
  phone: 'text',
  address: undefined,
  commune: 'text',
  file: 'list',
  identity: undefined,
  information: undefined,
  repeated: 'number',
}

export const conditionType = (field: Field): ValueType | undefined => conditionTypes[field.type]

/** The scope of conditions over some answers; `outer` is asked next, which is how a row sees the form around it. */
export const scopeOf = (answers: Answers, outer?: Scope): Scope => ({
  answer: (id) => {
    const answer = own(answers, id)
    return answer === undefined && outer ? outer.answer(id) : valueOf(answer)
  },
})

/** The fields of a page that the answers show. */
export const visibleFields = (page: Page, answers: Answers): readonly Field[] => {
  const scope = scopeOf(answers)
  return page.fields.filter((field) => holds(field.condition, scope))
}

/** The fields of one row that the answers of the row, and of the form around it, show. */
export const visibleRowFields = (field: RepeatedField, row: RowAnswers, answers: Answers): readonly SimpleField[] => {
  const scope = scopeOf(row, scopeOf(answers))
  return field.fields.filter((each) => holds(each.condition, scope))
}

/** The options that the answers show. */
export const visibleOptions = (options: readonly FieldOption[], scope: Scope): readonly FieldOption[] =>
  options.filter((option) => holds(option.condition, scope))

/** Whether the answers lead through a page: its condition is met and it has something to show. */
export const isPageVisible = (page: Page, answers: Answers): boolean =>
  holds(page.condition, scopeOf(answers)) && visibleFields(page, answers).length > 0

/** The pages that the answers lead through, in order. */
export const visiblePages = (form: Form, answers: Answers): readonly Page[] =>
  form.pages.filter((page) => isPageVisible(page, answers))
