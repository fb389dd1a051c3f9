import type { ComponentChildren, VNode } from 'preact'
import { passwordLength } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Alert, Breadcrumbs, ErrorSummary, PageHead, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import type { Errors } from './faults.ts'
import { commonTexts } from './texts.ts'
import type { Delay } from './wait.ts'

/** The module that shows what is typed in a password field. */
export const passwordScript = 'password.js'

interface LayoutProps {
  readonly title: string
  readonly meta?: ComponentChildren
  /** The way back, above the title. */
  readonly back?: VNode
  readonly lead?: ComponentChildren
  readonly children: ComponentChildren
  /** Beside the main text when there is room, under it otherwise. */
  readonly aside?: ComponentChildren
  readonly asideLabel: string
}

/** A title, one thing to do, and what may help beside it. */
export function Layout({ title, meta, back, lead, children, aside, asideLabel }: LayoutProps): VNode {
  return (
    <div class="wrap">
      {back}
      {PageHead({ title, meta, lead })}
      <div class="split">
        <div class="stack far">{children}</div>
        {aside !== undefined && (
          <aside class="stack" aria-label={asideLabel}>
            {aside}
          </aside>
        )}
      </div>
    </div>
  )
}

/** The way back to the page above, over the title. */
export const wayBack = (href: string, label: string): VNode =>
  Breadcrumbs({ label, links: [{ href, label }], isBack: true })

interface RefusalProps {
  readonly errors: Errors
  readonly delay: Delay | undefined
  /** What did not happen, where that says more than how many answers to correct. */
  readonly title?: string | undefined
}

/** What is to be corrected, or when to come back: the first thing on a page that was refused. */
export function RefusalOf({ errors, delay, title }: RefusalProps, locale: Locale): VNode | null {
  if (delay) return Alert({ tone: 'warn', title: delay.title, isLive: true, children: <p>{delay.sentence}</p> })
  const list = Object.entries(errors).map(([fieldId, message]) => ({ fieldId, message }))
  if (list.length === 0) return null
  const t = commonTexts(locale)
  return ErrorSummary({
    title: title ?? (list.length === 1 ? t.oneError : t.errors(formats(locale).number(list.length))),
    errors: list,
  })
}

interface PasswordProps {
  readonly locale: Locale
  /** Chosen now, or known already: password keepers offer a new one, or theirs. */
  readonly isNew: boolean
  readonly error: string | undefined
}

/** The password, never sent back by a page. */
export function PasswordField({ locale, isNew, error }: PasswordProps): VNode {
  const t = commonTexts(locale)
  return TextInput({
    id: 'password',
    name: 'password',
    type: 'password',
    label: isNew ? t.newPassword : t.password,
    hint: isNew ? t.newPasswordHint(formats(locale).number(passwordLength.shortest)) : undefined,
    error,
    autoComplete: isNew ? 'new-password' : 'current-password',
    isExact: true,
    isRequired: true,
    data: { reveal: t.reveal, conceal: t.conceal },
  })
}

interface EmailProps {
  readonly locale: Locale
  readonly value: string
  readonly hint?: string
  readonly error: string | undefined
  /** Browsers propose passkeys in its list. */
  readonly offersPasskeys?: boolean
}

/** The address that names an account. */
export function EmailField({ locale, value, hint, error, offersPasskeys }: EmailProps): VNode {
  return TextInput({
    id: 'email',
    name: 'email',
    type: 'email',
    label: commonTexts(locale).email,
    hint,
    value,
    error,
    autoComplete: offersPasskeys === true ? 'username webauthn' : 'username',
    inputMode: 'email',
    isExact: true,
    isRequired: true,
  })
}
