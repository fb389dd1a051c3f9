import type { ComponentChildren } from 'preact'
import { Mark } from './drawings.tsx'
import { Icon, type IconName } from './icons.tsx'
import { Main } from './page.tsx'

export interface RailLink {
  href: string
  icon: IconName
  label: string
  count?: string | undefined
  /** The count calls for haste. */
  isHot?: boolean | undefined
  isCurrent?: boolean | undefined
}

export interface BureauShellProps {
  site: { name: string; href: string; collectivity: string }
  labels: { menu: string; nav: string }
  search?:
    | { action: string; name: string; label: string; placeholder?: string | undefined; value?: string | undefined }
    | undefined
  account: { href: string; name: string; initials: string }
  /** The first group has no title. */
  groups: readonly { title?: string | undefined; links: readonly RailLink[] }[]
  children: ComponentChildren
}

export interface AvatarProps {
  initials: string
  /** One of the six façades, so that colleagues are told apart: any stable number of the person. */
  hue?: number | undefined
}

/** Initials under an arch, beside the name they abbreviate. */
export function Avatar({ initials, hue = 0 }: AvatarProps) {
  return (
    <span class={`ava a${(Math.abs(hue) % 6) + 1}`} aria-hidden="true">
      {initials}
    </span>
  )
}

export interface HolderProps extends AvatarProps {
  name: string
}

/** Who follows a case. */
export function Holder({ initials, hue, name }: HolderProps) {
  return (
    <span class="hold">
      {Avatar({ initials, hue })}
      {name}
    </span>
  )
}

function TopBar({ site, labels, search, account }: BureauShellProps) {
  return (
    <header class="top">
      <div class="top-in">
        <a class="brand" href={site.href}>
          {Mark()}
          <span>
            <b>{site.name}</b>
            <span>{site.collectivity}</span>
          </span>
        </a>
        {search !== undefined && (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- older phones do not know the search element
          <form role="search" action={search.action}>
            <label class="vh" htmlFor="top-search">
              {search.label}
            </label>
            {Icon({ name: 'search', size: 'small' })}
            <input
              class="input"
              id="top-search"
              name={search.name}
              type="search"
              placeholder={search.placeholder}
              value={search.value}
            />
          </form>
        )}
        <button class="btn small menu-btn" type="button" popovertarget="menu">
          {Icon({ name: 'menu' })}
          {labels.menu}
        </button>
        <a class="me-link" href={account.href}>
          {Avatar({ initials: account.initials })}
          <span>{account.name}</span>
        </a>
      </div>
    </header>
  )
}

function Rail({ labels, groups }: BureauShellProps) {
  return (
    <nav class="rail" id="menu" popover="auto" aria-label={labels.nav}>
      {groups.map(({ title, links }) => (
        <>
          {title !== undefined && <h2>{title}</h2>}
          <ul class="plain">
            {links.map((link) => (
              <li>
                <a href={link.href} aria-current={link.isCurrent === true ? 'page' : undefined}>
                  {Icon({ name: link.icon, size: 'small' })}
                  {link.label}
                  {link.count !== undefined && (
                    <span class={link.isHot === true ? 'count hot' : 'count'}>{link.count}</span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </>
      ))}
    </nav>
  )
}

/** The frame of the agents' pages: top bar, rail of places, the page itself. */
export function BureauShell(props: BureauShellProps) {
  return (
    <>
      <div class="quay" />
      {TopBar(props)}
      <div class="shell">
        {Rail(props)}
        {Main({ class: 'desk', children: props.children })}
      </div>
    </>
  )
}

export interface CaseColumnsProps {
  /** Names the three tabs that a phone shows. */
  label: string
  /** The tab that is open until another is chosen; the conversation unless said. */
  opens?: 'request' | 'talk' | 'act' | undefined
  request: { title: string; children: ComponentChildren }
  talk: { title: string; children: ComponentChildren }
  act: { title: string; children: ComponentChildren }
}

const caseParts = ['request', 'talk', 'act'] as const

/** A case: what is asked, what was said, what can be done. Three columns, three tabs on a phone. */
export function CaseColumns(props: CaseColumnsProps) {
  const { opens = 'talk' } = props
  return (
    <div class="case-box">
      <nav class="tabs case-tabs" aria-label={props.label}>
        {caseParts.map((part) => (
          <a href={`#${part}`} class={part === opens ? 'opens' : undefined}>
            {props[part].title}
          </a>
        ))}
      </nav>
      <div class="case">
        {caseParts.map((part) => (
          <section id={part} class={part === opens ? 'opens' : undefined} aria-labelledby={`${part}-title`}>
            <h2 id={`${part}-title`} class="col-h">
              {props[part].title}
            </h2>
            {props[part].children}
          </section>
        ))}
      </div>
    </div>
  )
}
