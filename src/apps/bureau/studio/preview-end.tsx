import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { ButtonLink, EmptyState } from '#platform/html'
import { studioTexts } from './texts.ts'

/** After the last page of a preview: nothing was sent. */
export function PreviewEnd({ locale, href }: { readonly locale: Locale; readonly href: string }): VNode {
  const t = studioTexts(locale)
  return (
    <div class="wrap">
      {EmptyState({
        icon: 'circle-check',
        level: 2,
        title: t.preview_end,
        children: t.preview_end_body,
        action: ButtonLink({ kind: 'secondary', href, children: t.preview_again }),
      })}
    </div>
  )
}
