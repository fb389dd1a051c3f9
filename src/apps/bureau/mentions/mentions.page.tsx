import type { VNode } from 'preact'
import type { Mention } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import { Action, Button, type Column, DataTable, EmptyState, PageHead, StateChip } from '#platform/html'
import { formats } from '#platform/i18n'
import { mentionTexts } from './texts.ts'

interface MentionsProps {
  readonly locale: Locale
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  readonly mentions: readonly Mention[]
}

/** The notes that name somebody, those to read said in words. */
export function MentionsPage(props: MentionsProps): VNode {
  const { locale, base, mentions } = props
  const t = mentionTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {mentions.length === 0
        ? EmptyState({ icon: 'at-sign', level: 2, title: t.none, children: <p>{t.noneBody}</p> })
        : DataTable<Mention>({ caption: t.caption, rows: mentions, columns: columnsOf(props) })}
      {mentions.some(({ readAt }) => readAt === null) && (
        <Action action={base}>
          <Button kind="quiet" icon="check">
            {t.readAll}
          </Button>
        </Action>
      )}
    </>
  )
}

function columnsOf({ locale, requests }: MentionsProps): readonly Column<Mention>[] {
  const t = mentionTexts(locale)
  const format = formats(locale)
  return [
    {
      title: t.request,
      isHeading: true,
      onCard: 'title',
      cell: ({ dossierId, number, subject }) => (
        <a href={`${requests}/${dossierId}`}>
          {number}, {subject}
        </a>
      ),
    },
    { title: t.by, onCard: 'top', cell: ({ byName, at }) => `${byName}, ${format.dateTime(at)}` },
    { title: t.note, onCard: 'bottom', cell: ({ body }) => (body.length > 160 ? `${body.slice(0, 160)}…` : body) },
    {
      title: t.state,
      cell: ({ readAt }) =>
        readAt === null
          ? StateChip({ tone: 'info', icon: 'mail', label: t.unread })
          : StateChip({ icon: 'mail-open', label: t.read }),
    },
  ]
}
