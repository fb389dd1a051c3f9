import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Breadcrumbs, Button, DataTable, DescriptionList, Form, PageHead } from '#platform/html'
import { formats } from '#platform/i18n'
import type { Attempt, Delivery, DeliveryFile } from '#platform/webhooks'
import { deliveryTexts } from './texts.ts'
import { deliveryChip, outcomeOf } from './wording.tsx'

/** One message: what it says, each attempt, and sending it again. */
export function MessagePage({
  locale,
  here,
  file: { delivery, attempts },
}: {
  readonly locale: Locale
  /** `/bureau/corbas/envois/018f…` */
  readonly here: string
  readonly file: DeliveryFile
}): VNode {
  const t = deliveryTexts(locale)
  const format = formats(locale)
  return (
    <>
      {Breadcrumbs({ label: t.wayBack, isBack: true, links: [{ href: here, label: t.back_messages }] })}
      {PageHead({ title: delivery.type })}
      <div class="stack far">
        {DescriptionList({
          items: [
            { label: t.state, value: deliveryChip(delivery.state, t) },
            { label: t.id, value: <code>{`msg_${delivery.id}`}</code> },
            { label: t.written, value: format.fullDateTime(delivery.createdAt) },
            ...momentOf(delivery, locale),
          ],
        })}
        <section class="stack" aria-labelledby="essais">
          <h2 id="essais">{t.log}</h2>
          {attempts.length === 0 ? <p>{t.no_log}</p> : Attempts({ locale, attempts })}
        </section>
        <div class="stack">
          <h2>{t.content}</h2>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it */}
          <section class="scroll" tabIndex={0} aria-label={t.content}>
            <pre>
              <code>{indented(delivery.body)}</code>
            </pre>
          </section>
        </div>
        {delivery.state !== 'waiting' &&
          Form({
            action: `${here}/renvoyer`,
            hidden: { message: delivery.id },
            children: (
              <>
                <p>{t.replay_body}</p>
                {Actions({ children: Button({ kind: 'secondary', icon: 'rotate-ccw', children: t.replay_one }) })}
              </>
            ),
          })}
      </div>
    </>
  )
}

function momentOf({ state, nextAt, settledAt }: Delivery, locale: Locale) {
  const t = deliveryTexts(locale)
  const format = formats(locale)
  if (state === 'waiting') return [{ label: t.next_try, value: format.fullDateTime(nextAt) }]
  if (settledAt === null) return []
  return [{ label: state === 'dead' ? t.lost_at : t.received_at, value: format.fullDateTime(settledAt) }]
}

function Attempts({ locale, attempts }: { readonly locale: Locale; readonly attempts: readonly Attempt[] }): VNode {
  const t = deliveryTexts(locale)
  const format = formats(locale)
  return DataTable<Attempt>({
    caption: t.log,
    rows: attempts,
    columns: [
      { title: t.number, isHeading: true, cell: ({ number }) => format.number(number) },
      {
        title: t.at,
        cell: ({ at }) => <time dateTime={at.toISOString()}>{format.dateTime(at)}</time>,
        onCard: 'top-end',
      },
      {
        title: t.answer,
        onCard: 'bottom',
        cell: (each) => (
          <>
            {outcomeOf(each, t)} {each.answer !== null && <span class="meta">{each.answer.slice(0, 200)}</span>}
          </>
        ),
      },
      { title: t.took, isFigure: true, cell: ({ milliseconds }) => t.milliseconds(format.number(milliseconds)) },
    ],
  })
}

const indented = (body: string): string => JSON.stringify(JSON.parse(body), null, 2)
