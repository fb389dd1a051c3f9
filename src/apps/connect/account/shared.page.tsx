import type { VNode } from 'preact'
import type { Disclosure } from '#identity/accounts'
import { type Locale, localize } from '#kernel/localized'
import { EmptyState, Notice, Summary } from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout } from '../accounts/parts.tsx'
import { backToAccount } from './profile.page.tsx'
import { sharedTexts } from './shared.texts.ts'

/** Lines shown at most. */
export const mostShared = 200

/** Who received which datum and when, by day. */
export function SharedPage({
  locale,
  disclosures,
}: {
  readonly locale: Locale
  readonly disclosures: readonly Disclosure[]
}): VNode {
  const t = sharedTexts(locale)
  const format = formats(locale)
  const days = Map.groupBy(disclosures, ({ at }) => format.date(at))
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Notice({ icon: 'shield-check', children: <p>{t.agents}</p> }),
    children:
      disclosures.length === 0 ? (
        EmptyState({ icon: 'eye', title: t.none, level: 2, children: t.noneNote })
      ) : (
        <div>
          {[...days].map(([day, ofDay]) =>
            Summary({
              title: day,
              items: ofDay.map((each) => ({ label: each.to, value: DisclosureLine(each, locale) })),
            }),
          )}
          {disclosures.length >= mostShared && <p class="meta">{t.most(format.number(mostShared))}</p>}
        </div>
      ),
  })
}

function DisclosureLine({ at, data, why, href }: Disclosure, locale: Locale): VNode {
  const t = sharedTexts(locale)
  const format = formats(locale)
  const what = format.list(data.map((datum) => localize(datum, locale)))
  return (
    <>
      <p>{what.charAt(0).toUpperCase() + what.slice(1)}</p>
      <p class="meta">
        {localize(why, locale)}, {format.time(at)}
      </p>
      {href !== undefined && (
        <p>
          <a href={href}>{t.more}</a>
        </p>
      )}
    </>
  )
}
