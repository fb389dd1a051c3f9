import type { VNode } from 'preact'
import type { ProviderName } from '#identity/state'
import type { Locale } from '#kernel/localized'
import { Actions, Alert, Button, ButtonLink, Form, Panel } from '#platform/html'
import { isOpenToAll, withReturn } from '../return-address.ts'
import type { DemoChoice } from './demo.ts'
import { DemoPanel } from './demo-panel.tsx'
import type { Errors } from './faults.ts'
import { EmailField, Layout, PasswordField, RefusalOf } from './parts.tsx'
import { PasskeyForm } from '../factors/parts.tsx'
import { signInTexts } from './sign-in.texts.ts'
import { commonTexts } from './texts.ts'
import { StateButtons } from '../state/buttons.tsx'
import type { Delay } from './wait.ts'

/** What happened before, which the page says first. */
export type SignInNews =
  | { readonly kind: 'confirmed' | 'changed' | 'unconfirmed' | 'fresh' | 'suspended' }
  | { readonly kind: 'expired'; readonly hasDrafts: boolean }
  | { readonly kind: 'already'; readonly name: string }

export interface SignInPageProps {
  readonly locale: Locale
  /** Where to go next; undefined leaves it to who signs in. */
  readonly retour: string | undefined
  readonly email: string
  readonly errors: Errors
  readonly delay: Delay | undefined
  readonly news: SignInNews | undefined
  readonly demo: DemoChoice | undefined
  /** Where a federator says that she goes (`sp_name`). */
  readonly service: string | undefined
  /** Ways in through the State. */
  readonly offered: readonly ProviderName[]
  /** Whether this host is the one that passkeys are bound to. */
  readonly takesPasskeys: boolean
}

/** The door of every site: e-mail and password, and the other ways in beside. */
export function SignInPage(props: SignInPageProps): VNode {
  const { locale, retour, errors } = props
  const t = signInTexts(locale)
  const action = withReturn('/connexion', retour)
  return Layout({
    title: t.title,
    lead: props.service === undefined ? t.lead : t.leadTo(props.service),
    asideLabel: commonTexts(locale).help,
    // Who is signed in already needs neither an account nor a way without.
    aside: props.news?.kind === 'already' || props.news?.kind === 'fresh' ? undefined : AsideOf(props),
    children: (
      <>
        {props.news && NewsOf(props.news, props)}
        {RefusalOf({ ...props, title: t.wrongTitle }, locale)}
        {Form({
          action,
          children: (
            <>
              {EmailField({ locale, value: props.email, error: errors.email, offersPasskeys: props.takesPasskeys })}
              {PasswordField({ locale, isNew: false, error: errors.password })}
              {Actions({
                children: (
                  <>
                    {Button({ size: 'big', icon: 'log-in', children: commonTexts(locale).signIn })}
                    {ButtonLink({
                      kind: 'plain',
                      href: withReturn('/mot-de-passe', retour),
                      children: t.forgotten,
                    })}
                  </>
                ),
              })}
            </>
          ),
        })}
        {OtherWays(props)}
        {StateButtons(props)}
        {props.demo && DemoPanel({ locale, choice: props.demo, action })}
      </>
    ),
  })
}

/** Without a password: a passkey, a link by mail. */
function OtherWays({ locale, retour, takesPasskeys }: SignInPageProps): VNode {
  const t = signInTexts(locale)
  return Panel({
    title: t.otherWays,
    children: (
      <div class="stack">
        {takesPasskeys &&
          PasskeyForm({
            locale,
            action: withReturn('/connexion/cle', retour),
            options: '/connexion/cle/demande',
            does: 'get',
            label: t.withPasskey,
            isProposed: true,
          })}
        <div>
          {ButtonLink({
            href: withReturn('/connexion/lien', retour),
            kind: 'secondary',
            icon: 'mail',
            children: t.withLink,
          })}
        </div>
      </div>
    ),
  })
}

function NewsOf(news: SignInNews, { locale, retour }: SignInPageProps): VNode {
  const t = signInTexts(locale)
  switch (news.kind) {
    case 'confirmed':
      return Alert({ tone: 'ok', title: t.confirmedTitle, children: <p>{t.confirmed}</p> })
    case 'changed':
      return Alert({ tone: 'ok', title: t.changedTitle, children: <p>{t.changed}</p> })
    case 'unconfirmed':
      return Alert({
        tone: 'warn',
        icon: 'mail',
        title: t.unconfirmedTitle,
        isLive: true,
        children: <p>{t.unconfirmed}</p>,
      })
    case 'suspended':
      return Alert({
        tone: 'warn',
        icon: 'shield-alert',
        title: t.suspendedTitle,
        isLive: true,
        children: <p>{t.suspended}</p>,
      })
    case 'expired':
      return Alert({
        tone: 'info',
        icon: 'clock',
        title: t.expiredTitle,
        children: <p>{news.hasDrafts ? t.expiredKept : t.expired}</p>,
      })
    case 'fresh':
      return Alert({ tone: 'info', icon: 'key-round', title: t.freshTitle, children: <p>{t.fresh}</p> })
    case 'already':
      return Alert({
        tone: 'info',
        icon: 'user-check',
        title: t.alreadyTitle(news.name),
        children: (
          <>
            <p>{t.already}</p>
            <div class="row">{ButtonLink({ href: retour ?? '/compte', kind: 'secondary', children: t.goOn })}</div>
          </>
        ),
      })
  }
}

function AsideOf({ locale, retour, news }: SignInPageProps): VNode {
  const t = signInTexts(locale)
  // Who was signed in a moment ago has begun something that only her account opens.
  const canGoOn = retour !== undefined && isOpenToAll(retour) && news?.kind !== 'expired'
  return (
    <>
      {Panel({
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
                children: commonTexts(locale).createAccount,
              })}
            </p>
          </>
        ),
      })}
      {Panel({
        title: t.withoutTitle,
        children: (
          <>
            <p>{t.without}</p>
            <p>
              {canGoOn
                ? ButtonLink({ href: retour, kind: 'quiet', iconAfter: 'arrow-right', children: t.withoutAction })
                : ButtonLink({ href: '/suivi', kind: 'quiet', iconAfter: 'arrow-right', children: t.trackAction })}
            </p>
          </>
        ),
      })}
    </>
  )
}
