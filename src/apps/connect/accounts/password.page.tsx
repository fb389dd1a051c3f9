import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, Panel } from '#platform/html'
import { withReturn } from '../return-address.ts'
import type { Errors } from './faults.ts'
import { EmailField, Layout, PasswordField, RefusalOf } from './parts.tsx'
import { passwordTexts } from './password.texts.ts'
import { commonTexts } from './texts.ts'
import type { Delay } from './wait.ts'

export interface AskLinkProps {
  readonly locale: Locale
  readonly retour: string | undefined
  readonly email: string
  readonly errors: Errors
  readonly isSignedIn: boolean
}

/** Asks for a link to choose a password. */
export function AskLinkPage({ locale, retour, email, errors, isSignedIn }: AskLinkProps): VNode {
  const t = passwordTexts(locale)
  const common = commonTexts(locale)
  return Layout({
    title: t.askTitle,
    lead: t.askLead,
    asideLabel: common.help,
    aside: isSignedIn
      ? undefined
      : Panel({
          title: t.noAccountTitle,
          isTinted: true,
          children: (
            <>
              <p>{t.noAccount}</p>
              <p>
                {ButtonLink({
                  href: withReturn('/inscription', retour),
                  kind: 'secondary',
                  icon: 'user-plus',
                  children: common.createAccount,
                })}
              </p>
            </>
          ),
        }),
    children: (
      <>
        {RefusalOf({ errors, delay: undefined }, locale)}
        {Form({
          action: withReturn('/mot-de-passe', retour),
          children: (
            <>
              {EmailField({ locale, value: email, hint: t.emailHint, error: errors.email })}
              {Actions({
                children: (
                  <>
                    {Button({ size: 'big', icon: 'mail', children: t.ask })}
                    {isSignedIn
                      ? ButtonLink({ kind: 'plain', href: '/compte', children: t.backToAccount })
                      : ButtonLink({ kind: 'plain', href: withReturn('/connexion', retour), children: t.remembered })}
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

export interface ChoosePasswordProps {
  readonly locale: Locale
  /** Whose password it is, as the link knows her. */
  readonly email: string
  readonly action: string
  readonly errors: Errors
  readonly delay: Delay | undefined
}

/** Chooses a password: typed once, and shown on demand rather than typed twice. */
export function ChoosePasswordPage(props: ChoosePasswordProps): VNode {
  const { locale, email, action, errors } = props
  const t = passwordTexts(locale)
  return Layout({
    title: t.chooseTitle,
    lead: t.chooseLead(email),
    asideLabel: commonTexts(locale).help,
    aside: Panel({ title: t.consequenceTitle, isTinted: true, children: <p>{t.consequence}</p> }),
    children: (
      <>
        {RefusalOf(props, locale)}
        {Form({
          action,
          children: (
            <>
              {/* For password keepers: whose password they are about to keep. */}
              <input
                class="vh"
                type="email"
                name="email"
                value={email}
                autocomplete="username"
                tabIndex={-1}
                readOnly
                aria-hidden="true"
              />
              {PasswordField({ locale, isNew: true, error: errors.password })}
              {Actions({ children: Button({ size: 'big', icon: 'key-round', children: t.choose }) })}
            </>
          ),
        })}
      </>
    ),
  })
}
