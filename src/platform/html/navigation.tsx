import type { ComponentChildren } from 'preact'
import { ButtonLink } from './buttons.tsx'
import { Icon, type IconName } from './icons.tsx'

export interface BreadcrumbsProps {
  /** Names the navigation: "Fil d’Ariane". */
  label: string
  /** From the home page down. The current page is not in it: its title follows. */
  links: readonly { href?: string | undefined; label: string }[]
  /** A single way back ("Étape précédente") has an arrow. */
  isBack?: boolean | undefined
}

/** Where the page stands, or the way back. */
export function Breadcrumbs({ label, links, isBack }: BreadcrumbsProps) {
  return (
    <nav class="crumbs-nav" aria-label={label}>
      <ol class="crumbs">
        {links.map((link, index) => (
          <li>
            {link.href === undefined ? (
              link.label
            ) : (
              <a href={link.href}>
                {isBack === true && index === 0 && Icon({ name: 'arrow-left', size: 'small' })}
                {link.label}
              </a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

interface Tab {
  href: string
  label: string
  /** Named, its count can be kept true by a script. */
  name?: string | undefined
  count?: string | undefined
  /** The count calls for haste. */
  isHot?: boolean | undefined
  isCurrent?: boolean | undefined
}

export interface TabsProps {
  label: string
  tabs: readonly Tab[]
  /** Those that are asked less often, behind a button at the end of the line; the one that is open stands in the line. */
  more?: { readonly label: string; readonly tabs: readonly Tab[] } | undefined
}

const tabItem = (tab: Tab) => (
  <li>
    <a href={tab.href} data-counted={tab.name} aria-current={tab.isCurrent === true ? 'page' : undefined}>
      {tab.label}
      {tab.count !== undefined && <span class={tab.isHot === true ? 'count hot' : 'count'}>{tab.count}</span>}
    </a>
  </li>
)

/** Views of the same things, as links: each has its address. On a phone the line scrolls sideways. */
export function Tabs({ label, tabs, more }: TabsProps) {
  const rare = more?.tabs.filter(({ isCurrent }) => isCurrent !== true) ?? []
  const shown = [...tabs, ...(more?.tabs.filter(({ isCurrent }) => isCurrent === true) ?? [])]
  const line = <ul class="tabs">{shown.map(tabItem)}</ul>
  if (more === undefined || rare.length === 0) return <nav aria-label={label}>{line}</nav>
  return (
    <nav class="tab-line" aria-label={label}>
      {line}
      <details class="tab-more">
        <summary>
          {more.label}
          {Icon({ name: 'chevron-down', size: 'small' })}
        </summary>
        <ul class="plain">{rare.map(tabItem)}</ul>
      </details>
    </nav>
  )
}

export interface BulkBarProps {
  /** Names the group: "Agir sur les demandes choisies". */
  label: string
  /** "Choisies" */
  picked: string
  /** By which a script keeps the figure: "# choisies". */
  words?: { readonly one: string; readonly many: string } | undefined
  children: ComponentChildren
}

/** What can be done with the rows that are picked. Shown once there is one; at the foot of the screen on a phone. */
export function BulkBar({ label, picked, words, children }: BulkBarProps) {
  return (
    <fieldset class="bulk" aria-label={label}>
      <b data-picked="" data-one={words?.one} data-many={words?.many}>
        {picked}
      </b>
      {children}
    </fieldset>
  )
}

export interface PaginationProps {
  label: string
  previous?: { href: string; label: string } | undefined
  next?: { href: string; label: string } | undefined
  /** "51 à 100" */
  position?: string | undefined
}

/** Earlier and later parts of a list, by cursor: a row that arrives meanwhile shifts nothing. */
export function Pagination({ label, previous, next, position }: PaginationProps) {
  return (
    <nav class="pages" aria-label={label}>
      {previous !== undefined && (
        <ButtonLink kind="quiet" size="small" icon="arrow-left" href={previous.href}>
          {previous.label}
        </ButtonLink>
      )}
      {position !== undefined && <span class="meta">{position}</span>}
      {next !== undefined && (
        <ButtonLink kind="quiet" size="small" iconAfter="arrow-right" href={next.href}>
          {next.label}
        </ButtonLink>
      )}
    </nav>
  )
}

export interface PopoverMenuProps {
  id: string
  label: string
  icon?: IconName | undefined
  /** The label is read but not seen: a row's "⋯" button. */
  isLabelHidden?: boolean | undefined
  children: ComponentChildren
}

/** A button that opens a panel of links or buttons. Native: Escape and a click outside close it. */
export function PopoverMenu({ id, label, icon = 'chevron-down', isLabelHidden, children }: PopoverMenuProps) {
  return (
    <>
      <button class="btn quiet small" type="button" popovertarget={id}>
        {Icon({ name: icon, size: 'small' })}
        <span class={isLabelHidden === true ? 'vh' : undefined}>{label}</span>
      </button>
      <div class="pop" id={id} popover="auto">
        {children}
      </div>
    </>
  )
}
