import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Summary } from '#platform/html'
import { securityTexts } from '../factors/security.texts.ts'
import { accountTexts } from './account.texts.ts'

/** By what one signs in. */
export function Security({ locale, hasPassword }: { readonly locale: Locale; readonly hasPassword: boolean }): VNode {
  const t = accountTexts(locale)
  const ways = securityTexts(locale)
  return Summary({
    title: t.security,
    edit: { href: '/compte/securite', label: ways.rowManage },
    items: [
      { label: t.password, value: <a href="/mot-de-passe?retour=/compte">{hasPassword ? t.change : t.choose}</a> },
      { label: ways.row, value: ways.rowWhat },
      { label: ways.history, value: <a href="/compte/connexions">{ways.rowHistory}</a> },
    ],
  })
}
