import type { VNode } from 'preact'
import type { Folder, Stream } from '#counter/hubee'
import type { Locale } from '#kernel/localized'
import {
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  Notice,
  PageHead,
  Panel,
  StateChip,
  Tabs,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { hubeeTexts } from './texts.ts'

type Texts = ReturnType<typeof hubeeTexts>

export interface DeskPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/service-public` */
  readonly base: string
  /** `/bureau/corbas/demandes` */
  readonly requests: string
  readonly view: 'waiting' | 'settled'
  readonly folders: readonly Folder[]
  readonly streams: readonly Stream[]
  /** Of the procedures that streams file under, by their address. */
  readonly procedures: ReadonlyMap<string, string>
  readonly mayArrange: boolean
  readonly done: string | undefined
}

/** What came from the national portal, and the streams that bring it. */
export function DeskPage(props: DeskPageProps): VNode {
  const { locale, base, view, folders, streams } = props
  const t = hubeeTexts(locale)
  const failing = streams.filter(({ isOpen, failingSince }) => isOpen && failingSince !== null)
  return (
    <>
      {props.done !== undefined && Toast({ children: props.done })}
      {PageHead({ title: t.title, lead: t.lead })}
      {failing.length > 0 && (
        <div class="stack">
          {failing.map(({ processCode, failingSince, failure }) =>
            Notice({
              tone: 'warn',
              icon: 'cloud-off',
              children: t.late(
                processCode,
                formats(locale).fullDateTime(failingSince ?? new Date(0)),
                t.failure(failure ?? ''),
              ),
            }),
          )}
          <span />
        </div>
      )}
      {Tabs({
        label: t.views,
        tabs: (['waiting', 'settled'] as const).map((each) => ({
          href: each === 'waiting' ? base : `${base}?vue=traites`,
          label: t[each],
          isCurrent: view === each,
        })),
      })}
      <div class="list">
        {folders.length === 0
          ? EmptyState({
              icon: 'landmark',
              level: 2,
              title: t[`none_${view}`],
              children: <p>{t[`none_${view}_body`]}</p>,
            })
          : DataTable<Folder>({ caption: t.caption, rows: folders, columns: columnsOf(props, t) })}
      </div>
      {props.mayArrange && (
        <div class="stack far">
          <span />
          {Streams(props, t)}
        </div>
      )}
    </>
  )
}

function columnsOf({ locale, base, requests }: DeskPageProps, t: Texts): readonly Column<Folder>[] {
  return [
    { title: t.person, onCard: 'top', cell: ({ applicantName }) => applicantName || t.nobody },
    {
      title: t.number,
      isHeading: true,
      onCard: 'title',
      cell: ({ id, externalId }) => <a href={`${base}/${id}`}>{externalId || id.slice(0, 8)}</a>,
    },
    { title: t.process, onCard: 'line', cell: ({ processCode }) => processCode },
    { title: t.state, onCard: 'bottom', cell: (folder) => StateOf({ folder, t, requests }) },
    { title: t.received, cell: ({ receivedAt }) => formats(locale).fullDateTime(receivedAt) },
  ]
}

interface Standing {
  readonly folder: Folder
  readonly t: Texts
  readonly requests: string
}

/** Why it waits, or what became of it, and what the portal knows of that. */
export function StateOf({ folder, t, requests }: Standing): VNode {
  const { state, reason, dossierId, dossierNumber, status, unsaid } = folder
  if (state === 'taken') return StateChip({ tone: 'calm', icon: 'clock', label: t.taken })
  if (state === 'tray')
    return (
      <>
        {StateChip({ tone: 'warn', icon: 'circle-help', label: t.short })} <small>{t.reason(reason ?? '')}</small>
      </>
    )
  return (
    <>
      {state === 'discarded' && t.discarded}
      {state === 'filed' && t.filed} {dossierId !== null && <a href={`${requests}/${dossierId}`}>{dossierNumber}</a>}{' '}
      <small>{unsaid > 0 ? t.unsaid(unsaid) : t.said(status ?? 'SI_RECEIVED')}</small>
    </>
  )
}

const Streams = (props: DeskPageProps, t: Texts): VNode => {
  const add = ButtonLink({ href: `${props.base}/flux/nouveau`, icon: 'plus', children: t.add })
  return Panel({
    title: t.streams,
    children: (
      <div class="stack">
        <p class="meta">{props.streams.length === 0 ? t.streams_none_body : t.streams_body}</p>
        {props.streams.length > 0 &&
          DataTable<Stream>({
            caption: t.streams,
            rows: props.streams,
            columns: [
              {
                title: t.process_code,
                isHeading: true,
                onCard: 'title',
                cell: ({ id, processCode }) => <a href={`${props.base}/flux/${id}`}>{processCode}</a>,
              },
              {
                title: t.goes,
                onCard: 'line',
                cell: ({ procedure }) =>
                  procedure === null ? t.to_tray : (props.procedures.get(procedure) ?? procedure),
              },
              { title: t.state, onCard: 'bottom', cell: (stream) => StateOfStream({ stream, locale: props.locale }) },
            ],
          })}
        <div class="row actions">{add}</div>
      </div>
    ),
  })
}

/** How its reading goes, in words. */
export function StateOfStream({ stream, locale }: { readonly stream: Stream; readonly locale: Locale }): VNode {
  const t = hubeeTexts(locale)
  const { isOpen, failingSince, failure, readAt } = stream
  if (!isOpen) return StateChip({ icon: 'circle-pause', label: t.closed })
  if (failingSince !== null)
    return (
      <>
        {StateChip({ tone: 'bad', icon: 'cloud-off', label: t.down })}{' '}
        <small>{t.failing(formats(locale).fullDateTime(failingSince), t.failure(failure ?? ''))}</small>
      </>
    )
  if (readAt === null) return StateChip({ icon: 'clock', label: t.waiting_first })
  return StateChip({ tone: 'ok', icon: 'circle-check', label: t.read(formats(locale).fullDateTime(readAt)) })
}
