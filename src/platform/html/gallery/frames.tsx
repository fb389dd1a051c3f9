import type { ComponentChildren } from 'preact'
import { BureauShell } from '../bureau.tsx'
import { Main, Page, SkipLink } from '../page.tsx'
import { SiteFooter, SiteHeader } from '../site.tsx'

/** What a gallery page needs from outside: the address of each asset. */
export interface FrameProps {
  assetHref: (name: string) => string
  brandHref?: string | undefined
  /** Pieces of residents’ forms that are made elsewhere of ours: shown below the form. */
  formPieces?: ComponentChildren
}

interface GalleryFrameProps extends FrameProps {
  title: string
  children: ComponentChildren
}

/** The frame of a resident's page, of a commune that does not exist. */
export function GuichetFrame({ assetHref, brandHref, title, children }: GalleryFrameProps) {
  return (
    <Page
      lang="fr"
      title={`${title} | Ville de Valfontaine`}
      description="Les pièces dont nos pages sont faites."
      site="guichet"
      stylesheets={[assetHref('style.css')]}
      brandHref={brandHref}
      fontHref={assetHref('atkinson-hyperlegible-next-latin.woff2')}
      iconHref={assetHref('icon.svg')}
      alternate={{ lang: 'en', href: '/en' }}
    >
      <SkipLink label="Aller au contenu" />
      <SiteHeader
        collectivity={{ name: 'Ville de Valfontaine', tagline: 'Le guichet en ligne', href: '/', monogram: 'V' }}
        labels={{ menu: 'Menu', nav: 'Menu principal' }}
        links={[
          { href: '/demarches', label: 'Démarches', isCurrent: true },
          { href: '/demandes', label: 'Mes demandes' },
          { href: '/lieux', label: 'Lieux et horaires' },
        ]}
        language={{ href: '/en', label: 'English', lang: 'en' }}
        account={{ href: '/compte', label: 'Claire Fontanel' }}
      />
      <Main>{children}</Main>
      <SiteFooter
        columns={[
          {
            title: 'Une personne vous répond',
            children: (
              <p>
                Accueil de la mairie
                <br />
                <a href="tel:+33465710012">04 65 71 00 12</a>
                <br />
                Du lundi au vendredi, de 8 h 30 à 17 h 30
              </p>
            ),
          },
          {
            title: 'Hôtel de ville',
            children: <p>1, place de la Fontaine-Exemple, 69999 Valfontaine</p>,
            links: [{ href: '/venir', label: 'Venir, se garer, accès en fauteuil' }],
          },
          {
            title: 'Vos données',
            links: [
              { href: '/donnees', label: 'Ce que la ville sait de vous' },
              { href: '/mandats', label: 'Vos mandats et vos proches' },
            ],
          },
          {
            title: 'Ce site',
            links: [
              { href: '/accessibilite', label: 'Accessibilité : partiellement conforme (RGAA 4.1)' },
              { href: '/plan', label: 'Plan du site' },
              { href: '/mentions', label: 'Mentions légales' },
            ],
          },
        ]}
        note="Un compte, toutes les communes du territoire"
        signature="Traboule, logiciel libre"
      />
    </Page>
  )
}

/** The frame of an agent's page. */
export function BureauFrame({ assetHref, brandHref, title, children }: GalleryFrameProps) {
  return (
    <Page
      lang="fr"
      title={`${title} | Le bureau`}
      site="bureau"
      isPrivate
      stylesheets={[assetHref('style.css'), assetHref('bureau.css')]}
      brandHref={brandHref}
      fontHref={assetHref('atkinson-hyperlegible-next-latin.woff2')}
      iconHref={assetHref('icon.svg')}
    >
      <SkipLink label="Aller au contenu" />
      <BureauShell
        site={{ name: 'Le bureau', href: '/', collectivity: 'Ville de Valfontaine' }}
        labels={{ menu: 'Menu', nav: 'Menu du bureau' }}
        search={{
          action: '/chercher',
          name: 'q',
          label: 'Chercher une demande, une personne, un document',
          placeholder: 'Demande, personne, document',
        }}
        account={{ href: '/moi', name: 'Nadia Ferrand', initials: 'NF' }}
        groups={[
          {
            links: [
              { href: '/jour', icon: 'house', label: 'Ma journée', count: '31' },
              { href: '/demandes', icon: 'inbox', label: 'Demandes', count: '23', isCurrent: true },
              { href: '/signer', icon: 'signature', label: 'À signer', count: '4', isHot: true },
              { href: '/courriers', icon: 'mail', label: 'Courriers', count: '7' },
              { href: '/agenda', icon: 'calendar-days', label: 'Agenda' },
            ],
          },
          {
            title: 'Construire et piloter',
            links: [
              { href: '/studio', icon: 'pencil-ruler', label: 'Démarches' },
              { href: '/annuaire', icon: 'users', label: 'Annuaire' },
              { href: '/applications', icon: 'layers', label: 'Applications' },
            ],
          },
        ]}
      >
        {children}
      </BureauShell>
    </Page>
  )
}
