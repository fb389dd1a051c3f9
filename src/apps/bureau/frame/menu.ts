import type { RailLink } from '#platform/html'
import type { Frame, FramedContent, MenuPlace } from './frame.ts'
import { frameTexts } from './texts.ts'

export interface RailGroup {
  readonly title?: string
  readonly links: readonly RailLink[]
}

type Draw = (path: string, icon: RailLink['icon'], place: MenuPlace, label: string) => RailLink

/** Links under an address, the one of the page told apart. */
const under =
  (base: string, menu: MenuPlace | undefined): Draw =>
  (path, icon, place, label) => ({ href: `${base}/${path}`, icon, label, isCurrent: menu === place })

/** The menu of a page: what one works, follows, builds and lends in this place, then the platform and oneself. */
export function menuOf(frame: Frame, content: FramedContent): readonly RailGroup[] {
  const { site } = frame
  const places = site
    ? [workGroup, followGroup, buildGroup, accessGroup, linkedGroup].map((group) =>
        group(frame, content, under(`/bureau/${site.slug}`, content.menu)),
      )
    : []
  return [...places, operatorGroup(frame, content), sessionGroup(frame, content)].filter(
    ({ links }) => links.length > 0,
  )
}

/** What comes in and goes out, each day. */
function workGroup({ locale, rights }: Frame, { counts }: FramedContent, link: Draw): RailGroup {
  const texts = frameTexts(locale)
  return {
    links: [
      { ...link('demandes', 'inbox', 'requests', texts.requests), count: counts?.requests },
      { ...link('demandes?vue=miennes', 'user-check', 'mine', texts.myRequests), count: counts?.mine },
      ...(rights.meets
        ? [
            link('accueil', 'phone', 'reception', texts.reception),
            link('registre', 'stamp', 'mailroom', texts.mailroom),
          ]
        : []),
      ...(rights.works
        ? [
            link('courriels-recus', 'mail-open', 'received', texts.received),
            link('courriers', 'send', 'posting', texts.posting),
          ]
        : []),
      { ...link('on-me-demande', 'users', 'asked', texts.asked), count: counts?.asked },
      link('agendas', 'calendar-days', 'agendas', texts.agendas),
      ...(rights.works
        ? [
            link('absences', 'calendar-x', 'absences', texts.absences),
            { ...link('mentions', 'at-sign', 'mentions', texts.mentions), count: counts?.mentions },
            link('reponses-types', 'text-quote', 'replies', texts.replies),
            link('exports', 'download', 'exports', texts.exports),
          ]
        : []),
    ],
  }
}

/** What one looks at from time to time. */
function followGroup({ locale, rights, isModerator }: Frame, _: FramedContent, link: Draw): RailGroup {
  const texts = frameTexts(locale)
  return {
    title: texts.followGroup,
    links: [
      ...(rights.reads
        ? [link('chiffres', 'chart-column', 'figures', texts.figures), link('avis', 'thumbs-up', 'marks', texts.marks)]
        : []),
      ...(rights.accounts ? [link('paiements', 'badge-euro', 'payments', texts.payments)] : []),
      ...(isModerator ? [link('organisations', 'building-2', 'organisations', texts.organisations)] : []),
      ...(rights.supervises ? [link('usagers/consultations', 'eye', 'contacts', texts.lookups)] : []),
    ],
  }
}

/** What an administrator of the whole place decides and writes. */
function buildGroup({ locale, rights }: Frame, _: FramedContent, link: Draw): RailGroup {
  const texts = frameTexts(locale)
  if (!rights.offers) return { links: [] }
  return {
    title: texts.buildGroup,
    links: [
      link('demarches', 'file-text', 'procedures', texts.procedures),
      link('bibliotheque', 'library', 'library', texts.library),
      link('atelier', 'pencil-ruler', 'studio', texts.studio),
      link('modeles', 'mail', 'letters', texts.letters),
      link('repartition', 'git-branch', 'dispatch', texts.dispatch),
      link('calendriers', 'calendar-check', 'calendars', texts.calendars),
      link('boites', 'at-sign', 'boxes', texts.boxes),
      link('conservation', 'clock', 'retention', texts.retention),
      link('archives', 'archive', 'archives', texts.archives),
      link('droits', 'shield-check', 'privacy', texts.privacy),
    ],
  }
}

/** Who works here and what they may do; an agent has her own guests only. */
function accessGroup({ locale, rights }: Frame, _: FramedContent, link: Draw): RailGroup {
  const texts = frameTexts(locale)
  if (!rights.reviews && !rights.sponsors) return { links: [] }
  const guests = link('invites', 'id-card', 'guests', rights.reviews ? texts.guests : texts.myGuests)
  if (!rights.reviews) return { title: texts.accessGroup, links: [guests] }
  return {
    title: texts.accessGroup,
    links: [
      link('agents', 'users', 'people', texts.people),
      guests,
      link('groupes', 'layers', 'groups', texts.groups),
      link('agents/revue', 'list-checks', 'review', texts.review),
      link('securite', 'shield-check', 'security', texts.security),
    ],
  }
}

/** Whom the place exchanges with. */
function linkedGroup({ locale, rights }: Frame, _: FramedContent, link: Draw): RailGroup {
  const texts = frameTexts(locale)
  if (!rights.keepsKeys || !rights.reviews) return { links: [] }
  return {
    title: texts.linkedGroup,
    links: [
      link('service-public', 'download', 'hubee', texts.hubee),
      link('donnees-de-l-etat', 'landmark', 'state-data', texts.stateData),
      link('administrations', 'key-round', 'authorities', texts.authorities),
      link('partenaires', 'share-2', 'partners', texts.partners),
      link('envois', 'send', 'deliveries', texts.deliveries),
      link('cles-d-api', 'plug', 'api-keys', texts.apiKeys),
    ],
  }
}

function operatorGroup({ locale, account, site }: Frame, { menu }: FramedContent): RailGroup {
  if (!account.isOperator) return { links: [] }
  const texts = frameTexts(locale)
  // Pages of the platform have no place: those of a place bear the same names in the menu.
  const link = under('/bureau', site === undefined ? menu : undefined)
  return {
    title: texts.platformGroup,
    links: [
      link('exploitation', 'server', 'operations', texts.operations),
      link('exploitation/atelier', 'pencil-ruler', 'studio', texts.sharedStudio),
      link('applications', 'plug', 'applications', texts.applications),
      link('exploitation/chiffres', 'chart-column', 'figures', texts.figures),
      link('exploitation/cles-d-api', 'key-round', 'api-keys', texts.apiKeys),
      link('courriels', 'mail', 'mails', texts.mails),
      link('envois', 'send', 'deliveries', texts.deliveries),
      link('galerie', 'layout-dashboard', 'gallery', texts.gallery),
    ],
  }
}

function sessionGroup({ locale, here, site }: Frame, { menu }: FramedContent): RailGroup {
  const texts = frameTexts(locale)
  const other = locale === 'fr' ? 'en' : 'fr'
  return {
    title: texts.session,
    links: [
      ...(site ? [{ href: `/${site.slug}`, icon: 'store' as const, label: texts.guichet }] : []),
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
