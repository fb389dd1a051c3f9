import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { LinkList, SectionHead } from '#platform/html'
import { mandateTexts } from '../mandates/texts.ts'
import { organisationTexts } from './texts.ts'

/** The part of the account that leads to organisations and mandates. */
export function OrganisationsPart({ locale }: { readonly locale: Locale }): VNode {
  const t = organisationTexts(locale)
  return (
    <section>
      {SectionHead({ title: t.accountPart })}
      {LinkList({
        links: [
          { href: '/compte/organisations', label: t.title, note: t.lead },
          { href: '/compte/mandats', label: mandateTexts(locale).title, note: t.mandatesBody },
        ],
      })}
    </section>
  )
}
