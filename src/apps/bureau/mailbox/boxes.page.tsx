import type { VNode } from 'preact'
import type { Correspondent, WatchedBox } from '#counter/mailbox'
import type { Locale } from '#kernel/localized'
import { Button, ButtonLink, DataTable, EmptyState, Form, PageHead, Panel, StateChip, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { boxTexts } from './box-texts.ts'

type Texts = ReturnType<typeof boxTexts>

export interface BoxesPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/boites` */
  readonly base: string
  readonly receivedHref: string
  readonly boxes: readonly WatchedBox[]
  /** Of the procedures that mailboxes file under, by their address. */
  readonly procedures: ReadonlyMap<string, string>
  readonly unwanted: readonly Correspondent[]
  readonly now: Date
  readonly isDone: boolean
}

/** The mailboxes that are read, and how that goes. */
export function BoxesPage(props: BoxesPageProps): VNode {
  const { locale, base, boxes } = props
  const t = boxTexts(locale)
  const add = ButtonLink({ href: `${base}/nouvelle`, icon: 'mail', children: t.add })
  return (
    <>
      {props.isDone && Toast({ children: t.saved })}
      {PageHead({ title: t.title, lead: t.lead })}
      {boxes.length === 0 ? (
        <div class="list">
          {EmptyState({ icon: 'mail', level: 2, title: t.none, children: <p>{t.none_body}</p>, action: add })}
        </div>
      ) : (
        <div class="stack far">
          {Table(props, t)}
          <div class="row actions">
            {add}
            {ButtonLink({ kind: 'quiet', href: props.receivedHref, children: t.received })}
          </div>
          {props.unwanted.length > 0 && Unwanted(props, t)}
        </div>
      )}
    </>
  )
}

const Table = ({ locale, base, boxes, procedures, now }: BoxesPageProps, t: Texts): VNode =>
  DataTable<WatchedBox>({
    caption: t.caption,
    rows: boxes,
    columns: [
      {
        title: t.name,
        isHeading: true,
        onCard: 'title',
        cell: ({ id, name }) => <a href={`${base}/${id}`}>{name}</a>,
      },
      { title: t.address, onCard: 'top', cell: ({ address }) => address },
      {
        title: t.goes,
        onCard: 'line',
        cell: ({ procedure }) =>
          procedure === null ? t.to_tray : t.to_procedure(procedures.get(procedure) ?? procedure),
      },
      { title: t.state, onCard: 'bottom', cell: (box) => StateOfBox({ box, locale, now }) },
    ],
  })

/** Whose mail goes to quarantine, and the way back. */
const Unwanted = ({ locale, base, unwanted }: BoxesPageProps, t: Texts): VNode =>
  Panel({
    title: t.unwanted,
    children: (
      <div class="stack">
        <p>{t.unwanted_body}</p>
        {DataTable<Correspondent>({
          caption: t.unwanted,
          rows: unwanted,
          columns: [
            { title: t.address, isHeading: true, onCard: 'title', cell: ({ address }) => address },
            { title: t.why, onCard: 'line', cell: ({ detail }) => detail },
            {
              title: t.decided,
              onCard: 'line',
              cell: ({ byName, since }) => t.by(byName, formats(locale).date(since)),
            },
            {
              title: t.accept,
              isTitleHidden: true,
              onCard: 'bottom',
              cell: ({ address }) =>
                Form({
                  action: `${base}/indesirables`,
                  hidden: { adresse: address },
                  label: t.accept_one(address),
                  children: (
                    <Button kind="quiet" size="small">
                      {t.accept}
                    </Button>
                  ),
                }),
            },
          ],
        })}
      </div>
    ),
  })

/** How its reading goes, in words. */
export function StateOfBox({
  box,
  locale,
  now,
}: {
  readonly box: WatchedBox
  readonly locale: Locale
  readonly now: Date
}): VNode {
  const t = boxTexts(locale)
  const { failingSince, failure, readAt } = box.reading
  if (!box.isOpen) return StateChip({ icon: 'circle-pause', label: t.closed })
  if (failingSince !== null && failure !== null)
    return (
      <>
        {StateChip({ tone: 'bad', icon: 'cloud-off', label: t.down })}{' '}
        <small>{t.failing(t.failure(failure), formats(locale).fullDateTime(failingSince))}</small>
      </>
    )
  if (readAt === null) return StateChip({ icon: 'clock', label: t.waiting })
  const minutes = Math.floor((now.getTime() - readAt.getTime()) / 60_000)
  const at = minutes < 120 ? t.ago(minutes) : formats(locale).fullDateTime(readAt)
  return StateChip({ tone: 'ok', icon: 'circle-check', label: t.read(at) })
}
