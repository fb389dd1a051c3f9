import type { VNode } from 'preact'
import type { SecondStep } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, ButtonLink, Panel } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { withReturn } from '../return-address.ts'
import { CodeForm, PasskeyForm, PasskeyNeedsScript, RefusalOf, type Refused } from './parts.tsx'
import { secondStepTexts } from './second-step.texts.ts'
import { factorTexts } from './texts.ts'

export const secondStepPath = '/connexion/deuxieme-etape'

export interface SecondStepPageProps {
  readonly locale: Locale
  readonly retour: string | undefined
  readonly step: Pick<SecondStep, 'hasTotp' | 'hasPasskey' | 'hasCodes'>
  /** A recovery code is asked instead. */
  readonly isRecovery: boolean
  readonly refused: Refused
  /** Whether this host is the one that passkeys are bound to. */
  readonly takesPasskeys: boolean
}

/** The first step was right: a code, a key, or what stands in for them. */
export function SecondStepPage(props: SecondStepPageProps): VNode {
  const { locale, isRecovery, refused } = props
  const t = secondStepTexts(locale)
  return Layout({
    title: isRecovery ? t.recoveryTitle : t.title,
    lead: isRecovery ? t.recoveryLead : t.lead,
    asideLabel: commonTexts(locale).help,
    aside: AsideOf(props),
    children: (
      <>
        {RefusalOf(refused, locale, t.refusedTitle)}
        {isRecovery ? RecoveryOf(props) : WaysOf(props)}
      </>
    ),
  })
}

function RecoveryOf({ locale, retour, refused }: SecondStepPageProps): VNode {
  return CodeForm({ locale, action: withReturn(secondStepPath, retour), kind: 'recovery_code', error: refused.code })
}

function WaysOf({ locale, retour, step, refused, takesPasskeys }: SecondStepPageProps): VNode {
  const action = withReturn(secondStepPath, retour)
  const hasPasskey = step.hasPasskey && takesPasskeys
  return (
    <>
      {step.hasTotp && CodeForm({ locale, action, kind: 'totp', error: refused.code })}
      {hasPasskey &&
        PasskeyForm({
          locale,
          action,
          options: `${secondStepPath}/cle`,
          does: 'get',
          label: factorTexts(locale).usePasskey,
          kind: step.hasTotp ? 'secondary' : 'primary',
        })}
      {hasPasskey && !step.hasTotp && PasskeyNeedsScript({ locale })}
    </>
  )
}

function AsideOf({ locale, retour, step, isRecovery }: SecondStepPageProps): VNode {
  const t = secondStepTexts(locale)
  const page = withReturn(secondStepPath, retour)
  const other = `${page}${page.includes('?') ? '&' : '?'}moyen=secours`
  return (
    <>
      {(step.hasCodes || isRecovery) &&
        Panel({
          title: t.otherTitle,
          isTinted: true,
          children: (
            <p>
              {ButtonLink({
                href: isRecovery ? page : other,
                kind: 'secondary',
                children: isRecovery ? t.otherTotp : t.otherCode,
              })}
            </p>
          ),
        })}
      {Panel({ title: t.lostTitle, children: <p>{t.lost}</p> })}
    </>
  )
}

/** Nothing waits any more: the way back to the first step. */
export function OverPage({ locale, retour }: { readonly locale: Locale; readonly retour: string | undefined }): VNode {
  const t = secondStepTexts(locale)
  return Layout({
    title: t.overTitle,
    lead: t.over,
    asideLabel: commonTexts(locale).help,
    children: Actions({
      children: ButtonLink({ href: withReturn('/connexion', retour), icon: 'log-in', children: t.again }),
    }),
  })
}
