import type { VNode } from 'preact'
import type { SeenMandate } from '#identity/mandates'
import type { Locale } from '#kernel/localized'
import { ButtonLink, Card, CardList, EmptyState, Panel, SectionHead, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { backToAccount } from '../account/profile.page.tsx'
import { Layout } from '../accounts/parts.tsx'
import { isRunning, isWaiting, mandateChip } from './state.tsx'
import { type DoneName, mandateTexts } from './texts.ts'

export interface MandatesPageProps {
  readonly locale: Locale
  readonly mandates: readonly SeenMandate[]
  readonly today: string
  readonly done?: DoneName | undefined
}

/** Every mandate that concerns somebody, by what it is for her. */
export function MandatesPage(props: MandatesPageProps): VNode {
  const { locale, mandates, today, done } = props
  const t = mandateTexts(locale)
  const toDecide = mandates.filter((each) => isWaiting(each) && each.isMine.giver)
  const held = mandates.filter((each) => isRunning(each, today) && each.isMine.holder)
  const given = mandates.filter((each) => isRunning(each, today) && !each.isMine.holder)
  const mine = mandates.filter((each) => isWaiting(each) && !each.isMine.giver)
  const ended = mandates.filter((each) => !isWaiting(each) && !isRunning(each, today))
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Panel({
      title: t.organisations,
      isTinted: true,
      children: (
        <>
          <p>{t.organisationsBody}</p>
          <p>{ButtonLink({ href: '/compte/organisations', kind: 'secondary', children: t.organisationsAction })}</p>
        </>
      ),
    }),
    children: (
      <>
        {done !== undefined && Toast({ children: t[`done_${done}`] })}
        {mandates.length === 0 &&
          EmptyState({ icon: 'handshake', level: 2, title: t.emptyTitle, children: t.emptyBody })}
        {Group(props, t.toDecide, toDecide)}
        {Group(props, t.held, held)}
        {Group(props, t.given, given)}
        {Group(props, t.mine, mine)}
        <div>{ButtonLink({ href: '/compte/mandats/demander', icon: 'plus', children: t.ask })}</div>
        {Group(props, t.ended, ended)}
      </>
    ),
  })
}

function Group({ locale, today }: MandatesPageProps, title: string, mandates: readonly SeenMandate[]): VNode | null {
  if (mandates.length === 0) return null
  return (
    <section>
      {SectionHead({ title })}
      {CardList({ isWide: true, children: mandates.map((each) => MandateCard(each, locale, today)) })}
    </section>
  )
}

function MandateCard(seen: SeenMandate, locale: Locale, today: string): VNode {
  const t = mandateTexts(locale)
  const { mandate, names } = seen
  const format = formats(locale)
  return Card({
    title: t.cardFor(names.holder, names.principal),
    href: `/compte/mandats/${mandate.id}`,
    top: mandateChip(seen, locale, today),
    children: <p>{mandate.reason}</p>,
    foot: (
      <p class="meta">
        {mandate.startsOn > today ? t.from(format.date(mandate.startsOn)) : t.until(format.date(mandate.endsOn))}
      </p>
    ),
  })
}
