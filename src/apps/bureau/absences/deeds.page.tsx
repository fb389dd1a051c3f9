import type { VNode } from 'preact'
import type { Absence, Deed } from '#counter/dispatch'
import type { Locale } from '#kernel/localized'
import { Breadcrumbs, DataTable, EmptyState, PageHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { periodOf } from './absences.page.tsx'
import { absenceTexts } from './texts.ts'

interface DeedsPageProps {
  readonly locale: Locale
  readonly base: string
  readonly requests: string
  readonly absence: Absence
  readonly deeds: readonly Deed[]
}

/** What was done in somebody's place while she was away. */
export function DeedsPage({ locale, base, requests, absence, deeds }: DeedsPageProps): VNode {
  const t = absenceTexts(locale)
  const format = formats(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({ title: t.deeds_title(absence.name), lead: t.deeds_lead(periodOf(absence, locale)) })}
      {deeds.length === 0
        ? EmptyState({ icon: 'check', level: 2, title: t.deeds_none, children: null })
        : DataTable<Deed>({
            caption: t.deeds_count(deeds.length),
            isCaptionSeen: true,
            rows: deeds,
            columns: [
              {
                title: t.request,
                isHeading: true,
                onCard: 'title',
                cell: ({ dossierId, number }) => <a href={`${requests}/${dossierId}`}>{number}</a>,
              },
              { title: t.what, cell: ({ kind }) => t.deed(kind) },
              { title: t.by, cell: ({ byName }) => byName },
              { title: t.at, onCard: 'bottom', cell: ({ at }) => format.dateTime(at) },
            ],
          })}
    </>
  )
}
