import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Card, CardList, type IconName, Progress, StateChip, type Tone } from '#platform/html'
import { trackingTexts } from './texts.ts'

/** One request as its owner follows it. */
export interface CardRequest {
  readonly href: string
  readonly title: string
  readonly state: { readonly label: string; readonly icon: IconName; readonly tone: Tone }
  /** What is expected, from whom, until when. */
  readonly sentence: string
  /** Number of the request and name of the collectivity. */
  readonly note: string
  readonly step: number
  readonly of: number
}

/** Requests side by side: the state, what is expected, how far. */
export function RequestCards({ requests, locale }: { requests: readonly CardRequest[]; locale: Locale }): VNode {
  const texts = trackingTexts(locale)
  return CardList({
    isWide: true,
    children: requests.map((request) =>
      Card({
        title: request.title,
        href: request.href,
        top: StateChip(request.state),
        children: <p>{request.sentence}</p>,
        foot: (
          <>
            {Progress({ step: request.step, of: request.of })}
            <p class="meta">
              {texts.stepOf(request.step, request.of)} · {request.note}
            </p>
          </>
        ),
      }),
    ),
  })
}
