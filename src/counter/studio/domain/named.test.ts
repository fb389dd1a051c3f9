import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Definition } from '#counter/procedures'
import type { Workflow } from '#counter/workflows'
import { type Kept, namedFindings } from './named.ts'

const kept: Kept = {
  agendas: new Map([
    ['titres-d-identite', new Set(['carte'])],
    ['vide', new Set()],
    ['ferme', undefined],
  ]),
  regies: new Set(['régie de la ville', '090900']),
  letters: new Set(['arrete']),
  records: new Set(['salles']),
}
const empty: Kept = { ...kept, regies: new Set() }

const findings = (fields: readonly object[], steps: readonly object[], of: Kept | undefined = kept) => {
  const definition = { form: { pages: [{ id: 'p', fields }] } } as unknown as Definition
  const workflow = { statuses: [{ id: 's', steps }] } as unknown as Workflow
  return namedFindings(definition, workflow, { kept: of, lists: new Set(['ecoles']) })
}
const said = (fields: readonly object[], steps: readonly object[], of?: Kept) =>
  findings(fields, steps, of).map(({ key, isBlocking }) => `${isBlocking ? 'faute' : 'remarque'} ${key.split(' ')[1]}`)
const slot = (agenda: string, more: object = {}) => ({ id: 'quand', type: 'slot', agenda, ...more })
const ask = (service: string, parameters: Record<string, unknown>) => ({
  kind: 'ask_outside',
  service,
  parameters: Object.entries(parameters).map(([id, value]) => ({ id, value })),
})

suite('ce qu’une démarche nomme et que d’autres gardent', () => {
  test('un champ : agenda, objet, liste, fiches, même dans une ligne', () => {
    assert.deepEqual(said([slot('titres_d_identite', { kind: 'carte' })], []), [])
    assert.deepEqual(said([slot('absent')], []), ['faute no_agenda'])
    assert.deepEqual(said([slot('vide')], []), ['faute no_open_kind'])
    assert.deepEqual(said([slot('ferme')], []), ['remarque closed_agenda'])
    assert.deepEqual(said([slot('titres_d_identite', { kind: 'mariage' })], []), ['faute no_kind'])
    assert.deepEqual(said([{ id: 'e', type: 'choice', source: { list: 'ecoles' } }], []), [])
    assert.deepEqual(said([{ id: 'e', type: 'choices', source: { list: 'rues' } }], []), ['faute no_list'])
    assert.deepEqual(said([{ id: 'c', type: 'card', list: 'creches' }], []), ['remarque no_records'])
    const [found] = findings([{ id: 'enfants', type: 'repeated', fields: [slot('absent')] }], [])
    assert.deepEqual(found?.place, { page: 'p', field: ['enfants', 'quand'] })
  })

  test('une étape : ce qui est demandé à l’extérieur, le courrier, la fiche', () => {
    const good = [
      ask('appointment', { agenda: 'titres-d-identite' }),
      ask('payment', { amount: 8650, regie: 'Régie de la ville' }),
      ask('payment', { amount: ['answer', 'prix'] }),
      ask('signature', {}),
      ask('expert', { email: 'expert@exemple.fr' }),
      ask('expert', { email: ['internal', 'expert'] }),
      ask('authority', { url: 'https://outils.exemple.fr/avis' }),
      { kind: 'generate_document', template: 'arrete' },
      { kind: 'card', list: 'salles' },
    ]
    assert.deepEqual(said([], good), [])
    const bad = [
      ask('appointment', {}),
      ask('appointment', { agenda: 'absent' }),
      ask('payment', {}),
      ask('payment', { amount: 86.5, regie: 'autre' }),
      ask('expert', {}),
      ask('form', { email: 'personne' }),
      ask('authority', { url: 'outils' }),
      ask('authority', {}),
      { kind: 'generate_document', template: 'absent' },
      { kind: 'card', list: 'absent' },
    ]
    assert.deepEqual(said([], bad), [
      'faute which_agenda',
      'faute no_agenda',
      'faute no_amount',
      'faute bad_amount',
      'faute no_regie',
      'faute no_address',
      'faute bad_email',
      'faute bad_url',
      'faute no_tool',
      'faute no_letter',
      'remarque new_records',
    ])
    assert.deepEqual(said([], [ask('payment', { amount: 100 })], empty), ['faute no_open_regie'])
    assert.deepEqual(findings([], bad)[0]?.place, { status: 's', step: 0 })
  })

  test('pour le territoire, ce que chacun devra avoir est dit sans empêcher ; ce qui ne peut marcher nulle part empêche', () => {
    const steps = [
      ask('payment', { amount: 100 }),
      ask('payment', {}),
      { kind: 'generate_document', template: 'arrete' },
    ]
    const definition = { form: { pages: [{ id: 'p', fields: [slot('mairie')] }] } } as unknown as Definition
    const workflow = { statuses: [{ id: 's', steps }] } as unknown as Workflow
    const found = namedFindings(definition, workflow, { kept: undefined, lists: new Set() })
    assert.deepEqual(
      found.map(({ key, isBlocking }) => `${isBlocking ? 'faute' : 'remarque'} ${key.split(' ')[1]}`),
      ['remarque each_agenda', 'remarque each_regie', 'faute no_amount', 'remarque each_regie', 'remarque each_letter'],
    )
  })
})
