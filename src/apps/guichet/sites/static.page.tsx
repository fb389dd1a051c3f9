import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { Contact } from '#territory/collectivities'
import { PageHead } from '#platform/html'
import { frameTexts } from '../frame/index.ts'
import { phoneHref } from '../procedures/contact.tsx'
import { staticTexts } from './static-texts.ts'

export const staticPages = ['accessibilite', 'donnees-personnelles', 'mentions-legales', 'plan-du-site'] as const
export type StaticPageName = (typeof staticPages)[number]

export interface StaticPageProps {
  readonly locale: Locale
  readonly page: StaticPageName
  /** Who speaks: "Mairie de Bourg-Exemple", or the territory. */
  readonly name: string
  readonly base: string
  readonly isTerritory: boolean
  readonly territoryName: string
  readonly credit: string
  readonly contact: Contact | null
  /** For the site map. */
  readonly procedures: readonly { readonly href: string; readonly title: string }[]
}

interface Part {
  readonly title: string
  /** Paragraphs separated by blank lines. */
  readonly body?: string
  readonly links?: readonly { readonly href: string; readonly title: string }[]
  readonly contact?: Contact | null
}

export const staticTitle = (page: StaticPageName, locale: Locale): string => {
  const texts = staticTexts(locale)
  const titles: Record<StaticPageName, string> = {
    accessibilite: texts.accessibility,
    'donnees-personnelles': texts.data,
    'mentions-legales': texts.legal,
    'plan-du-site': texts.sitemap,
  }
  return titles[page]
}

/** The short pages of a site: accessibility, personal data, legal notice, map. */
export function StaticPage(props: StaticPageProps): VNode {
  const { page, locale, name } = props
  const texts = staticTexts(locale)
  const leads: Partial<Record<StaticPageName, string>> = {
    accessibilite: texts.accessibility_lead(name),
    'donnees-personnelles': texts.data_lead,
  }
  return (
    <div class="wrap section flush">
      {PageHead({ title: staticTitle(page, locale), lead: leads[page] })}
      <div class="prose">{partsOf[page](props).map((part) => PartOf(part, locale))}</div>
    </div>
  )
}

function PartOf({ title, body, links, contact }: Part, locale: Locale): VNode {
  return (
    <>
      <h2>{title}</h2>
      {body?.split('\n\n').map((paragraph) => (
        <p>{paragraph}</p>
      ))}
      {contact && (
        <p>
          <a href={phoneHref(contact.phone)}>{contact.phone}</a>
          <br />
          <a href={`mailto:${contact.email}`}>{contact.email}</a>
          <br />
          {localize(contact.opening, locale)}
        </p>
      )}
      {links && (
        <ul>
          {links.map((link) => (
            <li>
              <a href={link.href}>{link.title}</a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const partsOf: Record<StaticPageName, (props: StaticPageProps) => readonly Part[]> = {
  accessibilite: ({ locale, contact }) => {
    const texts = staticTexts(locale)
    return [
      { title: texts.accessibility_state, body: texts.accessibility_stateBody },
      { title: texts.accessibility_report, body: texts.accessibility_reportBody, contact },
      { title: texts.accessibility_appeal, body: texts.accessibility_appealBody },
    ]
  },
  'donnees-personnelles': ({ locale, name, isTerritory, contact }) => {
    const texts = staticTexts(locale)
    const body = isTerritory ? texts.data_controllerTerritory(name) : texts.data_controllerBody(name)
    return [
      { title: texts.data_controller, body },
      { title: texts.data_kept, body: texts.data_keptBody },
      { title: texts.data_cookies, body: texts.data_cookiesBody },
      { title: texts.data_rights, body: texts.data_rightsBody, contact },
    ]
  },
  'mentions-legales': ({ locale, name, territoryName, credit, contact }) => {
    const texts = staticTexts(locale)
    const credits = credit === '' ? '' : `\n\n${texts.legal_credit(credit)}`
    return [
      { title: texts.legal_publisher, body: texts.legal_publisherBody(name), contact },
      { title: texts.legal_host, body: texts.legal_hostBody(territoryName) },
      { title: texts.legal_software, body: texts.legal_softwareBody + credits },
    ]
  },
  'plan-du-site': ({ locale, base, isTerritory, procedures }) => {
    const texts = staticTexts(locale)
    const frame = frameTexts(locale)
    const first = isTerritory
      ? { href: '/communes', title: frame.findCommune }
      : { href: `${base}/demarches`, title: texts.sitemap_procedures }
    return [
      { title: texts.sitemap_procedures, links: [{ href: base || '/', title: frame.home }, first, ...procedures] },
      {
        title: texts.sitemap_follow,
        links: [
          { href: '/suivi', title: frame.track },
          { href: '/mes-demandes', title: frame.myRequests },
          { href: '/compte', title: frame.signIn },
        ],
      },
      {
        title: texts.sitemap_about,
        links: staticPages.slice(0, 3).map((page) => ({ href: `${base}/${page}`, title: staticTitle(page, locale) })),
      },
    ]
  },
}
