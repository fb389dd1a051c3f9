import type { ComponentChildren } from 'preact'
import { Emblem, Mark } from './drawings.tsx'
import { Icon } from './icons.tsx'

export interface NavLink {
  href: string
  label: string
  isCurrent?: boolean | undefined
}

export interface SiteHeaderProps {
  collectivity: {
    name: string
    href: string
    /** Under the name: "Le guichet en ligne". */
    tagline: string
    monogram: string
    emblemHref?: string | undefined
  }
  labels: { menu: string; nav: string }
  links: readonly NavLink[]
  account: { href: string; label: string }
  /** The same page in the other language, named in that language. */
  language?: { href: string; label: string; lang: 'fr' | 'en' } | undefined
}

/** Top of a resident's page. On a phone the menu opens from a button, without script. */
export function SiteHeader({ collectivity, labels, links, account, language }: SiteHeaderProps) {
  return (
    <>
      <div class="quay" />
      <header class="head">
        <div class="wrap head-in">
          <a class="brand" href={collectivity.href}>
            {Emblem({ monogram: collectivity.monogram, pictureHref: collectivity.emblemHref })}
            <span>
              <b>{collectivity.name}</b>
              <span>{collectivity.tagline}</span>
            </span>
          </a>
          <button class="btn quiet small menu-btn" type="button" popovertarget="menu">
            {Icon({ name: 'menu' })}
            {labels.menu}
          </button>
          <nav class="nav" id="menu" popover="auto" aria-label={labels.nav}>
            {links.map((link) => (
              <a href={link.href} aria-current={link.isCurrent === true ? 'page' : undefined}>
                {link.label}
              </a>
            ))}
            {language !== undefined && (
              <a class="language" href={language.href} lang={language.lang} hreflang={language.lang}>
                {Icon({ name: 'languages', size: 'small' })}
                {language.label}
              </a>
            )}
            <a class="account" href={account.href}>
              {Icon({ name: 'user', size: 'small' })}
              {account.label}
            </a>
          </nav>
        </div>
      </header>
    </>
  )
}

export interface SiteFooterProps {
  /** Who answers, where, what the site knows, its legal pages. */
  columns: readonly { title: string; children?: ComponentChildren; links?: readonly NavLink[] | undefined }[]
  /** At the start of the last line. */
  note?: string | undefined
  /** At its end, beside our mark. */
  signature: string
}

/** Foot of a resident's page: a person first, the legal pages last. */
export function SiteFooter({ columns, note, signature }: SiteFooterProps) {
  return (
    <footer class="foot">
      <div class="wrap">
        <div class="foot-in">
          {columns.map(({ title, children, links }) => (
            <div>
              <h2>{title}</h2>
              {children}
              {links !== undefined && (
                <ul class="plain">
                  {links.map((link) => (
                    <li>
                      <a href={link.href}>{link.label}</a>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          ))}
        </div>
        <div class="foot-end">
          {note !== undefined && <span>{note}</span>}
          <span class="sign">
            {Mark()}
            {signature}
          </span>
        </div>
      </div>
    </footer>
  )
}
