import type { VNode } from 'preact'
import type { ReceivedLine, TrayView } from '#counter/mailbox'
import type { Locale } from '#kernel/localized'
import {
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  Notice,
  PageHead,
  Pagination,
  StateChip,
  Tabs,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { trayTexts } from './texts.ts'

type Texts = ReturnType<typeof trayTexts>

export interface TrayPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/courriels-recus` */
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  readonly view: TrayView
  readonly lines: readonly ReceivedLine[]
  readonly waiting: { readonly tray: number; readonly quarantine: number }
  /** Mailboxes that could not be read for too long. */
  readonly late: readonly { readonly name: string; readonly since: Date }[]
  readonly nextHref: string | undefined
  /** What the national portal brought. */
  readonly portalHref: string
  readonly done: string | undefined
}

const viewHrefs: Readonly<Record<TrayView, string>> = {
  tray: '',
  quarantine: '?vue=quarantaine',
  settled: '?vue=traites',
}

/** What came and waits for somebody. */
export function TrayPage(props: TrayPageProps): VNode {
  const { locale, base, view, lines, waiting, late } = props
  const t = trayTexts(locale)
  const count = (of: TrayView): string | undefined =>
    of === 'settled' || waiting[of] === 0 ? undefined : waiting[of] >= 1000 ? '1000+' : String(waiting[of])
  return (
    <>
      {props.done !== undefined && Toast({ children: props.done })}
      {PageHead({ title: t.title, lead: t.lead })}
      {late.length > 0 && (
        <div class="stack">
          {late.map(({ name, since }) =>
            Notice({ tone: 'warn', icon: 'cloud-off', children: t.late(name, formats(locale).fullDateTime(since)) }),
          )}
          <span />
        </div>
      )}
      {Tabs({
        label: t.views,
        tabs: (['tray', 'quarantine', 'settled'] as const).map((each) => ({
          href: `${base}${viewHrefs[each]}`,
          label: t[each],
          count: count(each),
          isCurrent: view === each,
        })),
      })}
      {lines.length === 0 ? Nothing(t, view) : Lines(props, t)}
      <div class="stack far">
        <span />
        <div class="row actions">{ButtonLink({ kind: 'quiet', href: props.portalHref, children: t.portal })}</div>
      </div>
      {props.nextHref !== undefined && Pagination({ label: t.pages, next: { href: props.nextHref, label: t.older } })}
    </>
  )
}

const Nothing = (t: Texts, view: TrayView): VNode => (
  <div class="list">
    {EmptyState({
      icon: view === 'quarantine' ? 'shield-check' : 'mail-open',
      level: 2,
      title: t[`none_${view}`],
      children: <p>{t[`none_${view}_body`]}</p>,
    })}
  </div>
)

const Lines = (props: TrayPageProps, t: Texts): VNode => (
  <div class="list">
    {DataTable<ReceivedLine>({ caption: t.caption, rows: props.lines, columns: columnsOf(props, t) })}
  </div>
)

function columnsOf({ locale, base, requests }: TrayPageProps, t: Texts): readonly Column<ReceivedLine>[] {
  const format = formats(locale)
  return [
    {
      title: t.from,
      onCard: 'top',
      cell: ({ fromName, fromAddress }) => fromName || fromAddress || t.nobody,
    },
    {
      title: t.subject,
      isHeading: true,
      onCard: 'title',
      cell: ({ id, channel, subject, files }) => (
        <>
          <a href={`${base}/${id}`}>{subject || (channel === 'sms' ? t.sms : t.no_subject)}</a>
          {files > 0 && <small> {t.files(files)}</small>}
        </>
      ),
    },
    { title: t.state, onCard: 'bottom', cell: (line) => StateOf({ line, t, requests }) },
    { title: t.box, isExtra: true, cell: ({ boxName, channel }) => boxName ?? (channel === 'sms' ? t.sms : '') },
    { title: t.received, cell: ({ receivedAt }) => format.fullDateTime(receivedAt) },
  ]
}

const tones = { tray: 'warn', quarantine: 'bad', taken: 'calm' } as const

interface Standing {
  readonly line: Pick<ReceivedLine, 'state' | 'reason' | 'dossierId' | 'dossierNumber'>
  readonly t: Texts
  readonly requests: string
}

/** Why it waits, or what became of it. */
export function StateOf({ line, t, requests }: Standing): VNode {
  const { state, reason, dossierId, dossierNumber } = line
  if (state === 'tray' || state === 'quarantine')
    return (
      <>
        {StateChip({
          tone: reason === 'new' ? 'info' : tones[state],
          icon: state === 'quarantine' ? 'shield-alert' : reason === 'new' ? 'mail' : 'circle-help',
          label: t.short(reason ?? 'new'),
        })}{' '}
        <small>{t.reason(reason ?? 'new')}</small>
      </>
    )
  return (
    <>
      {t.became(state)}{' '}
      {dossierId !== null && <a href={`${requests}/${dossierId}`}>{dossierNumber || t.message.toLowerCase()}</a>}
    </>
  )
}
