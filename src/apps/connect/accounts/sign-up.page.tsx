import type { VNode } from 'preact'
import type { ProviderName } from '#identity/state'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, Panel, TextInput } from '#platform/html'
import { withReturn } from '../return-address.ts'
import type { Errors } from './faults.ts'
import { EmailField, Layout, PasswordField, RefusalOf } from './parts.tsx'
import { signUpTexts } from './sign-up.texts.ts'
import { commonTexts } from './texts.ts'
import { StateButtons } from '../state/buttons.tsx'
import type { Delay } from './wait.ts'

/** What was typed, without the password. */
export interface SignUpTyped {
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly phone: string
}

export interface SignUpPageProps {
  readonly locale: Locale
  readonly retour: string | undefined
  readonly typed: SignUpTyped
  readonly errors: Errors
  readonly delay: Delay | undefined
  /** The page about personal data of the site around. */
  readonly dataHref: string
  /** Ways in through the State. */
  readonly offered: readonly ProviderName[]
}

/** Asks for an account: five fields, one of them optional. */
export function SignUpPage(props: SignUpPageProps): VNode {
  const { locale, retour } = props
  const t = signUpTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    asideLabel: commonTexts(locale).help,
    aside: AsideOf(props),
    children: (
      <>
        {RefusalOf(props, locale)}
        {Form({
          action: withReturn('/inscription', retour),
          children: (
            <>
              {FieldsOf(props)}
              {Actions({ children: Button({ size: 'big', icon: 'user-plus', children: t.action }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

function FieldsOf({ locale, typed, errors }: SignUpPageProps): VNode {
  const t = signUpTexts(locale)
  const name = (id: 'givenName' | 'familyName', autoComplete: string) =>
    TextInput({
      id,
      name: id,
      label: t[id],
      value: typed[id],
      error: errors[id],
      autoComplete,
      isRequired: true,
    })
  return (
    <>
      {name('givenName', 'given-name')}
      {name('familyName', 'family-name')}
      {EmailField({ locale, value: typed.email, hint: t.emailHint, error: errors.email })}
      {TextInput({
        id: 'phone',
        name: 'phone',
        type: 'tel',
        label: t.phone,
        hint: t.phoneHint,
        optionalMark: commonTexts(locale).optional,
        value: typed.phone,
        error: errors.phone,
        autoComplete: 'tel',
        inputMode: 'tel',
        width: 'medium',
        isExact: true,
      })}
      {PasswordField({ locale, isNew: true, error: errors.password })}
    </>
  )
}

function AsideOf(props: SignUpPageProps): VNode {
  const { locale, retour, dataHref } = props
  const t = signUpTexts(locale)
  return (
    <>
      {StateButtons(props)}
      {Panel({
        title: t.knownTitle,
        isTinted: true,
        children: (
          <>
            <p>{t.known}</p>
            <p>
              {ButtonLink({
                href: withReturn('/connexion', retour),
                kind: 'secondary',
                icon: 'log-in',
                children: commonTexts(locale).signIn,
              })}
            </p>
          </>
        ),
      })}
      {Panel({
        title: t.dataTitle,
        children: (
          <>
            <p>{t.data}</p>
            <p>
              <a href={dataHref}>{t.dataLink}</a>
            </p>
          </>
        ),
      })}
    </>
  )
}
