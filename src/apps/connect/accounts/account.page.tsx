import type { VNode } from 'preact'
import type { OpenSession, Session } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Button, ButtonLink, Form, Panel, Summary, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { accountTexts } from './account.texts.ts'
import { Devices } from './devices.tsx'
import { Layout } from './parts.tsx'
import { commonTexts } from './texts.ts'

export interface AccountPageProps {
  readonly locale: Locale
  readonly account: Session
  /** Collectivities that she works for. */
  readonly places: readonly string[]
  /** Where she is signed in. */
  readonly sessions: readonly OpenSession[]
  /** What was just done. */
  readonly ended?: 'one' | 'others' | undefined
}

/** What the account says of its owner, and where she goes from here. */
export function AccountPage(props: AccountPageProps): VNode {
  const { locale, account, sessions, ended } = props
  const t = accountTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    asideLabel: commonTexts(locale).help,
    aside: AsideOf(props),
    children: (
      <>
        {ended !== undefined && Toast({ children: ended === 'one' ? t.endedOne : t.endedOthers })}
        <div>{SummariesOf(props)}</div>
        <div>{Devices({ locale, sessions, currentId: account.sessionId })}</div>
        {Form({
          action: '/deconnexion',
          children: <div>{Button({ kind: 'quiet', icon: 'log-out', children: t.signOut })}</div>,
        })}
      </>
    ),
  })
}

function SummariesOf({ locale, account }: AccountPageProps): VNode {
  const t = accountTexts(locale)
  const other = locale === 'fr' ? 'en' : 'fr'
  return (
    <>
      {Summary({
        title: t.identity,
        items: [
          { label: t.givenName, value: account.givenName },
          { label: t.familyName, value: account.familyName },
        ],
      })}
      {Summary({
        title: t.contact,
        items: [
          { label: t.email, value: account.email },
          { label: t.phone, value: account.phone ?? t.noPhone },
        ],
      })}
      {Summary({
        title: t.language,
        edit: { href: `/langue?vers=${other}&retour=/compte`, label: t.toOther },
        items: [
          { label: t.readIn, value: t[locale] },
          { label: t.mailsIn, value: t[account.locale] },
        ],
      })}
      {Summary({
        title: t.security,
        edit: { href: '/mot-de-passe?retour=/compte', label: t.change },
        items: [{ label: t.password, value: t.passwordKept }],
      })}
    </>
  )
}

function AsideOf({ locale, account, places }: AccountPageProps): VNode {
  const t = accountTexts(locale)
  const hasDesk = places.length > 0 || account.isOperator
  return (
    <>
      {Panel({
        title: t.requestsTitle,
        isTinted: true,
        children: (
          <>
            <p>{t.requests}</p>
            <p>{ButtonLink({ href: '/mes-demandes', iconAfter: 'arrow-right', children: t.requestsAction })}</p>
          </>
        ),
      })}
      {hasDesk &&
        Panel({
          title: t.bureauTitle,
          children: (
            <>
              <p>{places.length > 0 ? t.bureau(formats(locale).list(places)) : t.operator}</p>
              <p>
                {ButtonLink({ href: '/bureau', kind: 'secondary', iconAfter: 'arrow-right', children: t.bureauAction })}
              </p>
            </>
          ),
        })}
    </>
  )
}
