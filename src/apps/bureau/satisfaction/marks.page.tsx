import type { VNode } from 'preact'
import type { MarkShown, Setting } from '#counter/satisfaction'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  Checkbox,
  DataTable,
  EmptyState,
  Form,
  PageHead,
  Panel,
  Select,
  StateChip,
  Tabs,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { marksTexts } from './texts.ts'

interface MarksPageProps {
  readonly locale: Locale
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  readonly marks: readonly MarkShown[]
  readonly onlyBad: boolean
  /** Undefined for who does not decide of it. */
  readonly setting: Setting | undefined
  readonly isSaved: boolean
}

type Texts = ReturnType<typeof marksTexts>

/** What persons thought of their answers, in their words. */
export function MarksPage(props: MarksPageProps): VNode {
  const { locale, base, onlyBad, marks, isSaved } = props
  const t = marksTexts(locale)
  return (
    <>
      {isSaved && Toast({ children: t.saved })}
      {PageHead({ title: t.title, lead: t.lead })}
      {Tabs({
        label: t.views,
        tabs: [
          { href: base, label: t.all, isCurrent: !onlyBad },
          { href: `${base}?vue=mauvais`, label: t.bad, isCurrent: onlyBad },
        ],
      })}
      <div class="list">
        {marks.length === 0
          ? EmptyState({ icon: 'thumbs-up', level: 2, title: t.none, children: <p>{t.none_body}</p> })
          : Marks(props, t)}
      </div>
      {SettingForm(props, t)}
    </>
  )
}

function Marks({ locale, requests, marks }: MarksPageProps, t: Texts): VNode {
  const format = formats(locale)
  return DataTable<MarkShown>({
    caption: t.caption,
    rows: marks,
    columns: [
      {
        title: t.request,
        isHeading: true,
        cell: ({ dossierId, number, subject }) => (
          <>
            <a href={`${requests}/${dossierId}`}>{number}</a> {subject}
          </>
        ),
      },
      {
        title: t.mark,
        onCard: 'top-end',
        cell: ({ mark, reopenedAt }) => (
          <>
            {StateChip({ ...lookOf(mark ?? 0), label: t.outOf(format.number(mark ?? 0)) })}
            {reopenedAt !== null && <> {StateChip({ tone: 'info', icon: 'rotate-ccw', label: t.reopened })}</>}
          </>
        ),
      },
      { title: t.words, onCard: 'bottom', cell: ({ comment }) => comment },
      { title: t.on, onCard: 'top', cell: ({ answeredAt }) => answeredAt && format.date(answeredAt) },
    ],
  })
}

const lookOf = (mark: number) => {
  if (mark <= 2) return { tone: 'bad', icon: 'circle-alert' } as const
  return mark === 3 ? ({ tone: 'calm', icon: 'circle-dot' } as const) : ({ tone: 'ok', icon: 'check' } as const)
}

function SettingForm({ base, setting }: MarksPageProps, t: Texts): VNode | null {
  if (setting === undefined) return null
  return Panel({
    title: t.setting,
    children: Form({
      action: base,
      children: (
        <>
          {Checkbox({ id: 'demander', name: 'demander', value: 'oui', label: t.asks, isChecked: setting.asks })}
          {Select({
            id: 'mauvais',
            name: 'mauvais',
            label: t.onBad,
            value: setting.onBad,
            options: [
              { value: 'tell', label: t.onBad_tell },
              { value: 'reopen', label: t.onBad_reopen },
            ],
          })}
          {Actions({ children: <Button>{t.save}</Button> })}
        </>
      ),
    }),
  })
}
