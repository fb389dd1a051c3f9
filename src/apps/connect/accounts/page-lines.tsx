import type { VNode } from 'preact'
import { CheckList, type IconName, SectionHead } from '#platform/html'

interface PageLinesProps {
  /** Of the title, by which the part is named. */
  readonly id: string
  readonly title: string
  readonly lines: readonly {
    readonly href: string
    readonly icon: IconName
    readonly label: string
    /** What one finds there, in a sentence. */
    readonly note: string
  }[]
}

/** A part of the account that leads to pages of its own: one line for each. */
export function PageLines({ id, title, lines }: PageLinesProps): VNode {
  return (
    <section class="answers" aria-labelledby={id}>
      {SectionHead({ title, id })}
      {CheckList({
        items: lines.map(({ href, icon, label, note }) => ({
          icon,
          title: '',
          children: (
            <>
              <a href={href}>{label}</a>
              <br />
              <span class="meta">{note}</span>
            </>
          ),
        })),
      })}
    </section>
  )
}
