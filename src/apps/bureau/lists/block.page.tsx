import type { VNode } from 'preact'
import type { BlockReading } from '#counter/procedures'
import type { DraftUsing } from '#counter/studio'
import { type Locale, localize } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, Form, PageHead, Panel, Toast } from '#platform/html'
import { studioTexts } from '../studio/texts.ts'
import { typeTexts } from '../studio/type-texts.ts'
import { Uses } from '../studio/uses.tsx'
import { listTexts } from './texts.ts'

export interface BlockPageProps extends BlockReading {
  readonly locale: Locale
  /** Of the studio. */
  readonly base: string
  readonly uses: readonly DraftUsing[]
  /** The territory's author: others read it. */
  readonly isOurs: boolean
  readonly isDone: boolean
}

/** A shared block: its questions, where it is used, and before it is offered no longer, who uses it. */
export function BlockPage(props: BlockPageProps): VNode {
  const { locale, base, block, fields, uses, isOurs } = props
  const t = listTexts(locale)
  const types = typeTexts(locale)
  return (
    <>
      {props.isDone && Toast({ children: studioTexts(locale).done })}
      {Breadcrumbs({ label: t.title, links: [{ href: `${base}/listes`, label: t.title }], isBack: true })}
      {PageHead({
        title: localize(block.title, locale),
        lead: `${t.block_says(block.fields, block.number)}. ${block.isRetired ? t.block_retired : t.block_offered}`,
      })}
      <div class="stack far">
        {Panel({
          title: t.block_questions,
          children: (
            <ol>
              {fields.map((field) => (
                <li>
                  {localize(field.label, locale)} <small>{types[field.type]}</small>
                </li>
              ))}
            </ol>
          ),
        })}
        {Panel({ title: t.block_used, children: Uses({ locale, base, uses }) })}
        {isOurs &&
          !block.isRetired &&
          Panel({
            title: t.block_retire,
            children: Form({
              action: `${base}/blocs/${block.slug}/retirer`,
              children: (
                <>
                  <p>
                    {t.block_retire_sure(uses.length)} {t.block_retire_body}
                  </p>
                  {Actions({ children: Button({ kind: 'secondary', children: t.block_retire }) })}
                </>
              ),
            }),
          })}
      </div>
    </>
  )
}
