import type { VNode } from 'preact'
import type { Finding } from '#counter/studio'
import { Icon } from '#platform/html'
import type { Place } from './gestures.ts'
import type { DesignerProps } from './parts.tsx'
import { sentenceOf } from './publish.page.tsx'
import { studioTexts } from './texts.ts'

/** What the checks say of one place: of the whole, of a page by itself, or of a field. */
export const findingsAt = (findings: readonly Finding[], { page, field }: Place): readonly Finding[] =>
  findings.filter(
    ({ place }) =>
      place.status === undefined && place.page === page && (place.field ?? []).join('/') === field.join('/'),
  )

/** How many findings stand at a place or under it. */
export const countUnder = (findings: readonly Finding[], { page, field }: Place): number =>
  findings.filter(({ place }) => place.page === page && field.every((name, index) => place.field?.[index] === name))
    .length

/** What is to mend where one stands: what blocks publication first. */
export function FindingList({ locale, findings, place }: DesignerProps): VNode | null {
  const here = findingsAt(findings, place)
  if (here.length === 0) return null
  const t = studioTexts(locale)
  return (
    <ul class="plain findings">
      {here.map((finding) => (
        <li class={finding.isBlocking ? 'bad' : 'warn'}>
          {Icon({ name: finding.isBlocking ? 'circle-alert' : 'triangle-alert', size: 'small' })}
          <span>
            <b>{finding.isBlocking ? t.blocks : t.to_read}</b> {sentenceOf(finding, locale)}
          </span>
        </li>
      ))}
    </ul>
  )
}
