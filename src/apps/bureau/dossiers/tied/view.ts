import type { AgentDossierFile } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import type { FileRowProps } from '#platform/html'
import type { SectionView } from '../case/view.ts'
import { tiedTexts } from './texts.ts'

type Related = AgentDossierFile['related'][number]

/** How the other one stands to this one, in words. */
export function tieLabel({ kind, side }: Pick<Related, 'kind' | 'side'>, locale: Locale): string {
  const t = tiedTexts(locale)
  return kind === 'relates' ? t.tie_relates : t[`tie_${kind}_${side}`]
}

/** The other one as a line that leads to it, when its agents are this one's. */
export const relatedRow = (related: Related, base: string, locale: Locale): FileRowProps => ({
  name: related.other.number,
  icon: 'git-branch',
  ...(related.isReadable
    ? { href: `${base}/${related.other.id}`, note: related.other.subject }
    : { note: tiedTexts(locale).elsewhere }),
})

/** The requests that this one is tied to, beside what was asked; nothing for most. */
export function tiedSection(related: readonly Related[], base: string, locale: Locale): SectionView[] {
  if (related.length === 0) return []
  const answers = related.map((each) => ({
    label: tieLabel(each, locale),
    text: '',
    files: [relatedRow(each, base, locale)],
    isFromAccount: false,
  }))
  return [{ title: tiedTexts(locale).section, unanswered: [], groups: [{ title: undefined, answers }] }]
}

/** The request that this one is joined to, said at the top of its page. */
export interface JoinedView {
  readonly number: string
  readonly href: string
}

export function joinedView(related: readonly Related[], base: string): JoinedView | undefined {
  const head = related.find(({ kind, side }) => kind === 'joined' && side === 'from')
  return head && { number: head.other.number, href: `${base}/${head.other.id}` }
}

type Likely = AgentDossierFile['likely'][number]

/** "même démarche, même lieu" */
export const reasonsOf = ({ reasons }: Pick<Likely, 'reasons'>, locale: Locale): string =>
  reasons.map((reason) => tiedTexts(locale)[`reason_${reason}`]).join(', ')

/** Said at the top of the page: which ones look like it, and why. */
export function likelyView(likely: readonly Likely[], locale: Locale): string | undefined {
  if (likely.length === 0) return undefined
  const t = tiedTexts(locale)
  const shown = likely.slice(0, 3).map((each) => `${each.number} (${reasonsOf(each, locale)})`)
  return likely.length === 1 ? t.likelyNotice(shown.join(', ')) : t.likelyNotices(shown.join(', '))
}
