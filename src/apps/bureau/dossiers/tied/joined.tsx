import type { Locale } from '#kernel/localized'
import { Alert, ButtonLink, Notice } from '#platform/html'
import { tiedTexts } from './texts.ts'
import type { JoinedView } from './view.ts'

interface JoinedProps {
  readonly locale: Locale
  readonly joined: JoinedView | undefined
  readonly address: string
  readonly from: string
}

/** At the top of a request that is treated with another one: where everything is done. */
export function Joined({ locale, joined, address, from }: JoinedProps) {
  if (joined === undefined) return null
  const t = tiedTexts(locale)
  return (
    <Alert tone="info" icon="git-branch" title={t.joinedTitle(joined.number)}>
      <p>{t.joinedBody}</p>
      <div class="row actions">
        <ButtonLink size="small" href={joined.href} iconAfter="arrow-right">
          {t.joinedOpen(joined.number)}
        </ButtonLink>
        <ButtonLink size="small" kind="quiet" href={`${address}/liens${from}`}>
          {t.part}
        </ButtonLink>
      </div>
    </Alert>
  )
}

interface LikelyProps extends Omit<JoinedProps, 'joined'> {
  readonly likely: string | undefined
}

/** That others look like it: a remark, for whoever reads it to judge. */
export function Likely({ locale, likely, address, from }: LikelyProps) {
  if (likely === undefined) return null
  return (
    <Notice tone="info" icon="copy">
      {likely} <a href={`${address}/liens${from}`}>{tiedTexts(locale).likelySee}</a>
    </Notice>
  )
}
