import type { VNode } from 'preact'
import { Actions, Button, Form, NumberedSteps, Panel, TextInput } from '#platform/html'
import type { Locale } from '#platform/i18n'
import type { Errors } from '../../connect/accounts/faults.ts'
import { EmailField, Layout, PasswordField, RefusalOf } from '../../connect/accounts/parts.tsx'
import type { Delay } from '../../connect/accounts/wait.ts'
import { installationTexts } from './texts.ts'

export interface InstallationTyped {
  readonly code: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
}

export interface InstallationPageProps {
  readonly locale: Locale
  /** Without the password: no page sends it back. */
  readonly typed: InstallationTyped
  readonly errors: Errors
  readonly delay: Delay | undefined
}

/** The first page of a platform that nobody runs yet. */
export function InstallationPage(props: InstallationPageProps): VNode {
  const { locale, typed, errors } = props
  const texts = installationTexts(locale)
  const name = (id: 'givenName' | 'familyName', autoComplete: string) =>
    TextInput({ id, name: id, label: texts[id], value: typed[id], error: errors[id], autoComplete, isRequired: true })
  return Layout({
    title: texts.title,
    lead: texts.lead,
    asideLabel: texts.nextTitle,
    aside: AsideOf(locale),
    children: (
      <>
        {RefusalOf(props, locale)}
        {Form({
          action: '/installation',
          children: (
            <>
              {TextInput({
                id: 'code',
                name: 'code',
                label: texts.code,
                hint: texts.codeHint,
                value: typed.code,
                error: errors.code,
                autoComplete: 'one-time-code',
                isRequired: true,
              })}
              {name('givenName', 'given-name')}
              {name('familyName', 'family-name')}
              {EmailField({ locale, value: typed.email, hint: texts.emailHint, error: errors.email })}
              {PasswordField({ locale, isNew: true, error: errors.password })}
              {Actions({ children: Button({ size: 'big', icon: 'user-plus', children: texts.action }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

function AsideOf(locale: Locale): VNode {
  const texts = installationTexts(locale)
  return (
    <>
      <Panel title={texts.nextTitle} isTinted>
        <NumberedSteps
          steps={[
            { title: texts.next1, children: texts.next1Body },
            { title: texts.next2, children: texts.next2Body },
            { title: texts.next3, children: texts.next3Body },
          ]}
        />
      </Panel>
      <Panel title={texts.roleTitle}>
        <p>{texts.roleBody}</p>
      </Panel>
    </>
  )
}
