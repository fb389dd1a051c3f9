import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { PageLines } from '../accounts/page-lines.tsx'
import { mandateTexts } from '../mandates/texts.ts'
import { organisationTexts } from './texts.ts'

/** The part of the account that leads to organisations and mandates. */
export function OrganisationsPart({ locale }: { readonly locale: Locale }): VNode {
  const t = organisationTexts(locale)
  return PageLines({
    id: 'for-others',
    title: t.accountPart,
    lines: [
      { href: '/compte/organisations', icon: 'briefcase', label: t.title, note: t.lead },
      { href: '/compte/mandats', icon: 'handshake', label: mandateTexts(locale).title, note: t.mandatesBody },
    ],
  })
}
