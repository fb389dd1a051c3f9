import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { LifeEvent } from '#counter/procedures'
import { Breadcrumbs, CardList, EmptyState, LinkCard, PageHead, Tabs } from '#platform/html'
import { formats } from '#platform/i18n'
import { frameTexts } from '../frame/index.ts'
import { iconOf, momentsOf, type ProcedureCard } from './cards.ts'
import { SearchBox } from '#platform/html'
import { lifeEventTexts, siteTexts } from './texts.ts'

export interface ProceduresPageProps {
  readonly locale: Locale
  readonly base: string
  readonly siteName: string
  readonly procedures: readonly ProcedureCard[]
  readonly moment: LifeEvent | undefined
}

/** All that a collectivity offers, by moment of life. */
export function ProceduresPage(props: ProceduresPageProps): VNode {
  const { locale, base, procedures, moment } = props
  const texts = siteTexts(locale)
  const words = lifeEventTexts(locale)
  const shown = moment === undefined ? procedures : procedures.filter(({ lifeEvents }) => lifeEvents.includes(moment))
  return (
    <div class="wrap">
      {Breadcrumbs({
        label: frameTexts(locale).breadcrumbs,
        links: [{ href: base || '/', label: props.siteName }],
      })}
      {PageHead({ title: moment ? words[moment] : texts.proceduresTitle, lead: texts.proceduresLead })}
      {Tabs({
        label: texts.byMoment,
        tabs: [
          { href: `${base}/demarches`, label: texts.everything, count: String(procedures.length), isCurrent: !moment },
          ...[...momentsOf(procedures)].map(([id, count]) => ({
            href: `${base}/demarches?moment=${id}`,
            label: words[id],
            count: String(count),
            isCurrent: id === moment,
          })),
        ],
      })}
      <div class="section">{ProcedureCards({ procedures: shown, base, locale })}</div>
    </div>
  )
}

/** Procedures as cards, with what each is for. */
export function ProcedureCards(props: { procedures: readonly ProcedureCard[]; base: string; locale: Locale }): VNode {
  const { base, locale } = props
  return CardList({
    isWide: true,
    children: props.procedures.map((card) =>
      LinkCard({
        href: `${base}/demarches/${card.slug}`,
        icon: iconOf(card.icon),
        title: localize(card.title, locale),
        level: 2,
        children: localize(card.summary, locale),
      }),
    ),
  })
}

export interface SearchPageProps {
  readonly locale: Locale
  readonly base: string
  readonly siteName: string
  readonly query: string
  readonly found: readonly ProcedureCard[]
}

/** Answers of the search, or how to find without it. */
export function SearchPage({ locale, base, siteName, query, found }: SearchPageProps): VNode {
  const texts = siteTexts(locale)
  const count = formats(locale).plural(found.length, texts.answerWord, texts.answersWord)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: frameTexts(locale).breadcrumbs, links: [{ href: base || '/', label: siteName }] })}
      {PageHead({ title: query === '' ? texts.searchTitle : texts.searchFor(query) })}
      <div class="narrow">
        {SearchBox({
          id: 'q',
          action: `${base}/recherche`,
          name: 'q',
          label: texts.whatFor,
          isLabelHidden: true,
          submitLabel: texts.search,
          placeholder: texts.searchPlaceholder,
          value: query,
          suggestionsLabel: texts.proposed,
          suggestHref: `${base}/recherche/suggestions`,
        })}
      </div>
      <div class="section stack">
        {query !== '' && found.length > 0 && <p class="meta">{texts.found(count)}</p>}
        {found.length > 0 && ProcedureCards({ procedures: found, base, locale })}
        {query !== '' &&
          found.length === 0 &&
          EmptyState({
            icon: 'search',
            title: texts.nothing,
            level: 2,
            children: texts.nothingBody,
            action: <a href={`${base}/demarches`}>{texts.seeAll}</a>,
          })}
      </div>
    </div>
  )
}
