import type { VNode } from 'preact'
import type { Mention, Pace } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Actions,
  Button,
  type Column,
  DataTable,
  EmptyState,
  Form,
  PageHead,
  Radios,
  StateChip,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { mentionTexts } from './texts.ts'

interface MentionsProps {
  readonly locale: Locale
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  readonly mentions: readonly Mention[]
  readonly pace: Pace
  readonly isSaved: boolean
}

/** The notes that name somebody, those to read said in words. */
export function MentionsPage(props: MentionsProps): VNode {
  const { locale, base, mentions } = props
  const t = mentionTexts(locale)
  return (
    <>
      {props.isSaved && Toast({ children: t.saved })}
      {PageHead({ title: t.title, lead: t.lead })}
      {mentions.length === 0
        ? EmptyState({ icon: 'at-sign', level: 2, title: t.none, children: <p>{t.noneBody}</p> })
        : DataTable<Mention>({ caption: t.caption, rows: mentions, columns: columnsOf(props) })}
      <div class="stack far">
        {mentions.some(({ readAt }) => readAt === null) && (
          <Action action={base}>
            <Button kind="quiet" icon="check">
              {t.readAll}
            </Button>
          </Action>
        )}
        {PaceForm(props)}
      </div>
    </>
  )
}

const paces: readonly Pace[] = ['at_once', 'daily', 'never']

function PaceForm({ locale, base, pace }: MentionsProps): VNode {
  const t = mentionTexts(locale)
  return (
    <Form action={`${base}/courriels`} class="panel stack">
      {Radios({
        id: 'rythme',
        name: 'rythme',
        legend: t.pace,
        hint: t.paceHint,
        value: pace,
        choices: paces.map((value) => ({ value, label: t[value] })),
      })}
      {Actions({ children: <Button kind="quiet">{t.save}</Button> })}
    </Form>
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
