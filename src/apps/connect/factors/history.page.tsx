import type { VNode } from 'preact'
import { type FactorEvent, factorEventTitle, type SignInEntry, type SignInHistory } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { ButtonLink, DataTable, Panel, StateChip, Summary } from '#platform/html'
import { formats } from '#platform/i18n'
import { backToAccount } from '../account/profile.page.tsx'
import { describeDevice } from '../accounts/device.ts'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { historyTexts } from './history.texts.ts'

export const historyPath = '/compte/connexions'

interface HistoryPageProps {
  readonly locale: Locale
  readonly history: SignInHistory
}

/** What happened at the door of one's account, in plain words. */
export function HistoryPage({ locale, history }: HistoryPageProps): VNode {
  const t = historyTexts(locale)
  const { entries, changes, next } = history
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: commonTexts(locale).help,
    aside: Panel({
      title: t.notYouTitle,
      isTinted: true,
      children: (
        <>
          <p>{t.notYou}</p>
          <p>{ButtonLink({ href: '/mot-de-passe?retour=/compte', kind: 'secondary', children: t.changePassword })}</p>
        </>
      ),
    }),
    children: (
      <>
        {entries.length === 0 ? <p>{t.none}</p> : TableOf(entries, locale)}
        {next !== undefined && (
          <p>
            {ButtonLink({
              href: `${historyPath}?avant=${encodeURIComponent(next.toISOString())}`,
              kind: 'quiet',
              iconAfter: 'arrow-right',
              children: t.older,
            })}
          </p>
        )}
        {changes.length > 0 && Summary({ title: t.changes, items: changes.map((change) => ChangeOf(change, locale)) })}
      </>
    ),
  })
}

function TableOf(entries: readonly SignInEntry[], locale: Locale): VNode {
  const t = historyTexts(locale)
  return DataTable<SignInEntry>({
    caption: t.caption,
    rows: entries,
    columns: [
      { title: t.what, isHeading: true, onCard: 'title', cell: (entry) => WhatOf(entry, locale) },
      { title: t.when, onCard: 'top', cell: (entry) => formats(locale).fullDateTime(entry.at) },
      { title: t.device, onCard: 'line', cell: (entry) => describeDevice(entry.device, locale) || t.unknownDevice },
      { title: t.network, onCard: 'line', cell: (entry) => entry.network || t.unknown },
    ],
  })
}

function WhatOf(entry: SignInEntry, locale: Locale): VNode {
  const t = historyTexts(locale)
  if (entry.outcome !== 'success') return <>{t[entry.outcome]}</>
  const methods = entry.methods.map((method) => t[method])
  return (
    <>
      {methods.length === 0 ? t.success : t.withMethods(formats(locale).list(methods))}
      {entry.isNewDevice && <> {StateChip({ icon: 'info', tone: 'info', label: t.newDevice })}</>}
    </>
  )
}

function ChangeOf(change: FactorEvent, locale: Locale) {
  const t = historyTexts(locale)
  const said = [factorEventTitle(change.kind, locale), change.detail].filter(Boolean).join(' : ')
  return {
    label: formats(locale).fullDateTime(change.at),
    value: change.isBySupport ? `${said} (${t.bySupport})` : said,
  }
}
