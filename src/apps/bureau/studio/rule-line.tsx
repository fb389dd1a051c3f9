import type { VNode } from 'preact'
import { namesOf } from '#counter/procedures'
import { describe, describeCondition, type Expression } from '#kernel/expression'
import { Icon } from '#platform/html'
import { unfolded } from './rule/target.ts'
import type { DesignerProps } from './parts.tsx'
import { studioTexts } from './texts.ts'

export interface RuleLineProps {
  readonly props: Pick<DesignerProps, 'locale' | 'draft' | 'place' | 'blocks'>
  readonly label: string
  readonly expression: Expression | undefined
  /** Value of the button that saves the form around it, then opens the builder. */
  readonly act: string
  /** What the button is called where several stand on a page. */
  readonly name: string
  /** What holds while there is no rule. */
  readonly absent: string
  /** Worth a value rather than yes or no. */
  readonly isValue?: boolean
}

/** A rule in a sentence, and the button that opens its builder. */
export function RuleLine({ props, label, expression, act, name, absent, isValue }: RuleLineProps): VNode {
  const { locale, draft, place, blocks } = props
  const t = studioTexts(locale)
  const isThere = expression !== undefined && expression !== true && (isValue !== true || expression !== 0)
  const button = isThere ? t.rule_change : t.rule_write
  return (
    <div class="rule-said">
      <p>
        <b>{label}</b>
      </p>
      <p class={isThere ? 'cond' : 'meta'}>
        {isThere ? sentenceOf(expression, { draft, locale, place, blocks, isValue: isValue === true }) : absent}
      </p>
      {draft.state === 'open' && (
        <button class="btn quiet small" type="submit" name="geste" value={act} aria-label={`${button} : ${name}`}>
          {Icon({ name: 'git-branch', size: 'small' })}
          {button}
        </button>
      )}
    </div>
  )
}

interface Saying extends Pick<DesignerProps, 'locale' | 'draft' | 'place' | 'blocks'> {
  readonly isValue: boolean
}

function sentenceOf(expression: Expression, { locale, draft, place, blocks, isValue }: Saying): string {
  const known = namesOf(unfolded(draft.document.definition, blocks).form, locale)
  const row = place.field.length > 1 ? place.field.at(-2) : undefined
  const names = { ...known, answer: (id: string, block?: string) => known.answer?.(id, block ?? row) }
  return isValue ? describe(expression, names, locale) : describeCondition(expression, names, locale)
}
