import type { Locale } from '#kernel/localized'
import type { Assets, NavLink } from '#platform/html'
import { Main, Page, render, renderFragment, SiteFooter, SiteHeader, SkipLink } from '#platform/html'
import { frenchSpaces } from '#platform/i18n'
import { brandHref, monogramOf, siteName, themeColour } from './brand.ts'
import type { Frame, FramedContent, MenuPlace } from './frame.ts'
import { frameTexts } from './texts.ts'

/*
 * Everything around the main content is the same for all visitors of a site in one language: it is rendered once, with
 * marks where a page puts its own words, and pages are completed by joining texts.
 */
const marks = {
  title: '\uE000t\uE000',
  description: '\uE000d\uE000',
  here: '\uE000h\uE000',
  account: '\uE000a\uE000',
  main: '\uE000m\uE000',
} as const
type Mark = keyof typeof marks
const markAt = /\uE000([tdham])\uE000/
const markNames: Readonly<Record<string, Mark>> = {
  t: 'title',
  d: 'description',
  h: 'here',
  a: 'account',
  m: 'main',
}

/** Texts and marks in turn: even places are texts as they are, odd ones name what stands between. */
type Shell = readonly string[]

interface ShellKind {
  readonly locale: Locale
  readonly menu: MenuPlace | undefined
  readonly isSignedIn: boolean
  readonly isPrivate: boolean
  readonly hasDescription: boolean
  readonly scripts: readonly string[]
  readonly hasFigures: boolean
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeText = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

/** By what changes them: the site as it was last read, or the styles and scripts. */
const shells = new WeakMap<object, Map<string, Shell>>()

function shellFor(frame: Frame, kind: ShellKind): Shell {
  const owner = frame.site ?? frame.assets
  const known = shells.get(owner) ?? new Map<string, Shell>()
  shells.set(owner, known)
  const key = `${kind.locale}|${kind.menu}|${kind.isSignedIn}|${kind.isPrivate}|${kind.hasDescription}|${kind.scripts.join()}|${kind.hasFigures}|${frame.territoryName}`
  const shell = known.get(key) ?? buildShell(frame, kind)
  known.set(key, shell)
  return shell
}

function buildShell(frame: Frame, kind: ShellKind): Shell {
  const { site, assets } = frame
  const base = site?.base ?? ''
  const html = render(
    <Page
      lang={kind.locale}
      site="guichet"
      title={marks.title}
      description={kind.hasDescription ? marks.description : undefined}
      stylesheets={[assets.assetHref('style.css'), ...(kind.hasFigures ? [assets.assetHref('figures.css')] : [])]}
      brandHref={site && brandHref(site)}
      fontHref={assets.assetHref('atkinson-hyperlegible-next-latin.woff2')}
      iconHref={site ? `${base}/icone.svg` : assets.assetHref('icon.svg')}
      scripts={availableScripts(assets, kind.scripts)}
      isPrivate={kind.isPrivate}
    >
      <SkipLink label={frameTexts(kind.locale).skip} />
      {header(frame, kind)}
      <Main>{marks.main}</Main>
      {footer(frame, kind.locale)}
    </Page>,
  )
  const manifest = `<link rel="manifest" href="${base}/manifest.webmanifest"><meta name="theme-color" content="${themeColour(site)}"></head>`
  return html.replace('</head>', manifest).split(markAt)
}

/** A script that is not served is left out: each page works without. */
function availableScripts(assets: Assets, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    try {
      return [assets.assetHref(name)]
    } catch {
      return []
    }
  })
}

function header(frame: Frame, { locale, menu, isSignedIn }: ShellKind) {
  const texts = frameTexts(locale)
  const { site } = frame
  const follow: NavLink = isSignedIn
    ? { href: '/mes-demandes', label: texts.myRequests, isCurrent: menu === 'requests' }
    : { href: '/suivi', label: texts.track, isCurrent: menu === 'track' }
  const first: NavLink = site
    ? { href: `${site.base}/demarches`, label: texts.procedures, isCurrent: menu === 'procedures' }
    : { href: '/', label: texts.findCommune, isCurrent: menu === 'home' }
  const name = site ? siteName(site) : frame.territoryName
  return SiteHeader({
    collectivity: {
      name,
      href: site?.base || '/',
      tagline: site ? texts.tagline : texts.territoryTagline,
      monogram: monogramOf(site?.name ?? name),
    },
    labels: { menu: texts.menu, nav: texts.mainMenu },
    links: [first, follow],
    account: isSignedIn
      ? { href: '/compte', label: marks.account }
      : { href: `/connexion?retour=${marks.here}`, label: texts.signIn },
    language: {
      href: `/langue?vers=${locale === 'fr' ? 'en' : 'fr'}&retour=${marks.here}`,
      label: texts.otherLanguage,
      lang: locale === 'fr' ? 'en' : 'fr',
    },
  })
}

function footer({ site, territoryName }: Frame, locale: Locale) {
  const texts = frameTexts(locale)
  const base = site?.base ?? ''
  const contact = site?.contact
  const opening = contact && (locale === 'en' ? (contact.opening.en ?? contact.opening.fr) : contact.opening.fr)
  const people = contact
    ? [
        {
          title: texts.answersYou,
          children: (
            <p>
              <a href={`tel:${contact.phone.replaceAll(/[^\d+]/g, '')}`}>{contact.phone}</a>
              <br />
              {locale === 'fr' && opening ? frenchSpaces(opening) : opening}
              <br />
              <a href={`mailto:${contact.email}`}>{texts.writeTo(contact.email)}</a>
            </p>
          ),
        },
        { title: texts.whereWeAre, children: contact.address.flatMap((line) => [line, <br />]) },
      ]
    : []
  return SiteFooter({
    columns: [
      ...people,
      {
        title: texts.yourData,
        links: [
          { href: '/mes-demandes', label: texts.myRequests },
          { href: '/suivi', label: texts.track },
          { href: `${base}/donnees-personnelles`, label: texts.personalData },
        ],
      },
      {
        title: texts.thisSite,
        links: [
          { href: `${base}/accessibilite`, label: texts.accessibility },
          { href: `${base}/plan-du-site`, label: texts.sitemap },
          { href: `${base}/mentions-legales`, label: texts.legal },
        ],
      },
    ],
    note: texts.oneAccount(territoryName),
    signature: texts.signature,
  })
}

/** The whole document of a page. */
export function framedPage(frame: Frame, content: FramedContent): string {
  const shell = shellFor(frame, {
    locale: frame.locale,
    menu: content.menu,
    isSignedIn: frame.accountName !== undefined,
    isPrivate: content.isPrivate === true,
    hasDescription: content.description !== undefined,
    scripts: content.scripts ?? [],
    hasFigures: content.hasFigures === true,
  })
  const title = content.isRefused === true ? frameTexts(frame.locale).errorTitle(content.title) : content.title
  const owner = frame.site ? siteName(frame.site) : frame.territoryName
  const values: Record<Mark, string> = {
    title: escapeText(title === owner ? title : `${title} | ${owner}`),
    description: escapeText(content.description ?? ''),
    here: encodeURIComponent(frame.here),
    account: escapeText(frame.accountName ?? ''),
    main: typeof content.main === 'string' ? content.main : renderFragment(content.main),
  }
  return shell.map((part, index) => (index % 2 === 0 ? part : values[markNames[part] ?? 'main'])).join('')
}
