import type { ComponentChildren } from 'preact'
import { Provenance } from './notices.tsx'

export interface DescriptionListProps {
  items: readonly { label: string; value: ComponentChildren; provenance?: string | undefined }[]
}

/** Names and values one under the other: what a request says. */
export function DescriptionList({ items }: DescriptionListProps) {
  return (
    <dl class="sum">
      {items.map(({ label, value, provenance }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            {value}
            {provenance !== undefined && Provenance({ children: provenance })}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export interface SummaryProps {
  title: string
  level?: 2 | 3 | undefined
  /** Leads back to the page of these answers; the title completes its label for screen readers. */
  edit?: { href: string; label: string } | undefined
  items: DescriptionListProps['items']
}

/** The answers of one step before sending, with the way back to change them. */
export function Summary({ title, level = 2, edit, items }: SummaryProps) {
  const Title = `h${level}` as 'h2'
  return (
    <section class="answers">
      <div class="section-head">
        <Title>{title}</Title>
        {edit !== undefined && (
          <a href={edit.href}>
            {edit.label}
            <span class="vh"> : {title}</span>
          </a>
        )}
      </div>
      {DescriptionList({ items })}
    </section>
  )
}
