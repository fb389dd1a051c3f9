import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, Notice } from '#platform/html'
import { EmailField, Layout, RefusalOf } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { withReturn } from '../return-address.ts'
import { linkTexts } from './link.texts.ts'

interface AskProps {
  readonly locale: Locale
  readonly retour: string | undefined
  readonly email: string
  readonly error: string | undefined
}

/** Asks where to send the link. */
export function AskLinkPage({ locale, retour, email, error }: AskProps): VNode {
  const t = linkTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {RefusalOf({ errors: error === undefined ? {} : { email: error }, delay: undefined }, locale)}
        {Form({
          action: withReturn('/connexion/lien', retour),
          children: (
            <>
              {EmailField({ locale, value: email, error })}
              {Actions({
                children: (
                  <>
                    {Button({ size: 'big', icon: 'mail', children: t.action })}
                    {ButtonLink({ kind: 'plain', href: withReturn('/connexion', retour), children: t.withPassword })}
                  </>
                ),
              })}
            </>
          ),
        })}
      </>
    ),
  })
}

interface ClickProps {
  readonly locale: Locale
  readonly title: string
  readonly lead: string
  readonly action: string
  readonly label: string
  readonly note?: string
}

/** One button, so that a program that opens links uses none. */
export function ClickPage({ locale, title, lead, action, label, note }: ClickProps): VNode {
  return Layout({
    title,
    lead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {Form({ action, children: Actions({ children: Button({ size: 'big', icon: 'check', children: label }) }) })}
        {note !== undefined && Notice({ children: note })}
      </>
    ),
  })
}

interface EndProps {
  readonly locale: Locale
  readonly title: string
  readonly lead: string
  readonly actions: readonly { readonly href: string; readonly label: string }[]
}

/** Nothing more to do here: where to go. */
export function EndPage({ locale, title, lead, actions }: EndProps): VNode {
  return Layout({
    title,
    lead,
    asideLabel: commonTexts(locale).help,
    children: Actions({
      children: (
        <>
          {actions.map(({ href, label }, index) =>
            ButtonLink({ href, kind: index === 0 ? 'primary' : 'plain', children: label }),
          )}
        </>
      ),
    }),
  })
}
