import type { VNode } from 'preact'
import { compareDefinitions, type Definition, type FormDifference } from '#counter/procedures'
import { compareWorkflows, type Workflow, type WorkflowDifference } from '#counter/workflows'
import { type Locale, localize } from '#kernel/localized'
import { frenchSpaces } from '#platform/i18n'
import { differenceTexts } from './difference.texts.ts'
import { typeTexts } from './type-texts.ts'

/** A revision of a procedure, with the circuit that it follows. */
export interface Compared {
  readonly definition: Definition
  readonly workflow: Workflow | undefined
}

export interface DifferencesProps {
  readonly locale: Locale
  readonly before: Compared
  readonly after: Compared
  readonly level: 2 | 3
}

/** What changes from a revision to another: form, then circuit, each thing under its place. */
export function Differences({ locale, before, after, level }: DifferencesProps): VNode {
  const t = differenceTexts(locale)
  const form = formLines(before.definition, after.definition, locale)
  const circuit = before.workflow && after.workflow ? circuitLines(before.workflow, after.workflow, locale) : []
  const Title = `h${level}` as 'h2'
  return (
    <div class="stack">
      <Title>{t.form}</Title>
      {form.length === 0 ? <p>{t.form_same}</p> : Grouped(form, locale)}
      <Title>{t.circuit}</Title>
      {circuit.length === 0 ? <p>{t.circuit_same}</p> : Grouped(circuit, locale)}
    </div>
  )
}

interface Line {
  readonly place: string
  readonly sentence: string
}

function Grouped(lines: readonly Line[], locale: Locale): VNode {
  const places = [...new Set(lines.map(({ place }) => place))]
  return (
    <dl class="sum">
      {places.map((place) => (
        <div>
          <dt>{locale === 'fr' ? frenchSpaces(place) : place}</dt>
          <dd>
            <ul class="told">
              {lines
                .filter((line) => line.place === place)
                .map(({ sentence }) => (
                  <li>{locale === 'fr' ? frenchSpaces(sentence) : sentence}</li>
                ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  )
}

type Texts = ReturnType<typeof differenceTexts>

/** The sentences of a form's differences, each with its page. */
function formLines(before: Definition, after: Definition, locale: Locale): readonly Line[] {
  const t = differenceTexts(locale)
  const pages = new Map(
    [...before.form.pages, ...after.form.pages].map(({ id, title }) => [id, localize(title, locale)]),
  )
  return compareDefinitions(before, after, locale).map((difference) => {
    const page = difference.where.find(({ part }) => part === 'page')?.name
    const place = page === undefined ? t.whole : t.page(pages.get(page) ?? page)
    return { place, sentence: sentenceOf(difference, t, locale) }
  })
}

type Saying = (difference: FormDifference, t: Texts, locale: Locale) => string

const shown = (sentence: string | undefined, t: Texts): string =>
  sentence === undefined ? t.shown_always : t.shown_when(sentence)

const asked = (requiredness: string | undefined, t: Texts): string =>
  requiredness === 'always' || requiredness === 'never' || requiredness === 'recommended'
    ? t[requiredness]
    : t.required_when(requiredness ?? '')

const typeName = (type: string | undefined, locale: Locale): string =>
  (typeTexts(locale) as Readonly<Record<string, string>>)[type ?? ''] ?? type ?? ''

const withFit = (sentence: string, { fit }: FormDifference, t: Texts): string =>
  fit === undefined ? sentence : `${sentence} ${t[`fit_${fit}`]}`

const sayings: Readonly<Record<FormDifference['kind'], Saying>> = {
  about: ({ label }, t) => t.about((t as unknown as Readonly<Record<string, string>>)[label] ?? label),
  page_added: (_, t) => t.page_added,
  page_removed: (_, t) => t.page_removed,
  page_renamed: ({ before }, t) => t.page_renamed(before ?? ''),
  page_moved: (_, t) => t.page_moved,
  page_worded: (_, t) => t.page_worded,
  page_condition: ({ before, after }, t) => t.page_condition(shown(before, t), shown(after, t)),
  field_added: ({ label, after }, t) => t.field_added(label, asked(after, t)),
  field_removed: ({ label }, t) => t.field_removed(label),
  field_renamed: ({ before, after }, t) => t.field_renamed(after ?? '', before ?? ''),
  field_moved: ({ label, before }, t) => (before === undefined ? t.field_moved(label) : t.field_page(label, before)),
  field_worded: ({ label }, t) => t.field_worded(label),
  field_retyped: (difference, t, locale) => {
    const { label, before, after } = difference
    return withFit(t.field_retyped(label, typeName(before, locale), typeName(after, locale)), difference, t)
  },
  field_limits: (difference, t) => withFit(t.field_limits(difference.label), difference, t),
  field_required: ({ label, before, after }, t) => t.field_required(label, asked(before, t), asked(after, t)),
  field_condition: ({ label, before, after }, t) => t.field_condition(label, shown(before, t), shown(after, t)),
  field_value: ({ label, before, after }, t) => t.field_value(label, before ?? '', after ?? ''),
  option_added: ({ label, after }, t) => t.option_added(label, after ?? ''),
  option_removed: ({ label, after }, t) => t.option_removed(label, after ?? ''),
  option_renamed: ({ before, after }, t) => t.option_renamed(after ?? '', before ?? ''),
  option_condition: ({ label, before, after }, t) => t.option_condition(label, shown(before, t), shown(after, t)),
  rule_added: ({ label, after }, t) => t.rule_added(label, after ?? ''),
  rule_removed: ({ label }, t) => t.rule_removed(label),
  rule_changed: ({ label, before, after }, t) => t.rule_changed(label, before ?? '', after ?? ''),
}

const sentenceOf: Saying = (difference, t, locale) => sayings[difference.kind](difference, t, locale)

/** The sentences of a circuit's differences, each with its status. */
function circuitLines(before: Workflow, after: Workflow, locale: Locale): readonly Line[] {
  const t = differenceTexts(locale)
  const statuses = new Map(
    [...before.statuses, ...after.statuses].map(({ id, label }) => [id, localize(label, locale)]),
  )
  return compareWorkflows(before, after).map((difference) => {
    const [folder, id] = difference.place.split('/')
    const name = folder === 'statuses' ? statuses.get(id ?? '') : undefined
    const place = name === undefined ? t.whole_circuit : t.status(name)
    return { place, sentence: circuitSentence(difference, t, locale) }
  })
}

function circuitSentence({ what, change, label, kind, parts }: WorkflowDifference, t: Texts, locale: Locale): string {
  if (what === 'initial' || what === 'retention') return t[`${what}_changed`]
  const name = label ? localize(label, locale) : ''
  const thing = what === 'step' ? t.a_step(kind ? t[`kind_${kind}`] : '', name) : t[`a_${what}`](name)
  if (change !== 'changed') return t[change](thing)
  return t.changed(thing, [...new Set(parts.map((part) => partName(part, t)))].join(', '))
}

const texts: ReadonlySet<string> = new Set(['subject', 'body', 'invitation', 'consequences', 'asks', 'intro', 'url'])

function partName(part: string, t: Texts): string {
  if (texts.has(part)) return t.part_texts
  return (t as unknown as Readonly<Record<string, string>>)[`part_${part}`] ?? t.part_other
}
