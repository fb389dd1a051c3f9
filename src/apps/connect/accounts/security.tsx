import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Summary } from '#platform/html'
import { accountTexts } from './account.texts.ts'

/** By what one signs in. */
export function Security({ locale }: { readonly locale: Locale }): VNode {
  const t = accountTexts(locale)
  return Summary({
    title: t.security,
    edit: { href: '/mot-de-passe?retour=/compte', label: t.change },
    items: [{ label: t.password, value: t.passwordKept }],
  })
}
