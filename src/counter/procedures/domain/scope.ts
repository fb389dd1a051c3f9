import { holds, type Scope, type Value, type ValueType } from '#kernel/expression'
import type {
  Answers,
  AnyRepeatedField,
  Field,
  FieldOption,
  Form,
  InnerRepeatedField,
  Page,
  RowAnswers,
  SimpleField,
} from '../schema/index.ts'
import { own } from './raw.ts'

/** What a condition sees of an answer: an address, an identity, a place is nothing, repeated rows are their number. */
function valueOf(answer: Answers[string] | undefined): Value {
  if (answer === undefined) return null
  if (typeof answer !== 'object') return answer
  if (!Array.isArray(answer)) return null
  const items: readonly unknown[] = answer
  return items.every((item) => typeof item === 'string') ? items : items.length
}

/** The type of each kind of answer in a condition; a condition cannot read the kinds that have none. */
const conditionTypes: Readonly<Record<Exclude<Field['type'], 'computed'>, ValueType | undefined>> = {
  text: 'text',
  long_text: 'text',
  number: 'number',
  amount: 'number',
  date: 'date',
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
  siret: 'text',
  rna: 'text',
  iban: 'text',
  time: 'text',
  date_range: undefined,
  slot: 'text',
  card: 'text',
  map: undefined,
  signature: undefined,
}

const computedTypes = { text: 'text', number: 'number', amount: 'number', date: 'date', yes_no: 'boolean' } as const

export const conditionType = (field: Field): ValueType | undefined =>
  field.type === 'computed' ? computedTypes[field.gives] : conditionTypes[field.type]

/** What a condition reads of an answer of several parts, as `period.from`. */
const parts: Partial<Readonly<Record<Field['type'], readonly (readonly [part: string, type: ValueType])[]>>> = {
  date_range: [
    ['from', 'date'],
    ['to', 'date'],
  ],
  address: [
    ['postalCode', 'text'],
    ['city', 'text'],
  ],
  identity: [
    ['givenName', 'text'],
    ['familyName', 'text'],
    ['birthDate', 'date'],
    ['organisation', 'text'],
  ],
}

/** The parts of a field that a condition can read, with their types. */
export const conditionParts = (field: Field): readonly (readonly [part: string, type: ValueType])[] =>
  parts[field.type] ?? []

/** Every name under which a condition reads a field. */
export function conditionNames(field: Field): readonly (readonly [name: string, type: ValueType])[] {
  const whole = conditionType(field)
  const within = conditionParts(field).map(([part, type]) => [`${field.id}.${part}`, type] as const)
  return whole === undefined ? within : [[field.id, whole], ...within]
}

/** The field that a name in a condition asks: `period` for `period.from`. */
export const askedIn = (name: string): string => name.split('.', 1)[0] ?? name

/** A part of an answer that has several. */
function partOf(answer: Answers[string] | undefined, part: string): Value {
  if (typeof answer !== 'object' || Array.isArray(answer)) return null
  const value = own(answer as unknown as Readonly<Record<string, unknown>>, part)
  return typeof value === 'string' ? value : null
}

/** The scope of conditions over some answers; `outer` is asked next, which is how a row sees the form around it. */
export const scopeOf = (answers: Answers, outer?: Scope): Scope => {
  const scope: Scope = {
    ...outer,
    answer: (id) => {
      const asked = askedIn(id)
      const answer = own(answers, asked)
      if (answer === undefined && outer) return outer.answer(id)
      return asked === id ? valueOf(answer) : partOf(answer, id.slice(asked.length + 1))
    },
    rows: (id) => {
      const answer = own(answers, id)
      if (answer === undefined) return outer?.rows?.(id) ?? []
      return isRows(answer) ? answer.map((row) => scopeOf(row as Answers, scope)) : []
    },
  }
  return scope
}

const isRows = (answer: Answers[string]): answer is readonly RowAnswers[] =>
  typeof answer === 'object' && 'length' in answer && answer.every((item) => typeof item === 'object')

type AnyField = Field | InnerRepeatedField

/** Whether a field must be answered where it stands. */
export function isRequired(field: AnyField, scope: Scope): boolean {
  if (field.type === 'information' || field.type === 'computed') return false
  if (field.requiredWhen !== undefined) return holds(field.requiredWhen, scope)
  return field.optional !== true && field.recommended !== true
}

/** The fields of a page that the answers show. */
export const visibleFields = (page: Page, answers: Answers, around?: Scope): readonly Field[] => {
  const scope = scopeOf(answers, around)
  return page.fields.filter((field) => holds(field.condition, scope))
}

/** The fields of one row that the answers of the row, and of the form around it, show. */
export const visibleRowFields = (
  field: AnyRepeatedField,
  row: RowAnswers,
  outer: Scope,
): readonly (SimpleField | InnerRepeatedField)[] => {
  const scope = scopeOf(row, outer)
  return (field.fields as readonly (SimpleField | InnerRepeatedField)[]).filter((each) => holds(each.condition, scope))
}

/** The options that the answers show. */
export const visibleOptions = (options: readonly FieldOption[], scope: Scope): readonly FieldOption[] =>
  options.filter((option) => holds(option.condition, scope))

/** Whether something of a page stands in front of the person: what is worked out in silence does not. */
const isDrawn = (field: Field): boolean => field.type !== 'computed' || field.hidden !== true

/** Whether the answers lead through a page: its condition is met and it has something to show. */
export const isPageVisible = (page: Page, answers: Answers, around?: Scope): boolean =>
  holds(page.condition, scopeOf(answers, around)) && visibleFields(page, answers, around).some(isDrawn)

/** The pages that the answers lead through, in order. */
export const visiblePages = (form: Form, answers: Answers, around?: Scope): readonly Page[] =>
  form.pages.filter((page) => isPageVisible(page, answers, around))

interface Around {
  /** `YYYY-MM-DD`, in Paris. */
  readonly today: string
  /** What the commune set for its offer; conditions read its single values by name. */
  readonly options: object
}

/** What the conditions of a form read besides its answers. */
export const aroundForm = ({ today, options }: Around): Scope => ({
  answer: () => null,
  today: () => today,
  option: (id) => {
    const known = options as { readonly [name: string]: unknown; readonly circuit?: Readonly<Record<string, unknown>> }
    const value = own(known.circuit ?? {}, id) ?? own(known, id)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  },
})
