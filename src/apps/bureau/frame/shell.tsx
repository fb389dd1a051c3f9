import { type Assets, BureauShell, Notice, Page, type RailLink, render, SkipLink } from '#platform/html'
import { formats } from '#platform/i18n'
import { strengthenPath } from '../../access/index.ts'
import type { Frame, FramedContent, MenuPlace } from './frame.ts'
import { initialsOf } from './people.ts'
import { frameTexts } from './texts.ts'

interface RailGroup {
  title?: string
  links: readonly RailLink[]
}

/** What an administrator of the whole place decides and writes. */
function offerLinks({ locale, site, rights }: Frame, { menu }: FramedContent): RailLink[] {
  if (!site || !rights.offers) return []
  const texts = frameTexts(locale)
  const link = (path: string, icon: RailLink['icon'], place: MenuPlace, label: string): RailLink => ({
    href: `/bureau/${site.slug}/${path}`,
    icon,
    label,
    isCurrent: menu === place,
  })
  return [
    link('demarches', 'file-text', 'procedures', texts.procedures),
    link('bibliotheque', 'library', 'library', texts.library),
    link('modeles', 'mail', 'letters', texts.letters),
    link('atelier', 'pencil-ruler', 'studio', texts.studio),
  ]
}

function siteGroup(frame: Frame, content: FramedContent): RailGroup[] {
  const { locale, site, isModerator } = frame
  const { menu, counts } = content
  if (!site) return []
  const texts = frameTexts(locale)
  const list = `/bureau/${site.slug}/demandes`
  return [
    {
      links: [
        {
          href: list,
          icon: 'inbox',
          label: texts.requests,
          count: counts?.requests,
          isCurrent: menu === 'requests',
        },
        {
          href: `${list}?vue=miennes`,
          icon: 'user-check',
          label: texts.myRequests,
          count: counts?.mine,
          isCurrent: menu === 'mine',
        },
        {
          href: `/bureau/${site.slug}/agendas`,
          icon: 'calendar-days',
          label: texts.agendas,
          isCurrent: menu === 'agendas',
        },
        ...postingLink(site.slug, frame.rights, { menu, label: texts.posting }),
        ...(isModerator
          ? [
              {
                href: `/bureau/${site.slug}/organisations`,
                icon: 'building-2' as const,
                label: texts.organisations,
                isCurrent: menu === 'organisations',
              },
            ]
          : []),
        ...offerLinks(frame, content),
        ...accountsLink(site.slug, frame.rights, { menu, label: texts.payments }),
        { href: `/${site.slug}`, icon: 'store', label: texts.guichet },
      ],
    },
  ]
}

const postingLink = (
  slug: string,
  { works }: Frame['rights'],
  { menu, label }: { readonly menu: MenuPlace | undefined; readonly label: string },
): RailLink[] =>
  works ? [{ href: `/bureau/${slug}/courriers`, icon: 'send', label, isCurrent: menu === 'posting' }] : []

const accountsLink = (
  slug: string,
  { accounts }: Frame['rights'],
  { menu, label }: { readonly menu: MenuPlace | undefined; readonly label: string },
): RailLink[] =>
  accounts ? [{ href: `/bureau/${slug}/paiements`, icon: 'badge-euro', label, isCurrent: menu === 'payments' }] : []

/** Who works here and what they may do; an agent has her own guests only. */
function accessGroup({ locale, site, rights }: Frame, { menu }: FramedContent): RailGroup[] {
  if (!site || !(rights.reviews || rights.sponsors)) return []
  const texts = frameTexts(locale)
  const base = `/bureau/${site.slug}`
  const link = (path: string, icon: RailLink['icon'], place: MenuPlace, label: string): RailLink => ({
    href: `${base}/${path}`,
    icon,
    label,
    isCurrent: menu === place,
  })
  const guests = link('invites', 'id-card', 'guests', rights.reviews ? texts.guests : texts.myGuests)
  if (!rights.reviews) return [{ title: texts.accessGroup, links: [guests] }]
  return [
    {
      title: texts.accessGroup,
      links: [
        link('agents', 'users', 'people', texts.people),
        guests,
        link('groupes', 'layers', 'groups', texts.groups),
        link('agents/revue', 'list-checks', 'review', texts.review),
        link('securite', 'shield-check', 'security', texts.security),
        ...(rights.keepsKeys
          ? [
              link('donnees-de-l-etat', 'landmark', 'state-data', texts.stateData),
              link('administrations', 'key-round', 'authorities', texts.authorities),
            ]
          : []),
      ],
    },
  ]
}

/** A rule that will ask for two factors is said before it does. */
function FactorNotice({ locale, secondFactorFrom, here }: Frame) {
  if (secondFactorFrom === undefined) return null
  const texts = frameTexts(locale)
  return (
    <div class="stack">
      {Notice({
        tone: 'warn',
        icon: 'shield-alert',
        children: (
          <>
            {texts.factorSoon(formats(locale).fullDate(secondFactorFrom))}{' '}
            <a href={strengthenPath(here)}>{texts.factorDo}</a>
          </>
        ),
      })}
      <span />
    </div>
  )
}

function operatorGroup({ locale, account, site }: Frame, { menu }: FramedContent): RailGroup[] {
  if (!account.isOperator) return []
  const texts = frameTexts(locale)
  return [
    {
      title: texts.platformGroup,
      links: [
        {
          href: '/bureau/exploitation',
          icon: 'server',
          label: texts.operations,
          isCurrent: menu === 'operations',
        },
        {
          href: '/bureau/exploitation/atelier',
          icon: 'pencil-ruler',
          label: texts.sharedStudio,
          isCurrent: menu === 'studio' && site === undefined,
        },
        {
          href: '/bureau/applications',
          icon: 'plug',
          label: texts.applications,
          isCurrent: menu === 'applications',
        },
        { href: '/bureau/courriels', icon: 'mail', label: texts.mails, isCurrent: menu === 'mails' },
        { href: '/bureau/galerie', icon: 'layout-dashboard', label: texts.gallery, isCurrent: menu === 'gallery' },
      ],
    },
  ]
}

function sessionGroup({ locale, here }: Frame, { menu }: FramedContent): RailGroup {
  const texts = frameTexts(locale)
  const other = locale === 'fr' ? 'en' : 'fr'
  return {
    title: texts.session,
    links: [
      { href: '/bureau?choisir=oui', icon: 'building-2', label: texts.elsewhere, isCurrent: menu === 'places' },
      { href: '/compte', icon: 'user', label: texts.account },
      {
        href: `/langue?vers=${other}&retour=${encodeURIComponent(here)}`,
        icon: 'languages',
        label: texts.otherLanguage,
      },
    ],
  }
}

/** The whole document of a page of the bureau. */
export function framedPage(frame: Frame, content: FramedContent): string {
  const { locale, assets, site, account } = frame
  const texts = frameTexts(locale)
  const place = site?.name ?? texts.platform
  const title = texts.titleOf(content.title, place)
  const name = `${account.givenName} ${account.familyName}`
  return render(
    <Page
      lang={locale}
      title={content.isRefused === true ? texts.errorTitle(title) : title}
      site="bureau"
      isPrivate
      stylesheets={[assets.assetHref('style.css'), assets.assetHref('bureau.css')]}
      fontHref={assets.assetHref('atkinson-hyperlegible-next-latin.woff2')}
      iconHref={assets.assetHref('icon.svg')}
      scripts={availableScripts(assets, content.scripts ?? [])}
    >
      <SkipLink label={texts.skip} />
      <BureauShell
        site={{ name: texts.bureau, href: site ? `/bureau/${site.slug}/demandes` : '/bureau', collectivity: place }}
        labels={{ menu: texts.menu, nav: texts.nav }}
        search={
          site && {
            action: `/bureau/${site.slug}/demandes`,
            name: 'q',
            label: texts.search,
            placeholder: texts.searchShort,
            value: content.search,
          }
        }
        account={{ href: '/compte', name, initials: initialsOf(name) }}
        groups={[
          ...siteGroup(frame, content),
          ...accessGroup(frame, content),
          ...operatorGroup(frame, content),
          sessionGroup(frame, content),
        ]}
      >
        {FactorNotice(frame)}
        {content.main}
      </BureauShell>
    </Page>,
  )
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
