import type { Desk } from '#counter/views'
import { isSameList, mayChange } from '#counter/views'
import type { Actor } from '#kernel/actor'
import { Form, Icon } from '#platform/html'
import { catalogue, type Locale } from '#platform/i18n'
import { listParameters, type ListQuery, listSearch, readListQuery } from './query.ts'

const texts = catalogue({
  fr: {
    nav: 'Vues gardées',
    keep: 'Garder cette vue',
    columns: 'Colonnes',
    manage: 'Gérer les vues',
    changed: 'Vous avez changé cette vue.',
    update: 'Garder ces changements',
    asKept: 'Revenir à la vue',
    gone: 'La vue n’existe plus, ou n’est plus partagée avec vous. Ses filtres restent posés ici.',
  },
  en: {
    nav: 'Kept views',
    keep: 'Keep this view',
    columns: 'Columns',
    manage: 'Manage views',
    changed: 'You changed this view.',
    update: 'Keep these changes',
    asKept: 'Back to the view',
    gone: 'The view is gone, or is no longer shared with you. Its filters still stand here.',
  },
})

export interface KeptProps {
  readonly views: readonly { readonly name: string; readonly href: string; readonly isCurrent: boolean }[]
  /** Makes a view of the list as it is. */
  readonly keepHref: string
  readonly columnsHref: string
  readonly manageHref: string
  /** The view that is open differs from the list; it can be brought back, and changed by who may. */
  readonly changed: { readonly backHref: string; readonly updateAction: string | undefined } | undefined
  /** The address names a view that the reader does not see. */
  readonly isGone: boolean
}

/** What the list's page says of the views that its reader keeps. */
export function keptOf(
  { views }: Desk,
  query: ListQuery,
  { base, actor }: { readonly base: string; readonly actor: Actor },
): KeptProps {
  const { saved, ...bare } = query
  const desk = base.replace(/demandes$/, 'vues')
  const hrefOf = (view: Desk['views'][number]): string =>
    base + listSearch({ ...readListQuery(view.parameters), saved: view.id })
  const open = views.find(({ id }) => id === saved)
  const isChanged = open !== undefined && !isSameList(Object.fromEntries(listParameters(bare)), open.parameters)
  return {
    views: views.map((view) => ({ name: view.name, href: hrefOf(view), isCurrent: view.id === saved })),
    keepHref: `${desk}/nouvelle${listSearch(bare)}`,
    columnsHref: open && mayChange(actor, open) ? `${desk}/${open.id}` : `${desk}/colonnes${listSearch(query)}`,
    manageHref: desk,
    changed:
      open && isChanged
        ? {
            backHref: hrefOf(open),
            updateAction: mayChange(actor, open) ? `${desk}/${open.id}/filtres${listSearch(bare)}` : undefined,
          }
        : undefined,
    isGone: saved !== undefined && open === undefined,
  }
}

/** The kept views, one link each, and what makes a new one. */
export function KeptViews({ locale, kept }: { readonly locale: Locale; readonly kept: KeptProps }) {
  const t = texts(locale)
  return (
    <>
      <nav class="kept" aria-label={t.nav}>
        <ul class="plain">
          {kept.views.map((view) => (
            <li>
              <a
                class={view.isCurrent ? 'chip on' : 'chip'}
                href={view.href}
                aria-current={view.isCurrent ? 'page' : undefined}
              >
                {Icon({ name: 'bookmark', size: 'small' })}
                {view.name}
              </a>
            </li>
          ))}
          <li>
            <a class="chip add" href={kept.keepHref}>
              {Icon({ name: 'plus', size: 'small' })}
              {t.keep}
            </a>
          </li>
        </ul>
        <p class="kept-tools">
          <a href={kept.columnsHref}>{t.columns}</a>
          {kept.views.length > 0 && <a href={kept.manageHref}>{t.manage}</a>}
        </p>
      </nav>
      {kept.isGone && <p class="list-note meta">{t.gone}</p>}
      {kept.changed && (
        <div class="list-note row">
          <span>{t.changed}</span>
          {kept.changed.updateAction !== undefined &&
            Form({
              action: kept.changed.updateAction,
              class: 'row',
              children: (
                <button class="btn quiet small" type="submit">
                  {t.update}
                </button>
              ),
            })}
          <a href={kept.changed.backHref}>{t.asKept}</a>
        </div>
      )}
    </>
  )
}
