import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  DataTable,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Pagination,
  Panel,
  Radios,
  Tabs,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import {
  type Delivery,
  type DeliveryPage,
  type DeliveryState,
  deliveryStates,
  type ListedSubscription,
  type Subscription,
} from '#platform/webhooks'
import { deliveryTexts } from './texts.ts'
import { counted, deliveryChip, lastOutcome, receiverChip } from './wording.tsx'

interface Around {
  readonly locale: Locale
  /** `/bureau/corbas/envois` */
  readonly base: string
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url

/** Who takes messages of a collectivity. */
export function ReceiversPage({
  locale,
  base,
  receivers,
}: Around & { readonly receivers: readonly ListedSubscription[] }): VNode {
  const t = deliveryTexts(locale)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {receivers.length === 0
        ? EmptyState({ icon: 'send', level: 2, title: t.none, children: <p>{t.none_body}</p> })
        : DataTable<ListedSubscription>({
            caption: t.title,
            rows: receivers,
            columns: [
              {
                title: t.receiver,
                isHeading: true,
                cell: ({ id, label, url }) => (
                  <>
                    <a href={`${base}/${id}`}>{label}</a> <span class="meta">{hostOf(url)}</span>
                  </>
                ),
              },
              ...countColumns(locale),
            ],
          })}
    </>
  )
}

const countColumns = (locale: Locale) => {
  const t = deliveryTexts(locale)
  const format = formats(locale)
  return [
    { title: t.state, cell: (one: ListedSubscription) => receiverChip(one, t), onCard: 'top' as const },
    { title: t.waiting, isFigure: true, cell: ({ waiting }: ListedSubscription) => counted(waiting, t) },
    { title: t.dead, isFigure: true, cell: ({ dead }: ListedSubscription) => counted(dead, t) },
    {
      title: t.last,
      isExtra: true,
      onCard: 'none' as const,
      cell: ({ lastDeliveredAt }: ListedSubscription) =>
        lastDeliveredAt === null ? t.never : format.dateTime(lastDeliveredAt),
    },
  ]
}

export interface EveryReceiver extends ListedSubscription {
  readonly collectivity: string
}

/** The same for the operator, over every collectivity. */
export function OperatorPage({
  locale,
  receivers,
  replayed,
}: {
  readonly locale: Locale
  readonly receivers: readonly EveryReceiver[]
  readonly replayed: number | undefined
}): VNode {
  const t = deliveryTexts(locale)
  return (
    <>
      {replayed !== undefined && Toast({ children: t.replayed(replayed) })}
      {PageHead({ title: t.title, lead: t.operator_lead })}
      {receivers.length === 0
        ? EmptyState({ icon: 'send', level: 2, title: t.none, children: <p>{t.none_body}</p> })
        : DataTable<EveryReceiver>({
            caption: t.title,
            rows: receivers,
            columns: [
              {
                title: t.receiver,
                isHeading: true,
                cell: ({ label, url }) => (
                  <>
                    {label} <span class="meta">{hostOf(url)}</span>
                  </>
                ),
              },
              { title: t.collectivity, cell: ({ collectivity }) => collectivity },
              ...countColumns(locale),
              {
                title: t.replay,
                isTitleHidden: true,
                onCard: 'bottom',
                cell: ({ id, collectivityId, dead, label }) =>
                  dead > 0 &&
                  Form({
                    action: '/bureau/envois/renvoyer',
                    hidden: { collectivite: collectivityId, destinataire: id },
                    label,
                    class: 'row',
                    children: Button({ kind: 'secondary', size: 'small', icon: 'rotate-ccw', children: t.replay_dead }),
                  }),
              },
            ],
          })}
    </>
  )
}

export interface ReceiverProps extends Around {
  readonly receiver: Subscription
  readonly page: DeliveryPage
  readonly state: DeliveryState | undefined
  readonly isFirst: boolean
  readonly done?: string | undefined
  /** What was typed as a moment and is none. */
  readonly refused?: string | undefined
}

/** One receiver: how it does, its messages, and what can be done. */
export function ReceiverPage(props: ReceiverProps): VNode {
  const { locale, base, receiver, page, state, isFirst, done, refused } = props
  const t = deliveryTexts(locale)
  const here = `${base}/${receiver.id}`
  const view = state === undefined ? here : `${here}?etat=${state}`
  const next =
    page.next && `${here}?${new URLSearchParams({ ...(state && { etat: state }), apres: page.next }).toString()}`
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.wayBack, isBack: true, links: [{ href: base, label: t.back }] })}
      {PageHead({ title: receiver.label })}
      {refused !== undefined &&
        ErrorSummary({ title: t.errors, errors: [{ fieldId: 'depuis', message: t.since_error }] })}
      <div class="stack far">
        {DescriptionList({
          items: [
            { label: t.state, value: receiverChip(receiver, t) },
            { label: t.address, value: <code>{receiver.url}</code> },
          ],
        })}
        {Warning({ locale, receiver })}
        <section class="stack">
          {Tabs({
            label: t.views,
            tabs: [
              { href: here, label: t.all, isCurrent: state === undefined },
              ...deliveryStates.map((each) => ({
                href: `${here}?etat=${each}`,
                label: t[`${each}_plural`],
                isCurrent: each === state,
              })),
            ],
          })}
          {page.deliveries.length === 0
            ? EmptyState({ icon: 'inbox', level: 2, title: t.empty, children: <p>{t.empty_body}</p> })
            : Messages({ locale, here, deliveries: page.deliveries })}
          {(next !== undefined || !isFirst) &&
            Pagination({
              label: t.pages,
              previous: isFirst ? undefined : { href: view, label: t.first },
              next: next === undefined ? undefined : { href: next, label: t.next },
            })}
        </section>
        {ReplayPanel({ locale, here, refused })}
        {Switch({ locale, here, receiver })}
      </div>
    </>
  )
}

function Warning({ locale, receiver }: { readonly locale: Locale; readonly receiver: Subscription }): VNode | null {
  const t = deliveryTexts(locale)
  if (receiver.state === 'gone') return Notice({ tone: 'bad', children: t.gone })
  if (receiver.state === 'paused') return Notice({ icon: 'circle-pause', children: t.paused })
  if (receiver.quietUntil === null) return null
  return Notice({ tone: 'warn', children: t.quiet(formats(locale).dateTime(receiver.quietUntil)) })
}

function Messages({
  locale,
  here,
  deliveries,
}: {
  readonly locale: Locale
  readonly here: string
  readonly deliveries: readonly Delivery[]
}): VNode {
  const t = deliveryTexts(locale)
  const format = formats(locale)
  return DataTable<Delivery>({
    caption: t.caption,
    rows: deliveries,
    columns: [
      { title: t.state, cell: ({ state }) => deliveryChip(state, t), onCard: 'top' },
      {
        title: t.message,
        isHeading: true,
        cell: ({ id, type }) => <a href={`${here}/messages/${id}`}>{type}</a>,
      },
      { title: t.outcome, cell: (each) => lastOutcome(each, t), onCard: 'line' },
      {
        title: t.attempts,
        isFigure: true,
        cell: ({ attempts }) => format.number(attempts),
        isExtra: true,
        onCard: 'none',
      },
      {
        title: t.written,
        cell: ({ createdAt }) => <time dateTime={createdAt.toISOString()}>{format.dateTime(createdAt)}</time>,
        onCard: 'top-end',
      },
    ],
  })
}

function ReplayPanel({
  locale,
  here,
  refused,
}: {
  readonly locale: Locale
  readonly here: string
  readonly refused: string | undefined
}): VNode {
  const t = deliveryTexts(locale)
  return Panel({
    title: t.replay_title,
    children: Form({
      action: `${here}/renvoyer`,
      children: (
        <>
          <p>{t.replay_body}</p>
          {Radios({
            id: 'lesquels',
            name: 'lesquels',
            legend: t.which,
            value: 'perdus',
            choices: [
              { value: 'perdus', label: t.which_dead },
              { value: 'tous', label: t.which_all },
            ],
          })}
          {TextInput({
            id: 'depuis',
            name: 'depuis',
            label: t.since,
            hint: t.since_hint,
            value: refused,
            error: refused === undefined ? undefined : t.since_error,
            width: 'medium',
            isExact: true,
            maxLength: 30,
          })}
          {Actions({ children: Button({ kind: 'secondary', icon: 'rotate-ccw', children: t.replay }) })}
        </>
      ),
    }),
  })
}

function Switch({
  locale,
  here,
  receiver,
}: {
  readonly locale: Locale
  readonly here: string
  readonly receiver: Subscription
}): VNode {
  const t = deliveryTexts(locale)
  const isActive = receiver.state === 'active'
  return Form({
    action: `${here}/${isActive ? 'pause' : 'reprise'}`,
    children: (
      <>
        {isActive && <p>{t.pause_body}</p>}
        {Actions({
          children: Button({
            kind: isActive ? 'quiet' : 'secondary',
            icon: isActive ? 'circle-pause' : 'send',
            children: isActive ? t.pause : t.resume,
          }),
        })}
      </>
    ),
  })
}
