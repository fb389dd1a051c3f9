import type { VNode } from 'preact'
import type { Definition } from '#counter/procedures'
import type { Expression } from '#kernel/expression'
import type { Locale } from '#kernel/localized'
import { Select, TextInput } from '#platform/html'
import { ruleChoices } from './rule.ts'
import { studioTexts } from './texts.ts'

export interface RuleProps {
  readonly locale: Locale
  readonly definition: Definition
  readonly page: string
  readonly field: string | undefined
  readonly condition: Expression | undefined
  readonly typed: Readonly<Record<string, string>> | undefined
}

/** When something is asked: a line among those that earlier answers allow, and the sentence that it makes. */
export function RuleFields({ locale, definition, page, field, condition, typed }: RuleProps): VNode | null {
  const t = studioTexts(locale)
  const rule = ruleChoices(definition, { page, field }, { condition, locale })
  if (rule.options.length === 0 && condition === undefined) return null
  const isCompared = rule.options.some(({ options }) => options.some(({ value }) => value.endsWith('|')))
  return (
    <>
      {Select({
        id: 'regle',
        name: 'regle',
        label: t.condition,
        value: typed?.['regle'] ?? rule.value,
        emptyLabel: t.always,
        options: [
          ...(rule.value === 'garder' ? [{ value: 'garder', label: t.keep }] : []),
          ...rule.options.map(({ group, options }) => ({ group, options })),
        ],
      })}
      {isCompared &&
        TextInput({
          id: 'valeur',
          name: 'valeur',
          label: t.condition_value,
          hint: t.condition_value_hint,
          width: 'medium',
          value: typed?.['valeur'] ?? rule.typed,
        })}
      {rule.sentence !== undefined && <p class="cond">{t.shown_when(rule.sentence)}</p>}
    </>
  )
}
