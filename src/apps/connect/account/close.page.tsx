import type { VNode } from 'preact'
import type { CloseRefusal } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, Alert, Button, ButtonLink, Checkbox, CheckList, ErrorSummary, Form, Notice } from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout } from '../accounts/parts.tsx'
import { closeTexts } from './close.texts.ts'
import { backToAccount } from './profile.page.tsx'

interface CloseProps {
  readonly locale: Locale
  readonly isUnticked?: boolean
}

/** What ends, what can be taken back, what stays and why: then the decision. */
export function ClosePage({ locale, isUnticked = false }: CloseProps): VNode {
  const t = closeTexts(locale)
  const error = isUnticked ? t.agreeMissing : undefined
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Notice({
      icon: 'download',
      children: (
        <p>
          {t.copy} <a href="/compte/donnees">{t.copyLink}</a>.
        </p>
      ),
    }),
    children: (
      <>
        {error !== undefined && ErrorSummary({ title: t.oneError, errors: [{ fieldId: 'compris', message: error }] })}
        {CheckList({
          items: [
            { icon: 'log-out', title: t.nowTitle, children: <p>{t.now}</p> },
            { icon: 'undo-2', title: t.graceTitle, children: <p>{t.grace}</p> },
            { icon: 'x', title: t.erasedTitle, children: <p>{t.erased}</p> },
            {
              icon: 'archive',
              title: t.keptTitle,
              children: (
                <>
                  <p>{t.kept}</p>
                  <p>{t.tomb}</p>
                </>
              ),
            },
          ],
        })}
        {Form({
          action: '/compte/fermer',
          children: (
            <>
              {Checkbox({ id: 'compris', name: 'compris', value: 'oui', label: t.agree, error, isRequired: true })}
              {Actions({
                children: (
                  <>
                    {Button({ kind: 'danger', children: t.close })}
                    <a href="/compte">{t.keep}</a>
                  </>
                ),
              })}
            </>
          ),
        })}
      </>
    ),
  })
}

/** Why it cannot be closed by its owner alone, and who can help. */
export function CannotClosePage(props: {
  readonly locale: Locale
  readonly refusal: CloseRefusal
  readonly places: readonly string[]
}): VNode {
  const { locale, refusal, places } = props
  const t = closeTexts(locale)
  const sentence = refusal.reason === 'works' ? t.works(formats(locale).list(places)) : t[refusal.reason]
  return Layout({
    title: t.title,
    back: backToAccount(locale),
    asideLabel: t.help,
    children: (
      <>
        {Alert({ tone: 'warn', title: t[`${refusal.reason}Title`], children: <p>{sentence}</p> })}
        {Actions({ children: ButtonLink({ href: '/compte', kind: 'secondary', children: t.keep }) })}
      </>
    ),
  })
}

export function ClosedPage({ locale }: { readonly locale: Locale }): VNode {
  const t = closeTexts(locale)
  return Layout({
    title: t.doneTitle,
    lead: t.done,
    asideLabel: t.help,
    children: Actions({ children: ButtonLink({ href: '/', kind: 'secondary', children: t.home }) }),
  })
}

/** Signed in again within the days of grace. */
export function ReopenPage({ locale, erasedAfter }: { readonly locale: Locale; readonly erasedAfter: Date }): VNode {
  const t = closeTexts(locale)
  return Layout({
    title: t.reopenTitle,
    lead: t.reopenLead(formats(locale).dateTime(erasedAfter)),
    asideLabel: t.help,
    children: (
      <div class="row actions">
        {Form({ action: '/compte/rouvrir', class: 'inline', children: Button({ children: t.reopen }) })}
        {Form({
          action: '/deconnexion',
          class: 'inline',
          children: Button({ kind: 'quiet', children: t.leave }),
        })}
      </div>
    ),
  })
}
