import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Expression } from '#kernel/expression'
import type { Step, Workflow } from '../schema/index.ts'
import { type BoundForm, checkUnderForm } from './check-form.ts'
import { checkWorkflow } from './check.ts'

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const action = (to: string, more: object = {}): Step => ({
  kind: 'action',
  id: `go_${to}`,
  label: text('Avancer'),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
  ...more,
})

/** A circuit of one open status, which does a step before it waits. */
const circuit = (step: Step, more: Partial<Workflow> = {}): Workflow => ({
  format: 'traboule.workflow/1',
  slug: 'essai',
  title: text('Essai'),
  summary: text('Essai'),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  options: [{ id: 'patience', label: text('Patience'), type: 'number', default: 3 }],
  internal: [
    { id: 'score', label: text('Note'), type: 'number' },
    { id: 'seen_on', label: text('Vue le'), type: 'date' },
    { id: 'agreed', label: text('Accord'), type: 'boolean' },
  ],
  initial: 'new',
  statuses: [
    {
      id: 'new',
      label: text('Nouvelle'),
      publicLabel: text('Reçue'),
      phase: 'received',
      steps: [step, action('done')],
    },
    {
      id: 'done',
      label: text('Finie'),
      publicLabel: text('Finie'),
      phase: 'decided',
      outcome: 'accepted',
      steps: [],
    },
  ],
  ...more,
})
const jump = (when: Expression): Step => ({ kind: 'jump', to: 'done', when })
const set = (id: string, value: Expression): Step => ({ kind: 'set', fields: [{ id, value }] })
const told = (workflow: Workflow) => checkWorkflow(workflow).map(({ code, sentence }) => `${code} ${sentence.fr}`)

const form: BoundForm = {
  asked: new Set(['budget', 'day', 'vehicle', 'children', 'street']),
  answers: new Map([
    ['budget', 'number'],
    ['day', 'date'],
    ['vehicle', 'text'],
    ['children', 'number'],
  ]),
  rows: new Map([['children', new Map([['meals', 'number' as const]])]]),
  choices: new Map([['vehicle', new Set(['van', 'truck'])]]),
}
const under = (step: Step) => checkUnderForm(circuit(step), form).map(({ code, place }) => `${code} ${place}`)
const here = 'statuses/new/steps/1'

suite('les types de ce que lit un circuit', () => {
  test('un champ des agents et une option ont leur type : ce qui ne va pas ensemble est un défaut, en toutes lettres', () => {
    assert.deepEqual(told(circuit(jump(['equals', ['internal', 'agreed'], 'peut-être']))), [
      'bad_condition La condition ne peut pas être comprise : il faut oui ou non.',
    ])
    assert.deepEqual(told(circuit(jump(['internal', 'score']))), [
      'bad_condition La condition ne peut pas être comprise : il faut oui ou non.',
    ])
    assert.deepEqual(told(circuit(jump(['greaterThan', ['option', 'patience'], 2]))), [])
    assert.deepEqual(told(circuit(jump(['greaterThan', ['sing', 'x'], 2]))).length, 1)
  })

  test('ce qu’une étape écrit dans un champ des agents est de son type', () => {
    assert.deepEqual(told(circuit(set('score', 'beaucoup'))), [
      'bad_value_expression La valeur ne peut pas être calculée : il faut un nombre.',
    ])
    assert.deepEqual(
      told(circuit(set('score', ['sum', ['list', 1, 2]]))).filter((x) => x.includes('nombre')),
      [],
    )
    assert.deepEqual(told(circuit(set('seen_on', ['today']))), [])
  })

  test('un délai ne se compte que d’une date', () => {
    const late = (internal: string): Step => ({
      kind: 'on_delay',
      id: 'late',
      after: { days: 3 },
      from: { internal },
      to: 'done',
    })
    assert.deepEqual(told(circuit(late('seen_on'))), [])
    assert.deepEqual(told(circuit(late('score'))), [
      'bad_anchor Le délai se compte à partir de « score », qui n’est pas une date.',
    ])
  })

  test('des rangées se lisent dans un circuit', () => {
    const rows: Expression = ['greaterThan', ['sum', ['rows', 'children', ['answer', 'meals']]], 3]
    assert.deepEqual(told(circuit(jump(rows))), [])
    assert.deepEqual(under(jump(rows)), [])
  })
})

suite('un circuit sous un formulaire', () => {
  test('une réponse que personne ne donne est un défaut, où qu’elle soit lue', () => {
    assert.deepEqual(under(jump(['equals', ['answer', 'ghost'], 1])), [`unknown_answer ${here}`])
    assert.deepEqual(under({ kind: 'comment', to: 'agents', body: text('{answer.ghost}') }), [`unknown_answer ${here}`])
    const ask: Step = { kind: 'edit', id: 'e', label: text('C'), by: 'applicant', fields: ['ghost'], to: 'done' }
    assert.deepEqual(under(ask), [`unknown_answer ${here}`])
  })

  test('une réponse d’un autre type, un choix qui n’existe pas sont des défauts ; le reste passe', () => {
    assert.deepEqual(under(jump(['isBefore', ['answer', 'budget'], '2026-01-01'])), [`wrong_under_form ${here}`])
    assert.deepEqual(under(jump(['equals', ['answer', 'vehicle'], 'plane'])), [`wrong_under_form ${here}`])
    assert.deepEqual(under(jump(['equals', ['answer', 'street'], 'x'])), [`wrong_under_form ${here}`])
    assert.deepEqual(under(jump(['equals', ['answer', 'vehicle'], 'van'])), [])
    const from = (answer: string): Step => ({
      kind: 'on_delay',
      id: 'late',
      after: { days: 3 },
      from: { answer },
      to: 'done',
    })
    assert.deepEqual(under(from('budget')), [`bad_anchor ${here}`])
    assert.deepEqual(under(from('day')), [])
  })
})
