import type { VNode } from 'preact'
import type { AssuranceChange, OfferAssurance } from '#counter/procedures'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Button,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  Pagination,
  Panel,
  Radios,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { everyLevel, keyOfLevel, procedureDeskTexts } from './texts.ts'

interface ListProps {
  readonly locale: Locale
  /** `/bureau/corbas/demarches` */
  readonly base: string
  readonly offers: readonly OfferAssurance[]
}

/** The procedures of a collectivity, each with how sure a link to an organisation must be. */
export function ProceduresPage({ locale, base, offers }: ListProps): VNode {
  const t = procedureDeskTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {offers.length === 0
        ? EmptyState({ icon: 'inbox', level: 2, title: t.none, children: t.none_body })
        : DataTable<OfferAssurance>({
            caption: t.title,
            rows: offers,
            columns: [
              {
                title: t.procedure,
                isHeading: true,
                onCard: 'title',
                cell: ({ slug, title }) => <a href={`${base}/${slug}`}>{localize(title, locale)}</a>,
              },
              {
                title: t.delays,
                onCard: 'line',
                cell: ({ slug, title }) => (
                  <a href={`${base}/${slug}/delais`}>
                    {t.delays}
                    <span class="vh"> {localize(title, locale)}</span>
                  </a>
                ),
              },
              { title: t.level, onCard: 'line', cell: ({ minimum }) => t[keyOfLevel(minimum)] },
            ],
          })}
    </>
  )
}

export interface ProcedurePageProps extends Omit<ListProps, 'offers'> {
  /** Where its revisions are: `/bureau/corbas/atelier`. */
  readonly studio: string
  readonly offer: OfferAssurance
  readonly changes: readonly (AssuranceChange & { readonly by: string | undefined })[]
  /** The latest changes are among those shown. */
  readonly isFirstPart: boolean
  readonly olderHref: string | undefined
  readonly isSaved: boolean
  readonly isRefused: boolean
}

/** One procedure: the link that it asks for, and who changed that. */
export function ProcedurePage(props: ProcedurePageProps): VNode {
  const { locale, base, studio, offer, isSaved, isRefused } = props
  const t = procedureDeskTexts(locale)
  return (
    <>
      {isSaved && Toast({ children: t.saved })}
      {PageHead({ title: localize(offer.title, locale), lead: t.who })}
      <div class="stack far">
        {isRefused && ErrorSummary({ title: t.errors, errors: [{ fieldId: 'niveau', message: t.unknown_level }] })}
        {Form({
          action: `${base}/${offer.slug}`,
          children: (
            <>
              {Radios({
                id: 'niveau',
                name: 'niveau',
                legend: t.question,
                hint: t.after,
                value: String(offer.minimum),
                error: isRefused ? t.unknown_level : undefined,
                choices: everyLevel.map(({ value, key }) => ({ value, label: t[key], hint: t[`${key}_hint`] })),
              })}
              {Actions({ children: Button({ children: t.save }) })}
            </>
          ),
        })}
        {Panel({
          title: t.history,
          children: Changes(props),
        })}
        <p>
          <a href={`${studio}/demarches/${offer.slug}`}>{t.versions}</a>
        </p>
        <p>
          <a href={base}>{t.back}</a>
        </p>
      </div>
    </>
  )
}

/** Who changed it, a part at a time. */
function Changes({ locale, base, offer, changes, isFirstPart, olderHref }: ProcedurePageProps): VNode {
  const t = procedureDeskTexts(locale)
  if (changes.length === 0) return <p>{t.never}</p>
  const items = changes.map(({ at, minimum, by }) => ({
    label: formats(locale).dateTime(at),
    value: t.by(t[keyOfLevel(minimum)], by ?? t.platform),
  }))
  const isWhole = isFirstPart && olderHref === undefined
  return (
    <>
      {DescriptionList({ items })}
      {!isWhole &&
        Pagination({
          label: t.history,
          previous: isFirstPart ? undefined : { href: `${base}/${offer.slug}`, label: t.latest },
          next: olderHref === undefined ? undefined : { href: olderHref, label: t.older },
        })}
    </>
  )
}
