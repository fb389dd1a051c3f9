import type { VNode } from 'preact'
import type { Account, AccountChange } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, EmptyState, Form, Notice, Radios, Summary, TextInput } from '#platform/html'
import { formats } from '#platform/i18n'
import type { Errors } from '../accounts/faults.ts'
import { Layout, RefusalOf, wayBack } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { profileTexts } from './profile.texts.ts'

/** What stands in the fields: as the account says, or as it was typed and refused. */
export interface ProfileTyped {
  readonly givenName: string
  readonly familyName: string
  readonly phone: string
  readonly locale: Locale
}

interface ProfilePageProps {
  readonly locale: Locale
  readonly account: Account
  readonly typed: ProfileTyped
  readonly errors: Errors
}

/** The way back to the account, above the title of each of its pages. */
export const backToAccount = (locale: Locale): VNode => wayBack('/compte', profileTexts(locale).back)

/** Names, phone, language: what a person changes alone. */
export function ProfilePage({ locale, account, typed, errors }: ProfilePageProps): VNode {
  const t = profileTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: commonTexts(locale).help,
    aside: (
      <>
        {Notice({ icon: 'at-sign', children: <p>{t.email(account.email)}</p> })}
        <p>{ButtonLink({ href: '/compte/adresse', kind: 'secondary', children: t.changeEmail })}</p>
      </>
    ),
    children: (
      <>
        {RefusalOf({ errors, delay: undefined }, locale)}
        {Form({
          action: '/compte/coordonnees',
          children: (
            <>
              {NamesOf({ locale, account, typed, errors })}
              {TextInput({
                id: 'phone',
                name: 'phone',
                type: 'tel',
                label: (
                  <>
                    {t.phone} <span class="meta">{commonTexts(locale).optional}</span>
                  </>
                ),
                hint: t.phoneHint,
                value: typed.phone,
                error: errors.phone,
                autoComplete: 'tel',
                inputMode: 'tel',
                width: 'medium',
              })}
              {Radios({
                id: 'locale',
                name: 'locale',
                legend: t.language,
                isInline: true,
                value: typed.locale,
                choices: [
                  { value: 'fr', label: t.fr },
                  { value: 'en', label: t.en },
                ],
              })}
              {Actions({ children: Button({ children: t.save }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

function NamesOf({ locale, account, typed, errors }: ProfilePageProps): VNode {
  const t = profileTexts(locale)
  if (account.identityCertifiedBy !== null) {
    return Notice({ icon: 'badge-check', children: <p>{t.certified(account.givenName, account.familyName)}</p> })
  }
  return (
    <>
      {TextInput({
        id: 'givenName',
        name: 'givenName',
        label: t.givenName,
        value: typed.givenName,
        error: errors.givenName,
        autoComplete: 'given-name',
        isRequired: true,
      })}
      {TextInput({
        id: 'familyName',
        name: 'familyName',
        label: t.familyName,
        value: typed.familyName,
        error: errors.familyName,
        autoComplete: 'family-name',
        isRequired: true,
      })}
    </>
  )
}

/** What the account said before, day by day. */
export function HistoryPage({
  locale,
  changes,
}: {
  readonly locale: Locale
  readonly changes: readonly AccountChange[]
}): VNode {
  const t = profileTexts(locale)
  const worded = ({ field }: AccountChange, value: string | null): string => {
    if (value === null) return t.nothing
    return field === 'locale' ? t[value === 'en' ? 'en' : 'fr'] : value
  }
  const days = Map.groupBy(changes, ({ at }) => formats(locale).date(at))
  return Layout({
    title: t.historyTitle,
    lead: t.historyLead,
    back: backToAccount(locale),
    asideLabel: commonTexts(locale).help,
    children:
      changes.length === 0 ? (
        EmptyState({ icon: 'history', title: t.none, level: 2, children: t.noneNote })
      ) : (
        <div>
          {[...days].map(([day, ofDay]) =>
            Summary({
              title: day,
              items: ofDay.map((change) => ({
                label: t[`field_${change.field}`],
                value: t.became(worded(change, change.before), worded(change, change.after)),
              })),
            }),
          )}
        </div>
      ),
  })
}
