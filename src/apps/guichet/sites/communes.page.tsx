import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { Collectivity } from '#territory/collectivities'
import { EmptyState, PageHead, renderFragment, suggestionItems } from '#platform/html'
import { CommuneLinks, CommuneSearch } from './territory-home.page.tsx'
import { siteTexts } from './texts.ts'

export interface CommunesPageProps {
  readonly locale: Locale
  readonly query: string
  readonly found: readonly Collectivity[]
  /** Shown when nothing was asked for. */
  readonly all: readonly Collectivity[]
}

/** Answers to "find my commune", or all of them. */
export function CommunesPage({ locale, query, found, all }: CommunesPageProps): VNode {
  const texts = siteTexts(locale)
  return (
    <div class="wrap">
      {PageHead({ title: query === '' ? texts.findTitle : texts.resultsTitle(query) })}
      <div class="narrow">{CommuneSearch({ locale, id: 'commune', value: query })}</div>
      <div class="section">
        {query === '' ? (
          <>
            <h2>{texts.allCommunes}</h2>
            {CommuneLinks({ communes: all, locale })}
          </>
        ) : found.length > 0 ? (
          CommuneLinks({ communes: found, locale })
        ) : (
          EmptyState({
            icon: 'map-pin',
            title: texts.noCommune,
            level: 2,
            children: texts.noCommuneBody,
            action: <a href="/communes">{texts.allCommunes}</a>,
          })
        )}
      </div>
    </div>
  )
}

/** The same answers as one types: the items of a list. */
export function communeSuggestions(found: readonly Collectivity[], locale: Locale): string {
  const texts = siteTexts(locale)
  return renderFragment(
    <>
      {suggestionItems(
        found.map((one) => ({
          href: `/${one.slug}`,
          icon: 'map-pin',
          label: one.name,
          note: one.isOpen ? one.postalCodes.slice(0, 3).join(', ') : texts.notOpenYet,
        })),
      )}
    </>,
  )
}
