import { Avatar, Holder } from '../bureau.tsx'
import { Button, type ButtonKind, ButtonLink, type ButtonSize } from '../buttons.tsx'
import { EmptyState, SectionHead } from '../cards.tsx'
import { FilterBar } from '../filters.tsx'
import { BulkBar, Pagination, PopoverMenu, Tabs } from '../navigation.tsx'
import { Deadline, type DeadlineProps, StateChip, type StateChipProps, Toast } from '../notices.tsx'
import { Bars, Kpis } from '../charts.tsx'
import { type Column, DataTable, FigureTable } from '../table.tsx'
import { BureauFrame, type FrameProps } from './frames.tsx'

interface Row {
  reference: string
  subject: string
  person: string
  state: StateChipProps
  due: DeadlineProps
  holder?: { initials: string; name: string; hue: number }
}

const fresh: StateChipProps = { tone: 'info', icon: 'circle-dot', label: 'Nouvelle' }
const studied: StateChipProps = { icon: 'search', label: 'À l’étude' }
const nadia = { initials: 'NF', name: 'N. Ferrand', hue: 0 }
const samir = { initials: 'SB', name: 'S. Bouzid', hue: 1 }

const rows: readonly Row[] = [
  {
    reference: 'VAL-2026-04102',
    subject: 'Trou dans la chaussée, rue des Frênes',
    person: 'Bernard Quillet',
    state: studied,
    due: { label: 'hier', tone: 'bad', day: '2026-11-22' },
    holder: samir,
  },
  {
    reference: 'VAL-2026-04203',
    subject: 'Lampadaire éteint devant l’école des Tilleuls',
    person: 'École des Tilleuls',
    state: fresh,
    due: { label: 'aujourd’hui', tone: 'warn', day: '2026-11-23' },
  },
  {
    reference: 'VAL-2026-03968',
    subject: 'Terrasse d’été, Café du Parvis',
    person: 'SARL Deux Tilleuls',
    state: { tone: 'info', icon: 'signature', label: 'À signer' },
    due: { label: 'dans 2 jours' },
    holder: { initials: 'LG', name: 'L. Garnier', hue: 2 },
  },
  {
    reference: 'VAL-2026-04121',
    subject: 'Échafaudage sur trottoir',
    person: 'Ahmed Lunel',
    state: { tone: 'warn', icon: 'hourglass', label: 'Chez l’usager' },
    due: { label: 'délai arrêté' },
    holder: nadia,
  },
  {
    reference: 'VAL-2026-04187',
    subject: 'Occuper la rue pour un déménagement',
    person: 'Claire Fontanel',
    state: { tone: 'ok', icon: 'message-square-reply', label: 'A répondu' },
    due: { label: 'dans 9 jours' },
    holder: nadia,
  },
]

const columns: readonly Column<Row>[] = [
  { title: 'État', cell: (row) => StateChip(row.state), onCard: 'top' },
  {
    title: 'Demande',
    isHeading: true,
    cell: (row) => (
      <>
        <a href={`/demandes/${row.reference}`}>{row.subject}</a>
        <small>{row.reference}</small>
      </>
    ),
  },
  { title: 'Personne', cell: (row) => row.person, onCard: 'bottom' },
  {
    title: 'Réponse due',
    cell: (row) => Deadline(row.due),
    onCard: 'top-end',
    sort: { href: '?tri=echeance', direction: 'ascending' },
  },
  {
    title: 'Suivi par',
    cell: (row) => (row.holder === undefined ? <span class="meta">À prendre</span> : Holder(row.holder)),
    onCard: 'bottom-end',
    sort: { href: '?tri=agent' },
  },
]

const people = [
  { name: 'Nadia Ferrand', service: 'Voirie', cases: 12 },
  { name: 'Samir Bouzid', service: 'Accueil', cases: 9 },
]

const kinds: readonly ButtonKind[] = ['primary', 'secondary', 'quiet', 'plain', 'danger']
const sizes: readonly ButtonSize[] = ['small', 'medium', 'big']

function Others() {
  return (
    <div class="stack far section">
      <h2>Boutons</h2>
      {sizes.map((size) => (
        <div class="row">
          {kinds.map((kind) => (
            <Button kind={kind} size={size} icon="check" type="button">
              {`${kind} ${size}`}
            </Button>
          ))}
        </div>
      ))}
      <div class="row">
        <Button isUnavailable describedBy="why-not">
          Signer
        </Button>
        <span class="meta" id="why-not">
          Il manque l’avis du service Voirie.
        </span>
        <PopoverMenu id="more" label="Plus d’actions" icon="ellipsis">
          <a href="/imprimer">Imprimer</a>
          <button type="button" class="danger">
            Supprimer
          </button>
        </PopoverMenu>
        {[0, 1, 2, 3, 4, 5].map((hue) => (
          <Avatar initials="AB" hue={hue} />
        ))}
      </div>
      <h2>Tableaux</h2>
      <div class="list">
        <DataTable
          caption="Agents qui suivent des demandes"
          isCaptionSeen
          rows={people}
          columns={[
            { title: 'Nom', cell: (row) => row.name, isHeading: true },
            { title: 'Service', cell: (row) => row.service },
            { title: 'Demandes', cell: (row) => row.cases, isFigure: true },
          ]}
        />
      </div>
      <FigureTable
        caption="Contributions de 2026"
        rows={[
          { name: 'Valfontaine', amount: '12 450,00 €' },
          { name: 'Bois-d’Or', amount: '8 127,50 €' },
        ]}
        columns={[
          { title: 'Commune', cell: (row) => row.name, isHeading: true },
          { title: 'Montant', cell: (row) => row.amount, isFigure: true },
        ]}
        total={['Total', '20 577,50 €']}
      />
      <h2>Chiffres</h2>
      <Kpis
        items={[
          { label: 'Reçues', value: '759', note: '333 un an avant' },
          { label: 'Délai médian', value: '5 jours', note: 'neuf sur dix en 8 jours ou moins' },
          { label: 'En retard', value: '2 %' },
        ]}
      />
      <Bars
        title="Mois par mois"
        legend={['Reçues', 'Terminées']}
        rows={[
          { name: 'octobre 2026', value: '128 et 78', bars: [128, 78] },
          { name: 'novembre 2026', value: '135 et 81', bars: [135, 81] },
        ]}
      />
      <Toast action={<a href="/annuler">Annuler</a>}>VAL-2026-04187 vous est attribuée.</Toast>
      <EmptyState icon="coffee" title="Rien en retard" action={<a href="/services">Choisir mes services</a>}>
        Quand une vue est vide, elle dit comment la remplir : ici, choisissez les services que vous suivez.
      </EmptyState>
    </div>
  )
}

/** The agents' list of requests, then buttons, tables and empty states as they look in the bureau. */
export function ListGallery(props: FrameProps) {
  return (
    <BureauFrame {...props} title="Demandes">
      <SectionHead
        level={1}
        title="Demandes"
        aside={
          <>
            <ButtonLink kind="quiet" size="small" icon="phone" href="/appel">
              Saisir un appel
            </ButtonLink>
            <ButtonLink size="small" icon="plus" href="/nouvelle">
              Nouvelle demande
            </ButtonLink>
          </>
        }
      />
      <Tabs
        label="Vues enregistrées"
        tabs={[
          { href: '?v=1', label: 'À traiter', count: '23', isCurrent: true },
          { href: '?v=2', label: 'Mes demandes', count: '9' },
          { href: '?v=3', label: 'En retard', count: '3', isHot: true },
          { href: '?v=4', label: 'Équipe Voirie', count: '61' },
        ]}
        more={{
          label: 'Autres vues',
          tabs: [
            { href: '?v=5', label: 'Closes' },
            { href: '?v=6', label: 'Chez l’usager', count: '12' },
          ],
        }}
      />
      <form class="list" method="post" aria-label="Demandes à traiter">
        <FilterBar
          addLabel="Filtres (2)"
          label="Filtres actifs :"
          removeLabel="retirer ce filtre"
          chips={[
            { label: 'Service : Voirie', removeHref: '?-service' },
            { label: 'Reçue depuis le 1er octobre', removeHref: '?-depuis' },
          ]}
          result="23 demandes, la plus urgente d’abord"
        >
          <p>Le formulaire des filtres.</p>
        </FilterBar>
        <BulkBar label="Agir sur les demandes choisies" picked="1 choisie">
          <Button kind="quiet" size="small" icon="user-plus" name="do" value="assign">
            Attribuer
          </Button>
          <Button kind="quiet" size="small" icon="paperclip" name="do" value="ask">
            Demander une pièce
          </Button>
        </BulkBar>
        <DataTable
          caption="Demandes à traiter, triées par échéance"
          columns={columns}
          rows={rows}
          pick={{
            name: 'd',
            title: 'Choisir',
            value: (row) => row.reference,
            label: (row) => `Choisir ${row.subject}`,
            isPicked: (row) => row.reference.endsWith('203'),
          }}
        />
      </form>
      <Pagination label="Pages de la liste" next={{ href: '?apres=x', label: 'Suivantes' }} position="1 à 5 sur 23" />
      <p class="keys">
        <span>
          <kbd>J</kbd> <kbd>K</kbd> descendre, monter
        </span>
        <span>
          <kbd>X</kbd> choisir
        </span>
      </p>
      <Others />
    </BureauFrame>
  )
}
