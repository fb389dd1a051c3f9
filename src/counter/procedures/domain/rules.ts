import { describe, describeCondition, type Expression, type Names } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import type { Field, FieldOption, Form, InnerRepeatedField } from '../schema/index.ts'
import { namesOf } from './names.ts'

/** One rule of a form, as people read it. */
export interface SaidRule {
  /** What the rule decides of its subject. */
  readonly kind: 'shown' | 'required' | 'worth' | 'check' | 'not_allowed'
  /** Label of the page, the field or the option that it rules; of a check, what is said when it fails. */
  readonly subject: string
  readonly sentence: string
}

interface Saying {
  readonly names: Names
  readonly locale: Locale
  /** The repeated block that one stands in: its fields read each other. */
  readonly block?: string
}

const inside = ({ names, locale, block }: Saying): Saying =>
  block === undefined
    ? { names, locale }
    : { names: { ...names, answer: (id, other) => names.answer?.(id, other ?? block) }, locale, block }

/**
 * Every rule of a form, in the order of its pages.
 * @param ofCircuit what the options of its circuit are called, by their names.
 */
export function rulesOf(form: Form, locale: Locale, ofCircuit?: ReadonlyMap<string, string>): readonly SaidRule[] {
  const saying = { names: namesOf(form, locale, ofCircuit), locale }
  return [
    ...acrossFields(form, saying),
    ...form.pages.flatMap((page) => [
      ...condition('shown', localize(page.title, locale), page.condition, saying),
      ...page.fields.flatMap((field) => ofField(field, saying)),
      ...acrossFields(page, saying),
    ]),
  ]
}

function ofField(field: Field | InnerRepeatedField, saying: Saying): readonly SaidRule[] {
  const subject = localize(field.label, saying.locale)
  const own = inside(saying)
  return [
    ...condition('shown', subject, field.condition, own),
    ...('requiredWhen' in field ? condition('required', subject, field.requiredWhen, own) : []),
    ...(field.type === 'computed'
      ? [{ kind: 'worth' as const, subject, sentence: describe(field.value, own.names, own.locale) }]
      : []),
    ...(field.type === 'choice' || field.type === 'choices' ? ofOptions(field.options ?? [], own) : []),
    ...(field.type === 'repeated' ? field.fields.flatMap((each) => ofField(each, { ...saying, block: field.id })) : []),
  ]
}

const ofOptions = (options: readonly FieldOption[], saying: Saying): readonly SaidRule[] =>
  options.flatMap((option) => condition('shown', localize(option.label, saying.locale), option.condition, saying))

const acrossFields = ({ checks = [], eligibility = [] }: Pick<Form, 'checks' | 'eligibility'>, saying: Saying) => [
  ...eligibility.flatMap(({ when, message }) =>
    condition('not_allowed', localize(message, saying.locale), when, saying),
  ),
  ...checks.flatMap(({ holds, message }) => condition('check', localize(message, saying.locale), holds, saying)),
]

const condition = (
  kind: SaidRule['kind'],
  subject: string,
  expression: Expression | undefined,
  { names, locale }: Saying,
): readonly SaidRule[] =>
  expression === undefined ? [] : [{ kind, subject, sentence: describeCondition(expression, names, locale) }]
