import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, ErrorSummary, Form, Notice, PageHead, Panel } from '#platform/html'
import { GroupFields } from '../studio/rule/builder.tsx'
import type { Group } from '../studio/rule/piece.ts'
import type { Sources } from '../studio/rule/sources.ts'
import { aroundTexts } from './around.texts.ts'
import { dispatchTexts } from './texts.ts'

export interface ConditionPageProps {
  readonly locale: Locale
  readonly base: string
  readonly id: string
  readonly title: string
  readonly version: number
  /** Undefined when the rule does not name one procedure. */
  readonly built:
    | { readonly group: Group; readonly sources: Sources; readonly sentence: string | undefined }
    | undefined
  readonly errors: readonly { readonly path: string; readonly fieldId: string; readonly message: string }[]
}

/** On which answers a rule holds, built line by line and read back as a sentence. */
export function ConditionPage(props: ConditionPageProps): VNode {
  const { locale, base, title, built, errors } = props
  const [t, a] = [dispatchTexts(locale), aroundTexts(locale)]
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({ title: a.condition_title(title) })}
      <div class="stack far parts">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        {built ? Panel({ id: 'regle', children: Builder(props, built) }) : Notice({ children: a.condition_needs_one })}
      </div>
    </>
  )
}

function Builder(
  props: ConditionPageProps,
  { group, sources, sentence }: NonNullable<ConditionPageProps['built']>,
): VNode {
  const { locale, base, id, version } = props
  const [t, a] = [dispatchTexts(locale), aroundTexts(locale)]
  const errors = new Map(props.errors.map(({ path, message }) => [path, message]))
  const said = group.items.length === 0 ? a.condition_none : sentence
  return Form({
    class: 'form rule-form',
    action: `${base}/condition?id=${id}#regle`,
    hidden: { version: String(version) },
    children: (
      <div id="regle-corps" class="stack" data-studio-rule>
        {/* Enter redraws the page, it takes nothing away. */}
        <button class="vh" type="submit" name="geste" value="actualiser" tabIndex={-1} aria-hidden="true" data-part />
        <output class="cond">{said === undefined ? a.condition_unfinished : `${a.condition_reads} : ${said}`}</output>
        {GroupFields({ path: 'r', sources, errors, group })}
        {Actions({
          children: (
            <>
              {Button({ name: 'geste', value: 'enregistrer', children: t.keep })}
              <button class="btn quiet" type="submit" name="geste" value="actualiser" data-part data-refresh-button>
                {a.refresh}
              </button>
              {Button({ kind: 'quiet', name: 'geste', value: 'effacer', children: a.condition_clear })}
            </>
          ),
        })}
      </div>
    ),
  })
}
