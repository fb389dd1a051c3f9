import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, Details, EmptyState, Form, Panel, Summary, Toast } from '#platform/html'
import { backToAccount } from '../account/profile.page.tsx'
import { Layout } from '../accounts/parts.tsx'
import { applicationsTexts } from './applications.texts.ts'

/** An application to which something was given, as the person reads it. */
export interface SharedWith {
  readonly clientId: string
  readonly name: string
  /** What it gets now, in words. */
  readonly gets: string
  readonly since: string
  /** One line for each day on which something was decided. */
  readonly history: readonly string[]
}

interface ApplicationsProps {
  readonly locale: Locale
  readonly shared: readonly SharedWith[]
  readonly hasStopped: boolean
}

/** `/compte/applications`: who gets what, and the way to stop it. */
export function ApplicationsPage({ locale, shared, hasStopped }: ApplicationsProps): VNode {
  const t = applicationsTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Panel({ title: t.firstTitle, children: <p>{t.firstBody}</p> }),
    children: (
      <>
        {hasStopped && Toast({ children: t.stopped })}
        {shared.length === 0
          ? EmptyState({ icon: 'shield-check', level: 2, title: t.none, children: <p>{t.none_body}</p> })
          : shared.map((application) => Application({ locale, application }))}
      </>
    ),
  })
}

function Application({ locale, application }: { locale: Locale; application: SharedWith }): VNode {
  const t = applicationsTexts(locale)
  const { clientId, name, gets, since, history } = application
  return (
    <div class="stack">
      {Summary({
        title: name,
        items: [
          { label: t.gives, value: gets || t.nothing },
          { label: t.since, value: since },
        ],
      })}
      {gets !== '' &&
        Form({
          action: '/compte/applications/arreter',
          hidden: { application: clientId },
          children: (
            <div>
              <Button kind="secondary" size="small">
                {t.stop} <span class="vh">{t.stopTo(name)}</span>
              </Button>
            </div>
          ),
        })}
      {Details({
        summary: t.history,
        children: (
          <ul>
            {history.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ),
      })}
    </div>
  )
}
