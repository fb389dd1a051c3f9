import type { Definition, Field } from '#counter/procedures'
import { describeCondition, type Expression } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import { studioTexts } from './texts.ts'

/** Rules that one field decides, as lines of a list; others are kept as they were written. */

type Rule = readonly [comparison: string, field: string, literal: string | number | boolean | null]

const asked = (definition: Definition): readonly Field[] => definition.form.pages.flatMap(({ fields }) => fields)

/** Fields asked before a place: of the pages before, and of the page itself up to a field. */
function before(definition: Definition, pageId: string, fieldId: string | undefined): readonly Field[] {
  const { pages } = definition.form
  const rank = pages.findIndex(({ id }) => id === pageId)
  const earlier = pages.slice(0, rank).flatMap(({ fields }) => fields)
  const own = pages[rank]?.fields ?? []
  const index = fieldId === undefined ? 0 : own.findIndex(({ id }) => id === fieldId)
  return [...earlier, ...own.slice(0, Math.max(0, index))]
}

/** Whether the value is typed beside. */
const typedTypes = new Set<Field['type']>(['number', 'amount', 'text'])

function linesOf(field: Field, locale: Locale): readonly SelectOption[] {
  const t = studioTexts(locale)
  const line = (comparison: string, literal: string, label: string) => ({
    value: `${comparison}|${field.id}|${literal}`,
    label,
  })
  if (field.type === 'yes_no') return [line('equals', 'true', t.is_yes), line('equals', 'false', t.is_no)]
  if ((field.type === 'choice' || field.type === 'choices') && field.options) {
    const comparison = field.type === 'choice' ? 'equals' : 'contains'
    return field.options.flatMap(({ value, label }) => [
      line(comparison, value, t.is(localize(label, locale))),
      ...(field.type === 'choice' ? [line('notEquals', value, t.is_not(localize(label, locale)))] : []),
    ])
  }
  if (field.type === 'text') return [line('equals', '', t.equals)]
  if (typedTypes.has(field.type)) {
    return [line('greaterThan', '', t.above), line('lessThan', '', t.below), line('equals', '', t.equals)]
  }
  return []
}

export interface RuleChoices {
  readonly options: readonly { readonly group: string; readonly options: readonly SelectOption[] }[]
  readonly value: string
  readonly typed: string
  /** The rule in a sentence; undefined when there is none. */
  readonly sentence: string | undefined
}

/** The lines that one may choose for a place, and the one that stands there. */
export function ruleChoices(
  definition: Definition,
  at: { readonly page: string; readonly field?: string | undefined },
  { condition, locale }: { readonly condition: Expression | undefined; readonly locale: Locale },
): RuleChoices {
  const options = before(definition, at.page, at.field)
    .map((field) => ({ group: localize(labelOf(field), locale), options: linesOf(field, locale) }))
    .filter((each) => each.options.length > 0)
  const rule = simpleRule(condition)
  const value = rule ? lineFor(options, rule) : undefined
  return {
    options,
    value: condition === undefined ? '' : (value ?? 'garder'),
    typed: rule && value?.endsWith('|') ? String(rule[2]) : '',
    sentence: condition === undefined ? undefined : sentenceOf(definition, condition, locale),
  }
}

const labelOf = (field: Field) => field.label

function lineFor(options: RuleChoices['options'], [comparison, field, literal]: Rule): string | undefined {
  const lines = options.flatMap((each) => each.options.map(({ value }) => value))
  return [`${comparison}|${field}|${String(literal)}`, `${comparison}|${field}|`].find((line) => lines.includes(line))
}

/** `["equals", ["answer", "vehicle"], "truck"]`; undefined for anything else. */
function simpleRule(condition: Expression | undefined): Rule | undefined {
  if (!Array.isArray(condition) || condition.length !== 3) return undefined
  const [comparison, read, literal] = condition as readonly unknown[]
  if (typeof comparison !== 'string' || !Array.isArray(read) || read[0] !== 'answer') return undefined
  if (typeof read[1] !== 'string' || (typeof literal === 'object' && literal !== null)) return undefined
  return [comparison, read[1], literal as Rule[2]]
}

/** What was chosen, as a rule; null takes it away, undefined leaves it as it is. */
export function ruleFrom(definition: Definition, line: string, typed: string): Expression | null | undefined {
  if (line === 'garder') return undefined
  const [comparison = '', id = '', literal = ''] = line.split('|')
  if (id === '') return null
  const field = asked(definition).find((each) => each.id === id)
  const value =
    literal === '' ? typedValue(field?.type, typed) : field?.type === 'yes_no' ? literal === 'true' : literal
  return value === undefined ? undefined : [comparison, ['answer', id], value]
}

/** A number, cents, or a text; undefined when it is not what the field holds. */
function typedValue(type: Field['type'] | undefined, typed: string): string | number | undefined {
  if (type === 'text') return typed
  const number = Number(typed.replace(',', '.').replaceAll(/\s/g, ''))
  if (typed.trim() === '' || Number.isNaN(number)) return undefined
  return type === 'amount' ? Math.round(number * 100) : number
}

/** A rule as one reads it. */
export function sentenceOf(definition: Definition, condition: Expression, locale: Locale): string {
  const fields = new Map(asked(definition).map((field) => [field.id, field]))
  return describeCondition(
    condition,
    {
      answer: (id) => {
        const field = fields.get(id)
        if (!field) return undefined
        const choices = 'options' in field && field.options ? field.options : []
        return {
          label: localize(field.label, locale),
          choices: new Map(choices.map(({ value, label }) => [value, localize(label, locale)])),
        }
      },
    },
    locale,
  )
}
