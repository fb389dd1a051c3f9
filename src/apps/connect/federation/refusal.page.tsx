import type { VNode } from 'preact'
import type { Application, EntryRefusal, Refused, RequestFault } from '#identity/federation'
import type { Session } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, Notice, PageHead } from '#platform/html'
import { wordsOfGroups } from '../let-in.ts'
import { type Passage, PassageForm } from './passage.page.tsx'
import { federationTexts } from './texts.ts'

export interface RefusalPageProps {
  readonly locale: Locale
  readonly refusal: Refused
  readonly isSignedIn: boolean
}

type Said = 'unknown_application' | 'closed_application' | 'expired' | 'wrong'

/** Which of the pages a fault has. */
const saidOf = (reason: RequestFault): Said =>
  reason === 'unknown_application' || reason === 'closed_application' || reason === 'expired' ? reason : 'wrong'

export const refusalStatus = ({ reason }: Refused): number => {
  const said = saidOf(reason)
  return said === 'unknown_application' ? 404 : said === 'expired' ? 410 : said === 'closed_application' ? 403 : 400
}

export const refusalTitle = (locale: Locale, { reason }: Refused): string => federationTexts(locale)[saidOf(reason)]

/** A request that is not granted: what happened, and where to start again. */
export function RefusalPage({ locale, refusal, isSignedIn }: RefusalPageProps): VNode {
  const t = federationTexts(locale)
  const { reason, application } = refusal
  const said = saidOf(reason)
  return (
    <div class="wrap">
      {PageHead({ title: t[said], lead: t[`${said}_body`], meta: application?.name })}
      <div class="stack">
        {reason !== 'unknown_application' && reason !== 'closed_application' && reason !== 'expired' && (
          <div>{Notice({ children: `${t.reason} : ${t[reason]}` })}</div>
        )}
        {Actions({
          children: (
            <>
              {application?.homeUrl && ButtonLink({ href: application.homeUrl, children: t.again })}
              {ButtonLink({
                href: isSignedIn ? '/compte' : '/',
                kind: application?.homeUrl ? 'plain' : 'secondary',
                children: isSignedIn ? t.toAccount : t.home,
              })}
            </>
          ),
        })}
      </div>
    </div>
  )
}

export interface NotAllowedPageProps {
  readonly locale: Locale
  readonly application: Application
  readonly refusal: EntryRefusal
  readonly account: Session
  /** Where one comes back with another account. */
  readonly retour: string
  /** Takes the refusal back to the application, when it waits for an answer. */
  readonly passage: Passage | undefined
}

/** Somebody may not enter: who may, who decides, and the account that she has open. */
export function NotAllowedPage(props: NotAllowedPageProps): VNode {
  const { locale, application, refusal, account, retour, passage } = props
  const t = federationTexts(locale)
  const { groups, contact } = refusal
  const words = wordsOfGroups(locale, groups)
  return (
    <div class="wrap">
      {PageHead({ title: t.notAllowed(application.name), lead: words?.rule ?? t.notAllowed_rule })}
      <div class="stack">
        {words ? <p>{words.givers}</p> : contact === null && <p>{t.notAllowed_admin}</p>}
        {contact !== null && <p>{words ? t.notAllowed_also(contact) : t.notAllowed_who(contact)}</p>}
        <p>{t.openAccount(`${account.givenName} ${account.familyName}`, account.email)}</p>
        {Form({
          action: '/deconnexion',
          hidden: { vers: 'connexion', retour },
          children: <div>{Button({ kind: 'secondary', icon: 'user', children: t.otherAccount })}</div>,
        })}
        {passage && PassageForm({ passage, label: t.backTo(application.name), isCalm: true })}
      </div>
    </div>
  )
}
