import type { VNode } from 'preact'
import type { FactorList, Passkey } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, Alert, Button, ButtonLink, Details, Form, Notice, Summary, TextInput, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { backToAccount } from '../account/profile.page.tsx'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { withReturn } from '../return-address.ts'
import { securityTexts } from './security.texts.ts'
import { factorTexts } from './texts.ts'

export const securityPath = '/compte/securite'

/** What was just done, as the address says it. */
export const doneKinds = ['application', 'cle', 'retrait', 'nom', 'codes', 'garde'] as const
export type Done = (typeof doneKinds)[number]

export interface SecurityPageProps {
  readonly locale: Locale
  readonly factors: FactorList
  readonly done: Done | undefined
  /** Where one was going before a second step was asked. */
  readonly retour: string | undefined
  readonly takesPasskeys: boolean
}

/** All that opens the account, each with the way to change it. */
export function SecurityPage(props: SecurityPageProps): VNode {
  const { locale, factors, done, retour } = props
  const t = securityTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {done !== undefined && Toast({ children: t[`did_${done}`] })}
        {factors.resetDueAt !== undefined && ResetOf(locale, factors.resetDueAt)}
        {retour !== undefined &&
          Actions({ children: ButtonLink({ href: retour, iconAfter: 'arrow-right', children: t.goOn }) })}
        <div>
          {PasswordOf(props)}
          {TotpOf(props)}
          {KeysOf(props)}
          {CodesOf(props)}
          {Summary({
            title: t.history,
            edit: { href: '/compte/connexions', label: t.see },
            items: [{ label: t.historyKept, value: t.historyLine }],
          })}
        </div>
      </>
    ),
  })
}

const ResetOf = (locale: Locale, dueAt: Date): VNode => {
  const t = securityTexts(locale)
  return Alert({
    tone: 'warn',
    icon: 'shield-alert',
    title: t.resetTitle,
    children: (
      <>
        <p>{t.reset(formats(locale).dateTime(dueAt))}</p>
        {Form({
          action: `${securityPath}/garder`,
          children: <div>{Button({ kind: 'secondary', children: t.resetStop })}</div>,
        })}
      </>
    ),
  })
}

function PasswordOf({ locale, factors }: SecurityPageProps): VNode {
  const t = securityTexts(locale)
  return Summary({
    title: t.password,
    edit: { href: '/mot-de-passe?retour=/compte/securite', label: factors.hasPassword ? t.change : t.choose },
    items: [{ label: t.state, value: factors.hasPassword ? t.passwordKept : t.passwordNone }],
  })
}

function TotpOf({ locale, factors, retour }: SecurityPageProps): VNode {
  const t = securityTexts(locale)
  const { totpSince } = factors
  const begin = Form({
    action: withReturn(`${securityPath}/application`, retour),
    children: (
      <div class="row">
        {Button({
          kind: 'secondary',
          size: 'small',
          icon: 'smartphone',
          children: totpSince === undefined ? t.totpAdd : t.totpReplace,
        })}
        {totpSince !== undefined &&
          ButtonLink({
            kind: 'plain',
            size: 'small',
            href: `${securityPath}/retirer/application`,
            children: (
              <>
                {t.remove}
                <span class="vh"> : {t.totp}</span>
              </>
            ),
          })}
      </div>
    ),
  })
  const none = factors.passkeys.length > 0 ? t.totpOffKeys : t.totpOff
  return Summary({
    title: t.totp,
    items: [
      {
        label: t.state,
        value: (
          <div class="stack">
            <div>
              <p>{totpSince === undefined ? none : t.totpOn(formats(locale).date(totpSince))}</p>
              {totpSince === undefined && <p class="meta">{t.totpWhy}</p>}
            </div>
            {begin}
          </div>
        ),
      },
    ],
  })
}

function KeysOf({ locale, factors, retour, takesPasskeys }: SecurityPageProps): VNode {
  const t = securityTexts(locale)
  const add = takesPasskeys
    ? ButtonLink({
        href: withReturn(`${securityPath}/cles`, retour),
        kind: 'secondary',
        size: 'small',
        icon: 'fingerprint',
        children: t.keyAdd,
      })
    : Notice({ children: t.keysElsewhere })
  const isFirst = factors.passkeys.length === 0
  const more = (
    <div class="stack">
      <div>
        {isFirst && <p>{t.keyNone}</p>}
        <p class="meta">{t.keysWhy}</p>
      </div>
      <div class="row">{add}</div>
    </div>
  )
  return Summary({
    title: t.keys,
    items: [
      ...factors.passkeys.map((key) => ({ label: key.name, value: KeyOf(key, locale) })),
      { label: isFirst ? t.state : t.keyAnother, value: more },
    ],
  })
}

function KeyOf(key: Passkey, locale: Locale): VNode {
  const t = securityTexts(locale)
  const format = formats(locale)
  const used = key.usedAt === null ? t.keyUnused : t.keyUsedOn(format.date(key.usedAt))
  return (
    <>
      <p>{key.kind === 'passkey' ? t.keySynced : t.keyBound}</p>
      <p class="meta">
        {t.keyAddedOn(format.date(key.createdAt))}, {used}
      </p>
      {Details({
        summary: t.renameSummary(key.name),
        children: Form({
          action: `${securityPath}/cles/${key.id}/nom`,
          children: (
            <>
              {TextInput({
                id: `name-${key.id}`,
                name: 'name',
                label: t.keyName,
                value: key.name,
                maxLength: 60,
                width: 'medium',
              })}
              <div class="row">
                {Button({ kind: 'secondary', size: 'small', icon: 'pencil', children: t.rename })}
                {ButtonLink({
                  kind: 'plain',
                  size: 'small',
                  href: `${securityPath}/retirer/${key.id}`,
                  children: t.remove,
                })}
              </div>
            </>
          ),
        }),
      })}
    </>
  )
}

function CodesOf({ locale, factors }: SecurityPageProps): VNode {
  const t = securityTexts(locale)
  const { codesLeft } = factors
  const hasSecond = factors.totpSince !== undefined || factors.passkeys.length > 0
  const line = codesLeft === undefined ? t.codesNone : t.codesLeft(formats(locale).number(codesLeft))
  return Summary({
    title: t.codes,
    ...(hasSecond
      ? { edit: { href: `${securityPath}/codes`, label: codesLeft === undefined ? t.codesAdd : t.codesRenew } }
      : {}),
    items: [{ label: t.state, value: line }],
  })
}

export interface RemovePageProps {
  readonly locale: Locale
  /** Its name; undefined for the application. */
  readonly keyName: string | undefined
  readonly action: string
  readonly isLast: boolean
}

export const removeTitle = ({ locale, keyName }: Pick<RemovePageProps, 'locale' | 'keyName'>): string =>
  keyName === undefined ? securityTexts(locale).removeTotpTitle : securityTexts(locale).removeKeyTitle(keyName)

/** What taking it away means, before it is done. */
export function RemovePage(props: RemovePageProps): VNode {
  const { locale, action, isLast } = props
  const t = securityTexts(locale)
  return Layout({
    title: removeTitle(props),
    lead: t.removeLead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {isLast && Alert({ tone: 'warn', title: t.removeLastTitle, children: <p>{t.removeLast}</p> })}
        {Form({
          action,
          children: Actions({
            children: (
              <>
                {Button({ kind: 'danger', icon: 'trash-2', children: t.removeAction })}
                {ButtonLink({ kind: 'plain', href: securityPath, children: factorTexts(locale).cancel })}
              </>
            ),
          }),
        })}
      </>
    ),
  })
}
