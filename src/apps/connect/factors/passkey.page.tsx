import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Alert, ButtonLink, Notice, TextInput } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { PasskeyForm } from './parts.tsx'
import { securityPath } from './security.page.tsx'
import { securityTexts } from './security.texts.ts'
import { factorTexts } from './texts.ts'

interface NewPasskeyPageProps {
  readonly locale: Locale
  readonly action: string
  /** Of this browser, as a name. */
  readonly suggestedName: string
  readonly refused?: 'refused' | 'too_many' | undefined
}

/** Makes a passkey: its name, then what the device asks. */
export function NewPasskeyPage({ locale, action, suggestedName, refused }: NewPasskeyPageProps): VNode {
  const t = securityTexts(locale)
  return Layout({
    title: t.keyTitle,
    lead: t.keyLead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {refused !== undefined &&
          Alert({
            tone: 'bad',
            title: t.keyRefusedTitle,
            isLive: true,
            children: <p>{refused === 'refused' ? t.keyRefused : t.keyTooMany}</p>,
          })}
        {PasskeyForm({
          locale,
          action,
          options: `${securityPath}/cles/demande`,
          does: 'create',
          label: t.keyAdd,
          kind: 'primary',
          children: TextInput({
            id: 'name',
            name: 'name',
            label: t.keyName,
            hint: t.keyNameHint,
            value: suggestedName,
            maxLength: 60,
            width: 'medium',
          }),
        })}
        <noscript>{Notice({ tone: 'info', children: t.keyNoBrowser })}</noscript>
        <p>{ButtonLink({ kind: 'plain', href: securityPath, children: factorTexts(locale).back })}</p>
      </>
    ),
  })
}
