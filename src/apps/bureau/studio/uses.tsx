import type { VNode } from 'preact'
import type { DraftUsing } from '#counter/studio'
import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

export const useTexts = catalogue({
  fr: {
    drafts: 'Des brouillons s’en servent :',
    published: 'Des démarches publiées en gardent une copie :',
    nowhere: 'Rien d’autre ne s’en sert ici.',
  },
  en: {
    drafts: 'Drafts that use it:',
    published: 'Published procedures that keep a copy of it:',
    nowhere: 'Nothing else uses it here.',
  },
})

interface UsesProps {
  readonly locale: Locale
  /** Of the studio. */
  readonly base: string
  readonly uses: readonly DraftUsing[]
}

/** Where something shared is called, with links. */
export function Uses({ locale, base, uses }: UsesProps): VNode {
  const t = useTexts(locale)
  const [open, published] = (['open', 'published'] as const).map((state) => uses.filter((use) => use.state === state))
  const list = (title: string, of: readonly DraftUsing[] | undefined, href: (use: DraftUsing) => string) =>
    of !== undefined &&
    of.length > 0 && (
      <>
        <p>{title}</p>
        <ul>
          {of.map((use) => (
            <li>
              <a href={href(use)}>{use.title}</a>
            </li>
          ))}
        </ul>
      </>
    )
  return (
    <>
      {list(t.drafts, open, ({ id }) => `${base}/${id}`)}
      {list(t.published, published, ({ slug }) => `${base}/demarches/${slug}`)}
      {uses.length === 0 && <p>{t.nowhere}</p>}
    </>
  )
}
