import { slugify } from '#kernel/normalise'
import type { Definition, FieldType, LocalizedText } from '#counter/procedures'
import type { Workflow } from '#counter/workflows'
import type { DraftDocument, Node } from '../schema.ts'
import { nameFrom } from './names.ts'

/** "Réserver un barnum" → "reserver-un-barnum": the address of a procedure, fit for the schema. */
export const slugFrom = (title: string): string =>
  slugify(title)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '') || 'demarche'

const fr = (text: string): LocalizedText => ({ fr: text })

/** A procedure from nothing: who asks, and a first page that waits for its questions; a circuit that ends. */
export function blankDocument(title: string): DraftDocument {
  const slug = slugFrom(title)
  return { definition: blankDefinition(title, slug), circuit: blankCircuit(title, slug), retired: [] }
}

const blankDefinition = (title: string, slug: string): Definition => ({
  format: 'traboule.procedure/1',
  slug,
  title: fr(title),
  summary: fr(title),
  icon: 'file-text',
  lifeEvents: ['papers'],
  keywords: { fr: [], en: [] },
  forWhom: fr('Toute personne qui habite la commune.'),
  prepare: [],
  minutes: 5,
  nextSteps: [fr('Votre demande arrive au service.'), fr('Il l’étudie et vous répond par courriel.')],
  applicant: { identity: 'demandeur', email: 'courriel' },
  workflow: slug,
  form: {
    pages: [
      { id: 'demande', title: fr('Que demandez-vous ?'), shortTitle: fr('La demande'), fields: [] },
      {
        id: 'vous',
        title: fr('Comment vous répondre ?'),
        shortTitle: fr('Vous'),
        fields: [
          { id: 'demandeur', type: 'identity', label: fr('Votre nom') },
          { id: 'courriel', type: 'email', label: fr('Votre adresse e-mail') },
        ],
      },
    ],
  },
  defaults: { deadlineDays: 30, feeCents: 0, contact: { name: fr('L’accueil de la mairie') } },
})

/** One looks at it, then says yes or no. */
const blankCircuit = (title: string, slug: string): Workflow => ({
  format: 'traboule.workflow/1',
  slug,
  title: fr(title),
  summary: fr('Un agent étudie la demande, puis l’accepte ou la refuse.'),
  functions: [{ id: 'instructor', label: fr('Instruction de la demande'), role: 'agent' }],
  initial: 'nouvelle',
  statuses: [
    {
      id: 'nouvelle',
      label: fr('Nouvelle'),
      publicLabel: fr('Votre demande est bien arrivée ; le service va l’étudier.'),
      phase: 'received',
      steps: [
        { kind: 'assign', function: 'instructor' },
        actionTo('etudier', 'Commencer l’étude', 'a_l_etude', 'forward'),
      ],
    },
    {
      id: 'a_l_etude',
      label: fr('À l’étude'),
      publicLabel: fr('Le service étudie votre demande.'),
      phase: 'examined',
      steps: [
        actionTo('accepter', 'Accepter', 'acceptee', 'accept'),
        {
          ...actionTo('refuser', 'Refuser', 'refusee', 'refuse'),
          asks: { kind: 'reason', required: true, label: fr('Le motif, lu par la personne') },
        },
      ],
    },
    endOf('acceptee', 'Acceptée', 'Votre demande est acceptée.', 'accepted'),
    endOf('refusee', 'Refusée', 'Votre demande est refusée.', 'refused'),
  ],
})

type Action = Extract<Workflow['statuses'][number]['steps'][number], { kind: 'action' }>

const actionTo = (id: string, label: string, to: string, tone: Action['tone']): Action => ({
  kind: 'action',
  id,
  label: fr(label),
  by: ['instructor'],
  tone,
  to,
  consequences: [fr('La personne voit où en est sa demande.')],
})

const appeal =
  'Vous pouvez contester cette décision dans les deux mois : par un recours auprès de la mairie, ou devant le tribunal administratif, à l’adresse www.telerecours.fr.'

const endOf = (
  id: string,
  label: string,
  told: string,
  outcome: 'accepted' | 'refused',
): Workflow['statuses'][number] => ({
  id,
  label: fr(label),
  publicLabel: fr(told),
  phase: 'decided',
  outcome,
  steps: [
    {
      kind: 'notify',
      to: 'applicant',
      subject: fr('Votre demande {number}'),
      body: fr(
        `Bonjour {name},\n\n${told}\n\n{procedure}, demande {number}.${outcome === 'refused' ? `\n\nPour ce motif : {reason}\n\n${appeal}` : ''}\n\n{collectivity}`,
      ),
    },
  ],
})

/** What a new field of each type holds besides its question. */
const blanks: Partial<Readonly<Record<FieldType, Node>>> = {
  choice: {
    options: [
      { value: 'oui', label: { fr: 'Première réponse' } },
      { value: 'non', label: { fr: 'Deuxième réponse' } },
    ],
  },
  choices: { options: [{ value: 'reponse', label: { fr: 'Première réponse' } }] },
  computed: { value: 0, gives: 'number' },
  slot: { agenda: 'agenda' },
  card: { list: 'liste' },
  map: { shape: 'point' },
  signature: { mode: 'drawn' },
  repeated: {
    rowLabel: { fr: 'Ligne' },
    fields: [{ id: 'nom', type: 'text', label: { fr: 'Nom' } }],
  },
}

/** A shared block to insert, under the name by which its author knows it. */
export const blankBlock = (slug: string, label: string): Node => ({
  id: nameFrom(label),
  type: 'block',
  block: slug,
  label: { fr: label },
})

/** A field to add; its name comes from its question, and is made free where it is added. */
export const blankField = (type: FieldType, label: string): Node => ({
  id: nameFrom(label),
  type,
  label: { fr: label },
  ...blanks[type],
})
