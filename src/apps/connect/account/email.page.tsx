import type { VNode } from 'preact'
import type { EmailChange, EmailLinkPurpose, EmailStep } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, Notice, Panel, Steps, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout, RefusalOf } from '../accounts/parts.tsx'
import type { Delay } from '../accounts/wait.ts'
import { emailTexts } from './email.texts.ts'
import { backToAccount } from './profile.page.tsx'

interface AskProps {
  readonly locale: Locale
  readonly ownEmail: string
  readonly typed: string
  readonly error?: string | undefined
  readonly delay?: Delay | undefined
}

/** The new address, and why both are written to. */
export function AskEmailPage({ locale, ownEmail, typed, error, delay }: AskProps): VNode {
  const t = emailTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead(ownEmail),
    back: backToAccount(locale),
    asideLabel: t.help,
    children: (
      <>
        {RefusalOf({ errors: error === undefined ? {} : { email: error }, delay }, locale)}
        {Form({
          action: '/compte/adresse',
          children: (
            <>
              {TextInput({
                id: 'email',
                name: 'email',
                type: 'email',
                label: t.newEmail,
                value: typed,
                error,
                autoComplete: 'email',
                inputMode: 'email',
                isExact: true,
                isRequired: true,
              })}
              {Notice({ icon: 'shield-check', children: <p>{t.how}</p> })}
              {Actions({ children: Button({ children: t.ask }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

/** Which of the two addresses has answered, and what to do without the old one. */
export function PendingEmailPage({ locale, change }: { readonly locale: Locale; readonly change: EmailChange }): VNode {
  const t = emailTexts(locale)
  const format = formats(locale)
  const { newProvedAt, oldConfirmedAt, appliesAt } = change
  const oldNote = appliesAt ? t.lostStep(format.dateTime(appliesAt)) : t.waiting
  return Layout({
    title: t.pendingTitle,
    lead: t.pendingLead(change.newEmail),
    back: backToAccount(locale),
    asideLabel: t.help,
    aside:
      oldConfirmedAt || appliesAt
        ? undefined
        : Panel({
            title: t.lostTitle,
            isTinted: true,
            children: (
              <div class="stack">
                <p>{t.lost}</p>
                {Form({
                  action: '/compte/adresse/perdue',
                  children: <div>{Button({ kind: 'secondary', children: t.lostAction })}</div>,
                })}
              </div>
            ),
          }),
    children: (
      <>
        {Steps({
          label: t.steps,
          steps: [
            {
              label: t.newStep,
              note: newProvedAt ? t.confirmed : t.waiting,
              icon: 'mail',
              state: newProvedAt ? 'done' : 'current',
            },
            {
              label: t.oldStep,
              note: oldConfirmedAt ? t.confirmed : oldNote,
              icon: appliesAt ? 'hourglass' : 'mail',
              state: oldConfirmedAt ? 'done' : 'current',
            },
          ],
        })}
        <p class="meta">{t.until(format.dateTime(change.expiresAt))}</p>
        {Form({
          action: '/compte/adresse/annuler',
          children: <div>{Button({ kind: 'quiet', icon: 'x', children: t.cancel })}</div>,
        })}
      </>
    ),
  })
}

interface LinkProps {
  readonly locale: Locale
  readonly purpose: EmailLinkPurpose
  readonly email: string
  readonly action: string
}

/** Opening a link changes nothing: the click does. */
export function EmailLinkPage({ locale, purpose, email, action }: LinkProps): VNode {
  const t = emailTexts(locale)
  return Layout({
    title: t[`${purpose}_title`],
    lead: t[`${purpose}_lead`](email),
    asideLabel: t.help,
    children: Form({ action, children: Actions({ children: Button({ children: t[`${purpose}_action`] }) }) }),
  })
}

/** What the click made of the change. */
export function EmailStepPage({ locale, step }: { readonly locale: Locale; readonly step: EmailStep }): VNode {
  const t = emailTexts(locale)
  return Layout({
    title: t[`step_${step}_title`],
    lead: t[`step_${step}`],
    asideLabel: t.help,
    children: Actions({
      children: (
        <>
          {step === 'cancelled' && ButtonLink({ href: '/mot-de-passe', children: t.newPassword })}
          {ButtonLink({ href: '/compte', kind: step === 'cancelled' ? 'secondary' : 'primary', children: t.account })}
        </>
      ),
    }),
  })
}
