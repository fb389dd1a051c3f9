import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, ButtonLink, EmptyState, Form } from '#platform/html'
import { studioTexts } from './texts.ts'

export interface PreviewEndProps {
  readonly locale: Locale
  /** Where one begins again. */
  readonly href: string
  /** Where a test is composed. */
  readonly composeHref: string
  /** What was typed, as the form carries it. */
  readonly carried: Readonly<Record<string, string>>
}

/** After the last page of a preview: nothing was sent; the answers may serve a test. */
export function PreviewEnd({ locale, href, composeHref, carried }: PreviewEndProps): VNode {
  const t = studioTexts(locale)
  return (
    <div class="wrap">
      {EmptyState({
        icon: 'circle-check',
        level: 2,
        title: t.preview_end,
        children: t.preview_end_body,
        action: (
          <>
            {Form({
              action: composeHref,
              hidden: carried,
              leavesFrame: true,
              children: Button({ kind: 'secondary', children: t.preview_keep }),
            })}
            {ButtonLink({ kind: 'quiet', href, children: t.preview_again })}
          </>
        ),
      })}
    </div>
  )
}
