import type { VNode } from 'preact'
import type { ValueType } from '#kernel/expression'
import { Actions, Breadcrumbs, Button, ErrorSummary, Form, PageHead, Panel } from '#platform/html'
import type { Locale } from '#kernel/localized'
import { type Trouble, TroubleAlert } from '../head.tsx'
import { GroupFields, ValueFields } from './builder.tsx'
import type { Group, Value } from './piece.ts'
import type { Sources } from './sources.ts'
import { ruleTexts } from './texts.ts'
import type { CircuitTarget } from './circuit-target.ts'
import type { RuleName } from './target.ts'

export interface RulePageProps {
  readonly locale: Locale
  readonly rule: RuleName | CircuitTarget['rule']
  readonly subject: string
  readonly piece: Group | Value
  readonly gives: ValueType
  readonly sources: Sources
  /** What is built so far in a sentence; undefined while it is not finished. */
  readonly sentence: string | undefined
  readonly isEmpty: boolean
  readonly mayBeAbsent: boolean
  readonly isOpen: boolean
  readonly action: string
  readonly back: string
  readonly hidden: Readonly<Record<string, string>>
  readonly errors: readonly { readonly path: string; readonly fieldId: string; readonly message: string }[]
  readonly trouble: Trouble | undefined
}

/** One rule of a form, built line by line and read back as a sentence. */
export function RulePage(props: RulePageProps): VNode {
  const { locale, rule, subject, errors, back } = props
  const t = ruleTexts(locale)
  const backLabel = rule === 'si' || rule === 'valeur' ? t.back_circuit : t.back
  return (
    <>
      {Breadcrumbs({ label: backLabel, links: [{ href: back, label: backLabel }], isBack: true })}
      {PageHead({ title: t[rule](subject) })}
      {props.trouble && TroubleAlert({ locale, trouble: props.trouble })}
      <div class="stack far parts">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        {Panel({ id: 'regle', children: Builder(props) })}
      </div>
    </>
  )
}

function Builder(props: RulePageProps): VNode {
  const { locale, piece, sources, gives, isOpen } = props
  const t = ruleTexts(locale)
  const errors = new Map(props.errors.map(({ path, message }) => [path, message]))
  return Form({
    class: 'form rule-form',
    action: `${props.action}#regle`,
    hidden: props.hidden,
    children: (
      <div id="regle-corps" class="stack" data-studio-rule>
        {/* Enter redraws the page, it takes nothing away. */}
        <button class="vh" type="submit" name="geste" value="actualiser" tabIndex={-1} aria-hidden="true" data-part />
        <output class="cond">{Sentence(props)}</output>
        {piece.kind === 'group'
          ? GroupFields({ path: 'r', sources, errors, group: piece })
          : ValueFields({ path: 'r', sources, errors, value: piece, wanted: gives, label: t.what })}
        {isOpen &&
          Actions({
            children: (
              <>
                {Button({ name: 'geste', value: 'enregistrer', children: t.save })}
                <button class="btn quiet" type="submit" name="geste" value="actualiser" data-part data-refresh-button>
                  {t.refresh}
                </button>
                {props.mayBeAbsent && Button({ kind: 'quiet', name: 'geste', value: 'effacer', children: t.clear })}
              </>
            ),
          })}
      </div>
    ),
  })
}

function Sentence({ locale, sentence, isEmpty, mayBeAbsent }: RulePageProps): string {
  const t = ruleTexts(locale)
  if (isEmpty && mayBeAbsent) return t.no_rule
  return sentence === undefined ? t.unfinished : `${t.reads_as} : ${sentence}`
}
