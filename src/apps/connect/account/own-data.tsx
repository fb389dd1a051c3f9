import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { CheckList, type IconName, SectionHead } from '#platform/html'
import { ownDataTexts } from './own-data.texts.ts'

/** What a person can ask of her data: one line for each page. */
export function OwnData({ locale }: { readonly locale: Locale }): VNode {
  const t = ownDataTexts(locale)
  const line = (href: string, icon: IconName, [label, note]: readonly [string, string]) => ({
    icon,
    title: '',
    children: (
      <>
        <a href={href}>{label}</a>
        <br />
        <span class="meta">{note}</span>
      </>
    ),
  })
  return (
    <section class="answers" aria-labelledby="own-data">
      {SectionHead({ title: t.title, id: 'own-data' })}
      {CheckList({
        items: [
          line('/compte/applications', 'plug', [t.applications, t.applicationsNote]),
          line('/compte/partages', 'eye', [t.shared, t.sharedNote]),
          line('/compte/donnees', 'download', [t.copy, t.copyNote]),
          line('/compte/historique', 'history', [t.history, t.historyNote]),
          line('/compte/fusion', 'users', [t.merge, t.mergeNote]),
          line('/compte/fermer', 'archive', [t.close, t.closeNote]),
        ],
      })}
    </section>
  )
}
