import type { ComponentChildren, VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Alert, Button, ErrorSummary, Form, Notice, TextInput } from '#platform/html'
import type { Delay } from '../accounts/wait.ts'
import { factorTexts } from './texts.ts'

/** The module that makes and uses passkeys. */
export const passkeyScript = 'passkey.js'

/** What was wrong with what was just sent. */
export interface Refused {
  /** Message of the field of codes. */
  readonly code?: string | undefined
  readonly delay?: Delay | undefined
  readonly isPasskeyRefused?: boolean | undefined
}

/** When to come back, that a passkey does not open, or which field to correct: first on the page. */
export function RefusalOf(refused: Refused, locale: Locale, title: string): VNode | null {
  const t = factorTexts(locale)
  if (refused.delay) {
    const { title: wait, sentence } = refused.delay
    return Alert({ tone: 'warn', title: wait, isLive: true, children: <p>{sentence}</p> })
  }
  if (refused.isPasskeyRefused === true) {
    return Alert({ tone: 'bad', title: t.passkeyRefusedTitle, isLive: true, children: <p>{t.passkeyRefused}</p> })
  }
  return refused.code === undefined
    ? null
    : ErrorSummary({ title, errors: [{ fieldId: 'code', message: refused.code }] })
}

interface CodeFormProps {
  readonly locale: Locale
  readonly action: string
  readonly kind: 'totp' | 'recovery_code'
  readonly error?: string | undefined
  readonly label?: string
}

/** One field for a code, which telephones fill in by themselves. */
export function CodeForm({ locale, action, kind, error, label }: CodeFormProps): VNode {
  const t = factorTexts(locale)
  const isTotp = kind === 'totp'
  return Form({
    action,
    hidden: { moyen: isTotp ? 'application' : 'secours' },
    children: (
      <>
        {TextInput({
          id: 'code',
          name: 'code',
          label: isTotp ? t.code : t.recoveryCode,
          hint: isTotp ? t.codeHint : t.recoveryHint,
          error,
          autoComplete: isTotp ? 'one-time-code' : 'off',
          inputMode: isTotp ? 'numeric' : 'text',
          width: 'medium',
          isExact: true,
          isRequired: true,
          maxLength: 40,
        })}
        {Actions({ children: Button({ size: 'big', icon: 'check', children: label ?? t.check }) })}
      </>
    ),
  })
}

interface PasskeyFormProps {
  readonly locale: Locale
  readonly action: string
  /** Address that gives options. */
  readonly options: string
  readonly does: 'create' | 'get'
  readonly label: string
  readonly kind?: 'primary' | 'secondary'
  /** Proposed in the list of the e-mail field too. */
  readonly isProposed?: boolean
  /** Fields before the button. */
  readonly children?: ComponentChildren
}

/** A form that a passkey answers. Unseen until a script says that the browser has passkeys. */
export function PasskeyForm(props: PasskeyFormProps): VNode {
  const { locale, action, options, does, label, kind = 'secondary', children } = props
  const t = factorTexts(locale)
  return (
    <div hidden data-needs-passkeys>
      {Form({
        action,
        children: (
          <>
            <input
              type="hidden"
              name="passkey"
              data-passkey={does}
              data-options={options}
              data-failed={t.passkeyFailed}
              data-proposed={props.isProposed === true ? '' : undefined}
            />
            {children}
            {Actions({
              children: Button({
                size: kind === 'primary' ? 'big' : 'medium',
                kind,
                icon: 'fingerprint',
                children: label,
              }),
            })}
            <output class="said" data-said />
          </>
        ),
      })}
    </div>
  )
}

/** Said where only a passkey would do and no script runs. */
export const PasskeyNeedsScript = ({ locale }: { locale: Locale }): VNode => (
  <noscript>{Notice({ tone: 'info', children: factorTexts(locale).passkeyNeedsScript })}</noscript>
)
