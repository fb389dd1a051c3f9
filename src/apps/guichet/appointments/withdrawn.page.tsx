import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { PageHead } from '#platform/html'
import { appointmentTexts } from './texts.ts'

interface WithdrawnPageProps {
  readonly locale: Locale
  readonly followHref: string
}

/** An appointment that nobody waits for any more. */
export function WithdrawnPage({ locale, followHref }: WithdrawnPageProps): VNode {
  const t = appointmentTexts(locale)
  return (
    <div class="wrap">
      {PageHead({ title: t.withdrawn, lead: t.withdrawnBody })}
      <p class="section">
        <a href={followHref}>{t.followRequest}</a>
      </p>
    </div>
  )
}
