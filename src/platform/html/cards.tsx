import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icons.tsx'

/** Rank of a title in its page. */
export type Level = 2 | 3 | 4

export interface CardProps {
  title: string
  level?: Level | undefined
  /** What the whole card opens. */
  href?: string | undefined
  /** Above the title: a state chip. */
  top?: ComponentChildren
  /** At the foot: progress, a date. */
  foot?: ComponentChildren
  children?: ComponentChildren
}

/** A thing that one follows: its state, its name, what is expected. The whole card is its link. */
export function Card({ title, level = 3, href, top, foot, children }: CardProps) {
  const Title = `h${level}` as 'h3'
  return (
    <div class="card req">
      {top !== undefined && <div>{top}</div>}
      <Title>{href === undefined ? title : <a href={href}>{title}</a>}</Title>
      <div>{children}</div>
      {foot !== undefined && <div>{foot}</div>}
    </div>
  )
}

export interface LinkCardProps {
  href: string
  icon: IconName
  title: string
  level?: Level | undefined
  children?: ComponentChildren
}

/** A large choice among others: a life event, an application. Its icon stands under an arch. */
export function LinkCard({ href, icon, title, level = 3, children }: LinkCardProps) {
  const Title = `h${level}` as 'h3'
  return (
    <div class="card life">
      <span class="arch">{Icon({ name: icon })}</span>
      <div>
        <Title>
          <a href={href}>{title}</a>
        </Title>
        {children !== undefined && <p>{children}</p>}
      </div>
    </div>
  )
}

export interface CardListProps {
  /** Wide cards hold sentences; the others a title and a line. */
  isWide?: boolean | undefined
  children: readonly ComponentChildren[]
}

/** Cards side by side as the width allows, read as a list. */
export function CardList({ isWide, children }: CardListProps) {
  return (
    <ul class={isWide === true ? 'cards wide' : 'cards'}>
      {children.map((card) => (
        <li>{card}</li>
      ))}
    </ul>
  )
}

export interface PanelProps {
  title?: string | undefined
  level?: Level | undefined
  id?: string | undefined
  /** Tinted in the second colour: help, not content. */
  isTinted?: boolean | undefined
  children: ComponentChildren
}

/** A framed part beside or under the main text. */
export function Panel({ title, level = 2, id, isTinted, children }: PanelProps) {
  const Title = `h${level}` as 'h2'
  return (
    <section class={isTinted === true ? 'panel tint' : 'panel'} id={id}>
      {title !== undefined && <Title>{title}</Title>}
      {children}
    </section>
  )
}

export interface SectionHeadProps {
  title: string
  /** The page's own title is of rank 1. */
  level?: 1 | Level | undefined
  id?: string | undefined
  /** What stands at the other end of the line: "Toutes mes demandes", buttons. */
  aside?: ComponentChildren
}

/** Title of a part, with a link or actions at the end of the line. */
export function SectionHead({ title, level = 2, id, aside }: SectionHeadProps) {
  const Title = `h${level}` as 'h2'
  return (
    <div class="section-head">
      <Title id={id}>{title}</Title>
      {aside !== undefined && <div class="row">{aside}</div>}
    </div>
  )
}

export interface PageHeadProps {
  title: string
  /** Above the title: a reference, a date. */
  meta?: ComponentChildren
  /** One or two sentences that say where one stands. */
  lead?: ComponentChildren
}

/** Title of a page and the sentence that answers first. */
export function PageHead({ title, meta, lead }: PageHeadProps) {
  return (
    <header class="page-head">
      {meta !== undefined && <div class="meta">{meta}</div>}
      <h1>{title}</h1>
      {lead !== undefined && <p class="lead">{lead}</p>}
    </header>
  )
}

export interface FactsProps {
  facts: readonly { icon: IconName; label: string; value: string; note?: string | undefined }[]
}

/** The facts that decide: for whom, in how long, how much, how long the form takes. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl class="facts">
      {facts.map(({ icon, label, value, note }) => (
        <div>
          <dt>
            {Icon({ name: icon, size: 'small' })}
            {label}
          </dt>
          <dd>
            {value}
            {note !== undefined && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export interface CheckListProps {
  items: readonly { icon: IconName; title: string; children?: ComponentChildren }[]
}

/** Things to have at hand, or ways to reach someone: an icon, a name, a sentence. */
export function CheckList({ items }: CheckListProps) {
  return (
    <ul class="checks">
      {items.map(({ icon, title, children }) => (
        <li>
          {Icon({ name: icon })}
          <div>
            <b>{title}</b>
            {children !== undefined && <div>{children}</div>}
          </div>
        </li>
      ))}
    </ul>
  )
}

export interface LinkListProps {
  links: readonly { href: string; label: string; note?: string | undefined }[]
}

/** Links one under the other, in two columns when there is room. */
export function LinkList({ links }: LinkListProps) {
  return (
    <ul class="links">
      {links.map(({ href, label, note }) => (
        <li>
          <a href={href}>
            {label}
            {note !== undefined && <small>{note}</small>}
            {Icon({ name: 'chevron-right', size: 'small' })}
          </a>
        </li>
      ))}
    </ul>
  )
}

export interface EmptyStateProps {
  icon: IconName
  title: string
  level?: Level | undefined
  /** Teaches the first step. */
  children?: ComponentChildren
  action?: ComponentChildren
}

/** What stands where there is nothing yet, and how to begin. */
export function EmptyState({ icon, title, level = 3, children, action }: EmptyStateProps) {
  const Title = `h${level}` as 'h3'
  return (
    <div class="empty">
      <span class="arch">{Icon({ name: icon })}</span>
      <div>
        <Title>{title}</Title>
        {children !== undefined && <div class="meta">{children}</div>}
        {action !== undefined && <div class="row">{action}</div>}
      </div>
    </div>
  )
}

export interface DetailsProps {
  summary: string
  isOpen?: boolean | undefined
  children: ComponentChildren
}

/** A question whose answer unfolds. */
export function Details({ summary, isOpen, children }: DetailsProps) {
  return (
    <details open={isOpen}>
      <summary>
        {Icon({ name: 'chevron-right' })}
        {summary}
      </summary>
      <div>{children}</div>
    </details>
  )
}
