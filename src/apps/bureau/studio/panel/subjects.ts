import type { Field } from '#counter/procedures'
import type { Json } from '#counter/studio'
import type { Expression, Names } from '#kernel/expression'
import { type Localized, localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import type { Around } from './panel.ts'
import { panelTexts } from './texts.ts'

/** What a condition or a value of a circuit may read. */
interface Subject {
  /** `answer|vehicle` */
  readonly value: string
  readonly label: string
  readonly kind: 'text' | 'number' | 'amount' | 'date' | 'boolean' | 'list'
  readonly choices: readonly SelectOption[]
}

const kinds: Partial<Readonly<Record<string, Subject['kind']>>> = {
  number: 'number',
  computed: 'number',
  repeated: 'number',
  amount: 'amount',
  date: 'date',
  yes_no: 'boolean',
  boolean: 'boolean',
  choices: 'list',
  list: 'list',
}

interface Offered {
  readonly value: string
  readonly label: Localized
}

/** By group, in the author's words. */
export function subjectsOf(
  around: Around,
): readonly { readonly group: string; readonly subjects: readonly Subject[] }[] {
  const { locale, definition, workflow } = around
  const t = panelTexts(locale)
  const named = (options: readonly Offered[] | undefined) =>
    (options ?? []).map(({ value, label }) => ({ value, label: localize(label, locale) }))
  const ofForm = definition.form.pages
    .flatMap(({ fields }) => fields as readonly Field[])
    .filter(({ type }) => type !== 'information' && type !== 'file')
    .map((field) => ({
      value: `answer|${field.id}`,
      label: localize(field.label, locale),
      kind: field.type === 'computed' && field.gives !== 'number' ? ('text' as const) : (kinds[field.type] ?? 'text'),
      choices: 'options' in field ? named(field.options) : [],
    }))
  const ofAgents = (workflow.internal ?? []).map(({ id, label, type, options }) => ({
    value: `internal|${id}`,
    label: localize(label, locale),
    kind: kinds[type] ?? ('text' as const),
    choices: named(options),
  }))
  const ofOptions = (workflow.options ?? []).map(({ id, label, type }) => ({
    value: `option|${id}`,
    label: localize(label, locale),
    kind: kinds[type] ?? ('text' as const),
    choices: [],
  }))
  const statuses = workflow.statuses.map(({ id, label }) => ({ value: id, label: localize(label, locale) }))
  const ofCase: readonly Subject[] = [
    { value: 'case|status', label: t.case_status, kind: 'text', choices: statuses },
    { value: 'case|number', label: t.case_number, kind: 'text', choices: [] },
    { value: 'case|submittedAt', label: t.case_submitted, kind: 'date', choices: [] },
    { value: 'case|deadline', label: t.case_deadline, kind: 'date', choices: [] },
    { value: 'today', label: t.today, kind: 'date', choices: [] },
  ]
  return [
    { group: t.of_form, subjects: ofForm },
    { group: t.of_agents, subjects: ofAgents },
    { group: t.of_options, subjects: ofOptions },
    { group: t.of_case, subjects: ofCase },
  ].filter(({ subjects }) => subjects.length > 0)
}

const findSubject = (around: Around, value: string): Subject | undefined =>
  subjectsOf(around)
    .flatMap(({ subjects }) => subjects)
    .find((subject) => subject.value === value)

/** For a list to choose from. */
export const subjectOptions = (around: Around) =>
  subjectsOf(around).map(({ group, subjects }) => ({
    group,
    options: subjects.map(({ value, label }) => ({ value, label })),
  }))

/** `answer|vehicle` → `["answer", "vehicle"]` */
export const readingOf = (value: string): Expression => {
  const [source = '', id] = value.split('|')
  return id === undefined ? [source] : [source, id]
}

/** The contrary; undefined when it is no plain reading. */
export function readIn(expression: Json | undefined): string | undefined {
  if (!Array.isArray(expression)) return undefined
  const [source, id] = expression as readonly Json[]
  if (source === 'today' && expression.length === 1) return 'today'
  const isRead = source === 'answer' || source === 'internal' || source === 'option' || source === 'case'
  return isRead && typeof id === 'string' && expression.length === 2 ? `${source}|${id}` : undefined
}

/** What sentences call what is read. */
export function namesIn(around: Around): Names {
  const of = (source: string) => (id: string) => {
    const subject = findSubject(around, `${source}|${id}`)
    return (
      subject && { label: subject.label, choices: new Map(subject.choices.map(({ value, label }) => [value, label])) }
    )
  }
  return { answer: of('answer'), internal: of('internal'), option: of('option') }
}
