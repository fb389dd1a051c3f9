import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { ButtonLink, EmptyState, LinkList, PageHead, SectionHead } from '#platform/html'
import { DraftCards, type DraftCard, DraftRemoved } from '../draft-cards.tsx'
import { type CardRequest, RequestCards } from './request-cards.tsx'
import { trackingTexts } from './texts.ts'

/** An appointment ahead of her. */
export interface OwnAppointment {
  readonly href: string
  readonly label: string
  readonly note: string
}

export interface MinePageProps {
  readonly locale: Locale
  readonly drafts: readonly DraftCard[]
  /** One was just given up. */
  readonly isDraftRemoved: boolean
  readonly appointments: readonly OwnAppointment[]
  readonly running: readonly CardRequest[]
  readonly closed: readonly CardRequest[]
}

/** All the requests of an account, in every commune. */
export function MinePage({ locale, drafts, appointments, isDraftRemoved, running, closed }: MinePageProps): VNode {
  const texts = trackingTexts(locale)
  const isEmpty = drafts.length + appointments.length + running.length + closed.length === 0
  return (
    <div class="wrap">
      {isDraftRemoved && DraftRemoved({ locale })}
      {PageHead({ title: texts.mine, lead: texts.mineLead })}
      {isEmpty &&
        EmptyState({
          icon: 'inbox',
          title: texts.none,
          level: 2,
          children: texts.noneBody,
          action: <ButtonLink href="/">{texts.findCommune}</ButtonLink>,
        })}
      {drafts.length > 0 && (
        <section class="section">
          {SectionHead({ title: texts.toFinish })}
          {DraftCards({ drafts, locale, back: '/mes-demandes' })}
        </section>
      )}
      {appointments.length > 0 && (
        <section class="section">
          {SectionHead({ title: texts.appointments })}
          {LinkList({ links: appointments })}
        </section>
      )}
      {Requests({ title: texts.running, requests: running, locale })}
      {Requests({ title: texts.closed, requests: closed, locale })}
      <section class="section">
        <p>
          <a href="/mes-demandes/rattacher">{texts.claim}</a>
        </p>
        <p class="meta">{texts.claimNote}</p>
      </section>
    </div>
  )
}

function Requests(props: { title: string; requests: readonly CardRequest[]; locale: Locale }): VNode | null {
  const { title, requests, locale } = props
  if (requests.length === 0) return null
  return (
    <section class="section">
      {SectionHead({ title })}
      {RequestCards({ requests, locale })}
    </section>
  )
}
