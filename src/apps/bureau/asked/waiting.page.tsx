import type { VNode } from 'preact'
import type { AskedHere } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import { type Column, DataTable, EmptyState, PageHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { askedTexts } from './texts.ts'

interface WaitingProps {
  readonly locale: Locale
  /** `/bureau/corbas/on-me-demande` */
  readonly base: string
  readonly asked: readonly AskedHere[]
}

/** What colleagues await from an agent: opinions, then signatures. */
export function WaitingPage(props: WaitingProps): VNode {
  const { locale, asked } = props
  const t = askedTexts(locale)
  const parts = [
    { title: t.opinions, rows: asked.filter(({ service }) => service !== 'visa') },
    { title: t.signatures, rows: asked.filter(({ service }) => service === 'visa') },
  ]
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {asked.length === 0 &&
        EmptyState({ icon: 'circle-check', level: 2, title: t.none, children: <p>{t.noneBody}</p> })}
      {parts
        .filter(({ rows }) => rows.length > 0)
        .map(({ title, rows }) => (
          <section class="stack">
            <h2>{title}</h2>
            {DataTable<AskedHere>({ caption: title, rows, columns: columnsOf(props) })}
          </section>
        ))}
    </>
  )
}

function columnsOf({ locale, base }: WaitingProps): readonly Column<AskedHere>[] {
  const t = askedTexts(locale)
  const dates = formats(locale)
  return [
    {
      title: t.request,
      isHeading: true,
      onCard: 'title',
      cell: ({ id, number, subject }) => (
        <a href={`${base}/${id}`}>
          {number}, {subject}
        </a>
      ),
    },
    {
      title: t.by,
      onCard: 'top',
      cell: ({ askedByName, askedAt, toAccount }) =>
        [askedByName ?? '', dates.date(askedAt), ...(toAccount === null ? [t.forService.toLowerCase()] : [])].join(
          ', ',
        ),
    },
    {
      title: t.when,
      onCard: 'bottom',
      cell: ({ wishedOn }) => (wishedOn === null ? t.noDay : dates.date(wishedOn)),
    },
  ]
}
