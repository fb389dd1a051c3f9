import type { VNode } from 'preact'
import type { EndPreviewed } from '#counter/dossiers'
import { type Locale, localize } from '#kernel/localized'
import { DataTable, EmptyState, PageHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { retentionTexts } from './texts.ts'

interface RetentionPageProps {
  readonly locale: Locale
  readonly ends: readonly EndPreviewed[]
}

/** What will be erased of closed requests, and when. */
export function RetentionPage({ locale, ends }: RetentionPageProps): VNode {
  const t = retentionTexts(locale)
  const format = formats(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {ends.length === 0 ? (
        EmptyState({ icon: 'archive', level: 2, title: t.none, children: <p>{t.none_body}</p> })
      ) : (
        <div class="list">
          {DataTable<EndPreviewed>({
            caption: t.caption,
            rows: ends,
            columns: [
              { title: t.procedure, isHeading: true, cell: ({ title }) => localize(title, locale) },
              { title: t.month, cell: ({ month }) => `${format.month(`${month}-01`)} ${month.slice(0, 4)}` },
              { title: t.outcome, cell: ({ outcome }) => t[outcome] },
              {
                title: t.count,
                cell: ({ count, held }) => (
                  <>
                    {format.number(count)}
                    {held > 0 && (
                      <>
                        <br />
                        <span class="meta">{t.held(held)}</span>
                      </>
                    )}
                  </>
                ),
              },
              { title: t.becomes, cell: ({ end }) => t[end] },
            ],
          })}
        </div>
      )}
      <p class="meta">{t.kept}</p>
    </>
  )
}
