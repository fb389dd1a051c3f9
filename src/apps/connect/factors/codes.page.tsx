import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, Notice } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { withReturn } from '../return-address.ts'
import { securityPath } from './security.page.tsx'
import { securityTexts } from './security.texts.ts'
import { factorTexts } from './texts.ts'

interface CodesPageProps {
  readonly locale: Locale
  readonly codes: readonly string[]
  readonly retour: string | undefined
}

/** The codes, to print or to copy, until she says that she kept them. */
export function CodesPage({ locale, codes, retour }: CodesPageProps): VNode {
  const t = securityTexts(locale)
  return Layout({
    title: t.codesTitle,
    lead: t.codesLead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        <ul class="plain codes" aria-label={t.codesList}>
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        {Notice({ tone: 'info', icon: 'printer', children: t.codesKeep })}
        {Form({
          action: withReturn(`${securityPath}/codes/gardes`, retour),
          children: Actions({ children: Button({ size: 'big', icon: 'check', children: t.codesKept }) }),
        })}
      </>
    ),
  })
}

/** Nothing to show any more: new ones can be made. */
export function RenewCodesPage({ locale }: { readonly locale: Locale }): VNode {
  const t = securityTexts(locale)
  return Layout({
    title: t.codesRenewTitle,
    lead: t.codesRenewLead,
    asideLabel: commonTexts(locale).help,
    children: Form({
      action: `${securityPath}/codes`,
      children: Actions({
        children: (
          <>
            {Button({ size: 'big', icon: 'refresh-cw', children: t.codesRenewAction })}
            {ButtonLink({ kind: 'plain', href: securityPath, children: factorTexts(locale).cancel })}
          </>
        ),
      }),
    }),
  })
}
