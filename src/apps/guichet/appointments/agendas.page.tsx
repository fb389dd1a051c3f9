import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Breadcrumbs, CardList, EmptyState, LinkCard, PageHead } from '#platform/html'
import { appointmentTexts } from './texts.ts'

export interface AgendasPageProps {
  readonly locale: Locale
  readonly breadcrumbs: readonly { href: string; label: string }[]
  readonly agendas: readonly { readonly href: string; readonly title: string; readonly place: string }[]
}

/** The services that receive by appointment. */
export function AgendasPage({ locale, breadcrumbs, agendas }: AgendasPageProps): VNode {
  const t = appointmentTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.breadcrumbs, links: breadcrumbs })}
      {PageHead({ title: t.agendas, lead: agendas.length === 0 ? undefined : t.agendasLead })}
      <div class="section">
        {agendas.length === 0
          ? EmptyState({ icon: 'calendar-x', level: 2, title: t.noAgenda, children: t.noAgendaBody })
          : CardList({
              isWide: true,
              children: agendas.map(({ href, title, place }) =>
                LinkCard({ href, icon: 'calendar-days', title, level: 2, children: place }),
              ),
            })}
      </div>
    </div>
  )
}
