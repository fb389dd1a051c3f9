import { ButtonLink } from '../buttons.tsx'
import { CheckList, Details, EmptyState, Facts, PageHead, Panel } from '../cards.tsx'
import { Breadcrumbs, Pagination } from '../navigation.tsx'
import { Alert, Notice, Provenance, StateChip } from '../notices.tsx'
import { Prose } from '../prose.tsx'
import { NumberedSteps } from '../steps.tsx'
import { type FrameProps, GuichetFrame } from './frames.tsx'

function Body() {
  return (
    <div>
      <div class="row">
        <ButtonLink href="/commencer" size="big" iconAfter="arrow-right">
          Commencer ma demande
        </ButtonLink>
        <span class="meta">
          Avec ou sans compte.
          <br />
          Rien n’est envoyé avant la fin.
        </span>
      </div>
      <div class="prose section">
        <h2>À avoir sous la main</h2>
        <CheckList
          items={[
            { icon: 'calendar-days', title: 'Vos dates', children: 'Au plus tôt le jeudi 10 décembre.' },
            { icon: 'truck', title: 'La longueur du camion', children: 'Le loueur l’indique sur le contrat.' },
            { icon: 'image', title: 'Une photo ou un croquis' },
          ]}
        />
        <p>
          <Provenance>Pas de justificatif de domicile : la ville le vérifie elle-même, avec votre accord.</Provenance>
        </p>
        <h2>Ce qui se passe ensuite</h2>
        <NumberedSteps
          steps={[
            {
              title: 'Vous envoyez, nous accusons réception',
              children: 'Tout de suite, par e-mail ou SMS, avec un numéro de suivi.',
            },
            {
              title: 'La voirie étudie l’emplacement',
              children: 'Sous 10 jours. S’il manque quelque chose, une personne vous écrit.',
            },
            { title: 'L’arrêté est signé, les panneaux sont posés', children: 'Au plus tard deux jours avant.' },
          ]}
        />
        <h2>Un texte écrit dans l’atelier</h2>
        <div class="prose">
          <Prose
            text={
              'Le stationnement reste payant pour les autres.\n\nPrévoyez :\n- un camion de 12 m au plus ;\n- [un plan de la rue](/plan-de-la-rue).'
            }
          />
        </div>
        <h2>Questions fréquentes</h2>
        <div>
          <Details summary="Et si une voiture est garée sur la place réservée ?" isOpen>
            Appelez la police municipale avec le numéro de l’arrêté. L’enlèvement est possible.
          </Details>
          <Details summary="Puis-je changer de date après l’envoi ?">Oui, jusqu’à la signature de l’arrêté.</Details>
        </div>
      </div>
    </div>
  )
}

/** Every tone of a message, and what stands where nothing is. */
function Messages() {
  return (
    <div class="stack section">
      <h2>Messages</h2>
      <Alert tone="info" title="La démarche change le 1er janvier" level={3}>
        <p>Les demandes déjà faites restent valables.</p>
      </Alert>
      <Alert tone="ok" title="Votre demande est envoyée" level={3} isLive />
      <Alert tone="bad" kind="Fermé" title="L’accueil est fermé aujourd’hui" level={3} />
      <Notice>Les champs déjà remplis viennent de votre compte.</Notice>
      <Notice tone="info">Un agent peut remplir cette page avec vous.</Notice>
      <Notice tone="warn">Ce lien ne sert qu’une fois.</Notice>
      <Notice tone="bad" icon="circle-x">
        Le paiement n’a pas abouti.
      </Notice>
      <p class="row">
        <StateChip icon="pencil" label="Brouillon" />
        <StateChip tone="info" icon="hourglass" label="À l’étude" />
        <StateChip tone="ok" icon="check" label="Acceptée" />
        <StateChip tone="warn" icon="hand" label="À compléter" />
        <StateChip tone="bad" icon="x" label="Refusée" />
      </p>
      <EmptyState
        icon="inbox"
        title="Aucune demande pour l’instant"
        action={
          <ButtonLink kind="secondary" href="/demarches">
            Voir les démarches
          </ButtonLink>
        }
      >
        Vos demandes apparaîtront ici, avec ce qui vous est demandé et avant quand.
      </EmptyState>
      <Pagination
        label="Pages de résultats"
        previous={{ href: '?avant=1', label: 'Précédentes' }}
        next={{ href: '?apres=2', label: 'Suivantes' }}
        position="51 à 100"
      />
    </div>
  )
}

/** A procedure before one begins it, then messages in each tone. */
export function ProcedureGallery(props: FrameProps) {
  return (
    <GuichetFrame {...props} title="Occuper la rue pour un déménagement">
      <div class="wrap">
        <Breadcrumbs
          label="Fil d’Ariane"
          links={[
            { href: '/', label: 'Accueil' },
            { href: '/rue', label: 'Rue et stationnement' },
          ]}
        />
        <PageHead
          title="Occuper la rue pour un déménagement"
          lead="Réservez des places devant chez vous pour garer le camion. La ville écrit l’arrêté et vous prête les panneaux."
        />
        <Facts
          facts={[
            { icon: 'users', label: 'Pour qui', value: 'Tout le monde', note: 'Particulier, entreprise, association' },
            {
              icon: 'calendar-days',
              label: 'En combien de temps',
              value: '15 jours',
              note: 'Demande faite aujourd’hui : réponse avant le mardi 8 décembre',
            },
            { icon: 'euro', label: 'Combien', value: 'Gratuit', note: 'Jusqu’à 2 jours, puis 12 € par jour' },
            { icon: 'clock', label: 'Formulaire', value: '12 minutes' },
          ]}
        />
        <div class="split section">
          <Body />
          <aside class="stack" aria-label="Autres moyens">
            <Panel title="Autrement qu’en ligne">
              <CheckList
                items={[
                  {
                    icon: 'phone',
                    title: 'Par téléphone',
                    children: (
                      <>
                        <a href="tel:+33465710012">04 65 71 00 12</a>
                        <p class="meta">Un agent remplit avec vous. Attente : 2 minutes.</p>
                      </>
                    ),
                  },
                  {
                    icon: 'landmark',
                    title: 'À l’hôtel de ville',
                    children: <p class="meta">Ouvert jusqu’à 17 h 30, sans rendez-vous.</p>,
                  },
                ]}
              />
            </Panel>
            <Panel title="Vous emménagez ici ?" isTinted>
              <p>Huit démarches réunies, une seule adresse à donner.</p>
              <p>
                <a href="/vie/1">Préparer mon arrivée</a>
              </p>
            </Panel>
          </aside>
        </div>
        <Messages />
      </div>
    </GuichetFrame>
  )
}
