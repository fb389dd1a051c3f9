import type { VNode } from 'preact'
import { Alert, Notice } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { attentionTexts } from './attention.texts.ts'
import type { Late } from './late.ts'

export interface AttentionProps {
  readonly locale: Locale
  /** Undefined when the queue's figures cannot be read. */
  readonly jobs: { readonly waiting: number; readonly late: number; readonly failed: number } | undefined
  readonly mails: { readonly hasFailed: boolean; readonly hasQueued: boolean }
  readonly late: Late
}

/** What is late, each with what to do about it; or that nothing is. */
export function Attention(props: AttentionProps): VNode {
  const alerts = [...jobAlerts(props), ...mailAlerts(props), ...placeAlerts(props)]
  if (alerts.length > 0) return <>{alerts}</>
  return (
    <Notice tone="ok" icon="circle-check">
      {attentionTexts(props.locale).fine}
    </Notice>
  )
}

function jobAlerts({ locale, jobs }: AttentionProps): VNode[] {
  if (jobs === undefined) return []
  const t = attentionTexts(locale)
  const format = formats(locale)
  const alerts: VNode[] = []
  if (jobs.failed > 0)
    alerts.push(
      <Alert tone="bad" title={t.jobsFailedTitle(format.number(jobs.failed), jobs.failed === 1)}>
        <p>{t.jobsFailedBody}</p>
      </Alert>,
    )
  if (jobs.late > 0)
    alerts.push(
      <Alert tone="warn" title={t.jobsLateTitle(format.number(jobs.late), jobs.late === 1)}>
        <p>{t.jobsLateBody}</p>
      </Alert>,
    )
  return alerts
}

function mailAlerts({ locale, mails }: AttentionProps): VNode[] {
  const t = attentionTexts(locale)
  if (mails.hasFailed)
    return [
      <Alert tone="bad" title={t.failedTitle}>
        <p>
          {t.failedBody} <a href="/bureau/courriels?etat=failed">{t.failedLink}</a>
        </p>
      </Alert>,
    ]
  if (!mails.hasQueued) return []
  return [
    <Alert tone="warn" title={t.queuedTitle}>
      <p>
        {t.queuedBody} <a href="/bureau/courriels?etat=queued">{t.queuedLink}</a>
      </p>
    </Alert>,
  ]
}

/** What waits in collectivities, a line for each. */
function placeAlerts({ locale, late }: AttentionProps): VNode[] {
  const t = attentionTexts(locale)
  const format = formats(locale)
  const alert = (title: string, lines: readonly string[], body: VNode | string): VNode[] =>
    lines.length === 0
      ? []
      : [
          <Alert tone="warn" title={title}>
            <ul>
              {lines.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
            <p>{body}</p>
          </Alert>,
        ]
  return [
    ...alert(
      t.boxesTitle,
      late.boxes.map(({ name, place, since }) => t.box(name, place, format.fullDateTime(since))),
      t.boxesBody,
    ),
    ...alert(
      t.receiversTitle,
      late.receivers.map(({ label, place, waiting, dead }) =>
        t.receiver(label, place, format.number(waiting), format.number(dead)),
      ),
      <>
        {t.receiversBody} <a href="/bureau/envois">{t.receiversLink}</a>
      </>,
    ),
    ...alert(
      t.exportsTitle,
      late.exports.map(({ place, count, since }) => t.stopped(place, format.number(count), format.fullDateTime(since))),
      t.exportsBody,
    ),
  ]
}
