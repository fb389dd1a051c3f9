import type { Definition, Field, LocalizedText, Page } from '../schema/index.ts'

/** A small definition with every type of field, for the tests of this house. */
export const text = (fr: string): LocalizedText => ({ fr, en: `${fr} (en)` })

export const page = (id: string, fields: Field[], more: Partial<Page> = {}): Page => ({
  id,
  title: text('Où garez-vous ?'),
  shortTitle: text('Le lieu'),
  fields,
  ...more,
})

const where: Field[] = [
  {
    id: 'vehicle',
    type: 'choice',
    label: text('Véhicule'),
    options: [
      { value: 'van', label: text('Camionnette') },
      { value: 'truck', label: text('Camion') },
    ],
  },
  {
    id: 'length',
    type: 'number',
    label: text('Longueur'),
    unit: text('m'),
    decimals: 1,
    minimum: 1,
    condition: ['equals', ['answer', 'vehicle'], 'truck'],
  },
  { id: 'street', type: 'address', label: text('Adresse'), optional: true },
]

const details: Field[] = [
  { id: 'note', type: 'information', label: text('Prenez votre temps.') },
  {
    id: 'children',
    type: 'repeated',
    label: text('Enfants'),
    rowLabel: text('Enfant'),
    optional: true,
    maxRows: 8,
    fields: [
      { id: 'name', type: 'text', label: text('Prénom') },
      { id: 'birth', type: 'date', label: text('Naissance'), latest: 0 },
      {
        id: 'meals',
        type: 'choices',
        label: text('Repas'),
        optional: true,
        options: [{ value: 'van', label: text('Midi') }],
      },
    ],
  },
  { id: 'weight', type: 'number', label: text('Poids') },
  { id: 'budget', type: 'amount', label: text('Budget'), optional: true },
  { id: 'day', type: 'date', label: text('Jour'), optional: true },
  { id: 'story', type: 'long_text', label: text('Précisions'), optional: true },
  { id: 'consent', type: 'yes_no', label: text('Accord'), optional: true },
  { id: 'town', type: 'commune', label: text('Commune'), optional: true },
  { id: 'papers', type: 'file', label: text('Pièces'), optional: true },
]

const who: Field[] = [
  {
    id: 'applicant',
    type: 'identity',
    label: text('Votre identité'),
    with: ['birth_name', 'birth_date', 'birth_place', 'organisation'],
  },
  { id: 'email', type: 'email', label: text('Courriel') },
  { id: 'phone', type: 'phone', label: text('Téléphone'), optional: true },
]

export const sample: Definition = {
  format: 'traboule.procedure/1',
  slug: 'occuper-la-rue',
  title: text('Occuper la rue'),
  summary: text('Pour un déménagement.'),
  icon: 'truck',
  lifeEvents: ['moving'],
  keywords: { fr: ['camion'], en: ['van'] },
  forWhom: text('Toute personne.'),
  prepare: [text('L’adresse')],
  minutes: 5,
  nextSteps: [text('Le service étudie.')],
  applicant: { identity: 'applicant', email: 'email', phone: 'phone' },
  subject: 'vehicle',
  workflow: 'simple',
  form: {
    pages: [
      page('where', where),
      page('details', details, { condition: ['equals', ['answer', 'vehicle'], 'truck'] }),
      page('who', who),
    ],
  },
  defaults: { deadlineDays: 15, feeCents: 0, contact: { name: text('Service voirie') } },
}
