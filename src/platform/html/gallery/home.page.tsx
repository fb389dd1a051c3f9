import { Card, CardList, LinkCard, LinkList, Panel, SectionHead } from '../cards.tsx'
import { Facades } from '../drawings.tsx'
import { Alert, StateChip, Toast } from '../notices.tsx'
import { Hero, SearchBox } from '../search.tsx'
import { Progress } from '../steps.tsx'
import { type FrameProps, GuichetFrame } from './frames.tsx'

function Requests() {
  return (
    <section>
      <SectionHead title="Mes demandes en cours" aside={<a href="/demandes">Toutes mes demandes</a>} />
      <CardList isWide>
        {[
          <Card
            title="Occuper la rue pour un déménagement"
            href="/demandes/1"
            top={<StateChip tone="warn" icon="hand" label="À compléter" />}
            foot={
              <>
                <Progress step={2} of={5} />
                <p class="meta">Étape 2 sur 5</p>
              </>
            }
          >
            <p>
              Il manque le plan de stationnement. Envoyez-le avant le <strong>vendredi 27 novembre</strong>.
            </p>
          </Card>,
          <Card
            title="Inscrire Léo à la cantine"
            href="/demandes/2"
            top={<StateChip tone="info" icon="hourglass" label="La ville étudie" />}
            foot={
              <>
                <Progress step={3} of={4} />
                <p class="meta">Étape 3 sur 4</p>
              </>
            }
          >
            <p>
              Réponse avant le <strong>mercredi 9 décembre</strong>. Vous n’avez rien à faire.
            </p>
          </Card>,
          <Card
            title="Renouveler ma carte d’identité"
            href="/demandes/3"
            top={<StateChip tone="ok" icon="calendar-check" label="Rendez-vous pris" />}
            foot={
              <>
                <Progress step={2} of={3} />
                <p class="meta">Étape 2 sur 3</p>
              </>
            }
          >
            <p>
              <strong>Mardi 1er décembre à 10 h 20</strong>, à l’hôtel de ville. Prévoyez deux photos.
            </p>
          </Card>,
        ]}
      </CardList>
    </section>
  )
}

function LifeEvents() {
  return (
    <section class="section">
      <SectionHead title="Un moment de votre vie" />
      <CardList>
        {[
          <LinkCard href="/vie/1" icon="house" title="J’emménage">
            Adresse, école, eau, stationnement
          </LinkCard>,
          <LinkCard href="/vie/2" icon="baby" title="J’attends un enfant">
            Crèche, reconnaissance, congé
          </LinkCard>,
          <LinkCard href="/vie/3" icon="flower-2" title="Je perds un proche">
            Déclaration, obsèques, cimetière
          </LinkCard>,
          <LinkCard href="/vie/4" icon="users" title="Je monte une association">
            Salle, subvention, affichage
          </LinkCard>,
        ]}
      </CardList>
    </section>
  )
}

function News() {
  return (
    <section>
      <SectionHead title="Ces jours-ci" aside={<a href="/nouvelles">Toutes les nouvelles</a>} />
      <ul class="news">
        <li>
          <time dateTime="2026-11-28">
            <b>28</b>nov.
          </time>
          <div>
            <h3>
              <a href="/n/1">Le marché passe sur le parvis pour deux samedis</a>
            </h3>
            <p>La place est rénovée jusqu’au 12 décembre. Les bus s’arrêtent au parvis.</p>
          </div>
        </li>
        <li>
          <time dateTime="2026-12-03">
            <b>3</b>déc.
          </time>
          <div>
            <h3>
              <a href="/n/2">Budget participatif : quatorze idées, à vous de choisir</a>
            </h3>
            <p>Vote ouvert à toute personne de 11 ans et plus. Trois minutes suffisent.</p>
          </div>
        </li>
      </ul>
    </section>
  )
}

/** Home of a commune, as a resident who is signed in sees it. */
export function HomeGallery(props: FrameProps) {
  return (
    <GuichetFrame {...props} title="Accueil du guichet">
      <Hero drawing={<Facades />}>
        <h1 class="vh">Ville de Valfontaine</h1>
        <SearchBox
          id="q"
          action="/chercher"
          name="q"
          label="Que cherchez-vous ?"
          submitLabel="Chercher"
          placeholder="Cantine, passeport, travaux"
          suggestionsLabel="Réponses proposées"
          suggestions={[
            { href: '/d/1', icon: 'file-text', label: 'Occuper la rue', note: 'Démarche en ligne, gratuite' },
            { href: '/l/1', icon: 'map-pin', label: 'Déchèterie', note: 'Ouverte jusqu’à 17 h' },
          ]}
        />
        <p class="often">
          <span>On cherche souvent :</span>
          <a href="/d/2">Acte de naissance</a>
          <a href="/d/3">Cantine</a>
          <a href="/d/4">Encombrants</a>
        </p>
      </Hero>
      <div class="wrap">
        <div class="stack section">
          <Toast action={<a href="/annuler">Annuler</a>}>Votre rendez-vous est pris.</Toast>
          <Alert
            tone="warn"
            kind="Alerte en cours"
            title="Coupure d’eau mardi 24 novembre, de 8 h 30 à 12 h, autour de la rue des Bruyères"
          >
            <p>Faites une réserve d’eau ce soir. Le robinet peut couler trouble au retour.</p>
            <p class="meta">
              Votre adresse est concernée. <a href="/alertes/1">Voir les 14 rues</a>
            </p>
          </Alert>
        </div>
        <Requests />
        <LifeEvents />
        <section>
          <SectionHead
            title="Les démarches les plus demandées"
            aside={<a href="/demarches">Toutes les démarches (86)</a>}
          />
          <LinkList
            links={[
              { href: '/d/1', label: 'Demander un acte de naissance', note: '3 min' },
              { href: '/d/2', label: 'Refaire sa carte d’identité', note: 'Rendez-vous' },
              { href: '/d/3', label: 'Inscrire un enfant à la cantine', note: '8 min' },
              { href: '/d/4', label: 'Signaler un problème dans la rue' },
            ]}
          />
        </section>
        <div class="split section">
          <News />
          <Panel title="Ouvert aujourd’hui, lundi 23 novembre">
            <ul class="hours">
              <li>
                <b>Hôtel de ville</b>
                <StateChip tone="ok" icon="check" label="Ouvert" />
                <p>Jusqu’à 17 h 30. Peu d’attente.</p>
              </li>
              <li>
                <b>Déchèterie</b>
                <StateChip tone="warn" icon="clock" label="Ferme bientôt" />
                <p>À 17 h, dans 40 minutes</p>
              </li>
              <li>
                <b>Médiathèque</b>
                <StateChip icon="moon" label="Fermée" />
                <p>Ouvre demain à 14 h</p>
              </li>
            </ul>
          </Panel>
        </div>
      </div>
    </GuichetFrame>
  )
}
