import type { VNode } from 'preact'
import { isOpen, type MandateState, type SeenMandate } from '#identity/mandates'
import type { Locale } from '#kernel/localized'
import { type IconName, StateChip, type Tone } from '#platform/html'
import { mandateTexts } from './texts.ts'

const looks: Readonly<Record<MandateState, { readonly tone: Tone; readonly icon: IconName }>> = {
  asked: { tone: 'info', icon: 'clock' },
  notified: { tone: 'info', icon: 'mail' },
  seen: { tone: 'info', icon: 'mail-open' },
  approved: { tone: 'ok', icon: 'circle-check' },
  refused: { tone: 'bad', icon: 'circle-x' },
  expired: { tone: 'calm', icon: 'clock' },
  withdrawn: { tone: 'calm', icon: 'x' },
  revoked: { tone: 'calm', icon: 'circle-x' },
}

/** Where a mandate stands today, in words. */
export function mandateChip(
  { mandate, effect }: Pick<SeenMandate, 'mandate' | 'effect'>,
  locale: Locale,
  today: string,
): VNode {
  const t = mandateTexts(locale)
  const { state } = mandate
  if (state === 'approved' && mandate.doubtedAt)
    return StateChip({ tone: 'warn', icon: 'triangle-alert', label: t.state_doubted })
  if (state === 'approved' && mandate.startsOn > today)
    return StateChip({ tone: 'info', icon: 'clock', label: t.state_future })
  if (state === 'approved' && !effect) return StateChip({ tone: 'calm', icon: 'clock', label: t.state_over })
  return StateChip({ ...looks[state], label: t[`state_${state}`] })
}

/** Whether it gives something, or will. */
export const isRunning = ({ mandate, effect }: Pick<SeenMandate, 'mandate' | 'effect'>, today: string): boolean =>
  mandate.state === 'approved' && (effect !== undefined || mandate.startsOn > today)

export const isWaiting = ({ mandate }: Pick<SeenMandate, 'mandate'>): boolean => isOpen(mandate.state)
