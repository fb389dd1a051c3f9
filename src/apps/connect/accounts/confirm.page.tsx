import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, Form, Notice } from '#platform/html'
import { confirmTexts } from './confirm.texts.ts'
import { Layout } from './parts.tsx'
import { commonTexts } from './texts.ts'

interface ConfirmPageProps {
  readonly locale: Locale
  readonly email: string
  readonly action: string
}

/** One button, so that a program that opens links confirms nothing. */
export function ConfirmPage({ locale, email, action }: ConfirmPageProps): VNode {
  const t = confirmTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead(email),
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {Form({
          action,
          children: Actions({ children: Button({ size: 'big', icon: 'check', children: t.action }) }),
        })}
        {Notice({ children: t.notMe })}
      </>
    ),
  })
}
