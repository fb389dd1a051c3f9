import type { VNode } from 'preact'
import { StateChip, type StateChipProps } from '#platform/html'
import type { Delivery, DeliveryState, Subscription } from '#platform/webhooks'
import type { DeliveryTexts } from './texts.ts'

/** How a receiver does, in a word. */
export function receiverChip({ state, failures }: Subscription, t: DeliveryTexts): VNode {
  if (state === 'gone') return StateChip({ tone: 'bad', icon: 'circle-x', label: t.state_gone })
  if (state === 'paused') return StateChip({ tone: 'calm', icon: 'circle-pause', label: t.state_paused })
  return failures > 0
    ? StateChip({ tone: 'warn', icon: 'triangle-alert', label: t.state_failing })
    : StateChip({ tone: 'ok', icon: 'circle-check', label: t.state_active })
}

const chips: Readonly<Record<DeliveryState, Omit<StateChipProps, 'label'>>> = {
  waiting: { tone: 'info', icon: 'clock' },
  delivered: { tone: 'ok', icon: 'check' },
  dead: { tone: 'bad', icon: 'circle-x' },
}

export function deliveryChip(state: DeliveryState, t: DeliveryTexts): VNode {
  const label = { waiting: t.waiting_one, delivered: t.delivered, dead: t.dead_one }[state]
  return StateChip({ ...chips[state], label })
}

/** What a receiver answered, or why nothing came: "Refus (500)". */
export function outcomeOf(
  { status, error }: { status: number | null; error: string | null },
  t: DeliveryTexts,
): string {
  const why = error === null ? undefined : wordOf(error, t)
  if (status === null) return why ?? ''
  return why === undefined ? String(status) : `${why} (${status})`
}

function wordOf(error: string, t: DeliveryTexts): string {
  switch (error) {
    case 'timeout':
      return t.error_timeout
    case 'redirect':
      return t.error_redirect
    case 'too_large':
      return t.error_too_large
    case 'status':
      return t.error_status
    case 'abandoned':
      return t.error_abandoned
    default:
      return t.error_unreachable
  }
}

export const lastOutcome = ({ lastStatus, lastError }: Delivery, t: DeliveryTexts): string =>
  outcomeOf({ status: lastStatus, error: lastError }, t)

/** 1000 and more are not told apart. */
export const counted = (count: number, t: DeliveryTexts): string => (count >= 1000 ? t.many : String(count))
