import type { VNode } from 'preact'
import type { Account, OpenSession, Session } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Button, ButtonLink, Form, Panel, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { OrganisationsPart } from '../organisations/account-part.tsx'
import { OwnData } from '../account/own-data.tsx'
import { AboutMe } from './about-me.tsx'
import { accountTexts } from './account.texts.ts'
import { Devices } from './devices.tsx'
import { Layout } from './parts.tsx'
import { Security } from './security.tsx'
import { commonTexts } from './texts.ts'

/** What the last action did, as `/compte?fin=` names it. */
export const accountNews = ['un', 'autres', 'profil', 'adresse', 'adresse-annulee', 'rouvert', 'fusion'] as const
export type AccountNews = (typeof accountNews)[number]

export interface AccountPageProps {
  readonly locale: Locale
  readonly account: Session
  readonly profile: Account
  /** Collectivities that she works for. */
  readonly places: readonly string[]
  /** Where she is signed in. */
  readonly sessions: readonly OpenSession[]
  readonly news?: AccountNews | undefined
  /** National identities that open the account. */
  readonly identityPart: VNode | null
  readonly hasPassword: boolean
}

/**
 * What the account says of its owner, and where she goes from here. Each part is a component in a file of its own:
 * one more is one line more here.
 */
export function AccountPage(props: AccountPageProps): VNode {
  const { locale, account, profile, sessions, news, hasPassword } = props
  const t = accountTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    asideLabel: commonTexts(locale).help,
    aside: AsideOf(props),
    children: (
      <>
        {news !== undefined && Toast({ children: t[`news_${news}`] })}
        <div>
          {AboutMe({ locale, profile })}
          {Security({ locale, hasPassword })}
        </div>
        {props.identityPart}
        <div>{Devices({ locale, sessions, currentId: account.sessionId })}</div>
        {OrganisationsPart({ locale })}
        {OwnData({ locale })}
        {Form({
          action: '/deconnexion',
          children: <div>{Button({ kind: 'quiet', icon: 'log-out', children: t.signOut })}</div>,
        })}
      </>
    ),
  })
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
