import type { VNode } from 'preact'
import type { SharedProcedure } from '#counter/procedures'
import { type Locale, localize } from '#kernel/localized'
import { DataTable, EmptyState, PageHead, StateChip } from '#platform/html'
import { libraryTexts } from './texts.ts'

interface LibraryProps {
  readonly locale: Locale
  /** `/bureau/corbas/bibliotheque` */
  readonly base: string
  readonly procedures: readonly SharedProcedure[]
}

/** What the territory shares, and where this collectivity stands with each. */
export function LibraryPage({ locale, base, procedures }: LibraryProps): VNode {
  const t = libraryTexts(locale)
  const isWaiting = (each: SharedProcedure) => standingOf(each) === 'update'
  const rows = procedures.toSorted((left, right) => Number(isWaiting(right)) - Number(isWaiting(left)))
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {procedures.length === 0
        ? EmptyState({ icon: 'inbox', level: 2, title: t.none, children: <p>{t.none_body}</p> })
        : DataTable<SharedProcedure>({
            caption: t.title,
            rows,
            columns: [
              {
                title: t.procedure,
                isHeading: true,
                onCard: 'title',
                cell: ({ slug, title }) => <a href={`${base}/${slug}`}>{localize(title, locale)}</a>,
              },
              { title: t.summary, onCard: 'none', cell: ({ summary }) => localize(summary, locale) },
              { title: t.state, onCard: 'top', cell: (each) => Standing({ locale, shared: each }) },
            ],
          })}
    </>
  )
}

type Standing = 'free' | 'withdrawn' | 'update' | 'kept' | 'current'

/** Where a collectivity stands with a procedure of the library. */
export function standingOf({ offered, published, number, kept }: SharedProcedure): Standing {
  if (offered === null) return 'free'
  if (published === false) return 'withdrawn'
  if (offered >= number) return 'current'
  return (kept ?? 0) >= number ? 'kept' : 'update'
}

const looks = {
  free: { icon: 'circle-dot', tone: undefined },
  withdrawn: { icon: 'circle-dot', tone: undefined },
  update: { icon: 'refresh-cw', tone: 'warn' },
  kept: { icon: 'circle-check', tone: undefined },
  current: { icon: 'circle-check', tone: 'ok' },
} as const

export function Standing({ locale, shared }: { readonly locale: Locale; readonly shared: SharedProcedure }): VNode {
  const standing = standingOf(shared)
  const { icon, tone } = looks[standing]
  return StateChip({ label: libraryTexts(locale)[standing], icon, tone })
}
