import type { VNode } from 'preact'
import type { Acr, FactorList } from '#identity/accounts'
import { interactionPath } from '#identity/provider'
import type { ProviderName } from '#identity/state'
import type { Locale } from '#kernel/localized'
import { Actions, Alert, Button, ButtonLink, ErrorSummary, Form, Panel } from '#platform/html'
import { Layout, PasswordField } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { withReturn } from '../return-address.ts'
import { nameOf, slugOf } from '../state/names.ts'
import { CodeForm, PasskeyForm, RefusalOf, type Refused } from './parts.tsx'
import { proveTexts } from './prove.texts.ts'
import { factorTexts } from './texts.ts'

export const confirmPath = '/connexion/confirmer'
export const raisePath = '/connexion/renforcer'

interface ProveProps {
  readonly locale: Locale
  readonly retour: string
  readonly factors: FactorList
  readonly takesPasskeys: boolean
  /** The State's identities that open the account, where they are offered. */
  readonly identities?: readonly ProviderName[]
  readonly refused: Refused & { readonly password?: string | undefined; readonly isWeak?: boolean | undefined }
}

type ConfirmProps = ProveProps & { readonly name: string; readonly isOtherIdentity: boolean }

/** Asks again for the password or a key of who is signed in. */
export function ConfirmPage(props: ConfirmProps): VNode {
  const { locale, retour, name, refused, isOtherIdentity } = props
  const t = proveTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead(name),
    asideLabel: commonTexts(locale).help,
    aside: Panel({
      title: t.notYou,
      children: <p>{ButtonLink({ href: withReturn('/connexion', retour), kind: 'quiet', children: t.other })}</p>,
    }),
    children: (
      <>
        {isOtherIdentity &&
          Alert({ tone: 'bad', title: t.otherIdentityTitle, isLive: true, children: <p>{t.otherIdentity}</p> })}
        {refused.password === undefined
          ? RefusalOf(refused, locale, t.refusedTitle)
          : ErrorSummary({ title: t.refusedTitle, errors: [{ fieldId: 'password', message: refused.password }] })}
        {WaysOf(props)}
      </>
    ),
  })
}

function WaysOf({ locale, retour, factors, takesPasskeys, identities = [], refused }: ProveProps): VNode {
  const t = proveTexts(locale)
  const action = withReturn(confirmPath, retour)
  const hasKey = factors.passkeys.length > 0 && takesPasskeys
  return (
    <>
      {hasKey &&
        PasskeyForm({
          locale,
          action,
          options: '/connexion/preuve/cle',
          does: 'get',
          label: factorTexts(locale).usePasskey,
          kind: 'secondary',
        })}
      {factors.hasPassword &&
        Form({
          action,
          children: (
            <>
              {PasswordField({ locale, isNew: false, error: refused.password })}
              {Actions({ children: Button({ size: 'big', icon: 'check', children: t.confirm }) })}
            </>
          ),
        })}
      {identities.map((name) =>
        Panel({
          children: (
            <>
              <p>{t.identityNote(nameOf[name])}</p>
              <p>
                {ButtonLink({
                  href: `/connexion/${slugOf[name]}?${new URLSearchParams({ pour: 'confirmer', retour }).toString()}`,
                  kind: factors.hasPassword ? 'secondary' : 'primary',
                  icon: name === 'france_connect' ? 'id-card' : 'briefcase',
                  children: t.identity(nameOf[name]),
                })}
              </p>
            </>
          ),
        }),
      )}
      {!factors.hasPassword &&
        Panel({
          children: (
            <>
              <p>{t.linkNote}</p>
              <p>
                {ButtonLink({
                  href: withReturn('/connexion/lien', retour),
                  kind: 'secondary',
                  icon: 'mail',
                  children: t.link,
                })}
              </p>
            </>
          ),
        })}
    </>
  )
}

/** Asks for the second step that a page needs, or says how to get one. */
export function RaisePage(props: ProveProps & { readonly level: Exclude<Acr, 'eidas1'> }): VNode {
  const { locale, level, refused, retour } = props
  const t = proveTexts(locale)
  const isHigh = level === 'eidas3'
  return Layout({
    title: t.raiseTitle,
    lead: isHigh ? t.raiseLead3 : t.raiseLead2,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {refused.isWeak === true
          ? Alert({ tone: 'warn', title: t.weakTitle, isLive: true, children: <p>{t.weakKey}</p> })
          : RefusalOf(refused, locale, t.refusedTitle)}
        {hasWay(props)
          ? StepsOf(props)
          : Alert({
              tone: 'info',
              icon: 'key-round',
              title: t.noneTitle,
              children: (
                <>
                  <p>{isHigh ? t.none3 : t.none2}</p>
                  <div class="row">{ButtonLink({ href: withReturn('/compte/securite', retour), children: t.add })}</div>
                </>
              ),
            })}
        {retour.startsWith(`${interactionPath}/`) &&
          Form({
            action: retour,
            hidden: { reponse: 'non' },
            children: <div>{Button({ kind: 'plain', children: t.giveUp })}</div>,
          })}
      </>
    ),
  })
}

const hasWay = ({ factors, level }: ProveProps & { readonly level: Acr }): boolean =>
  level === 'eidas3'
    ? factors.passkeys.some(({ kind }) => kind === 'security_key')
    : factors.totpSince !== undefined || factors.passkeys.length > 0

function StepsOf({ locale, retour, factors, level, takesPasskeys, refused }: Parameters<typeof RaisePage>[0]): VNode {
  const action = `${raisePath}?${new URLSearchParams({ niveau: level, retour })}`
  const asksCode = level === 'eidas2' && factors.totpSince !== undefined
  return (
    <>
      {asksCode && CodeForm({ locale, action, kind: 'totp', error: refused.code })}
      {factors.passkeys.length > 0 &&
        takesPasskeys &&
        PasskeyForm({
          locale,
          action,
          options: '/connexion/preuve/cle',
          does: 'get',
          label: factorTexts(locale).usePasskey,
          kind: asksCode ? 'secondary' : 'primary',
        })}
    </>
  )
}
