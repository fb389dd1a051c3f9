import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Phase, Status, Workflow } from '../schema/index.ts'
import { movesTold, publicSteps } from './public-line.ts'

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const status = (id: string, phase: Phase, outcome?: Status['outcome']): Status => ({
  id,
  label: text(id),
  publicLabel: text(`Statut ${id}.`),
  phase,
  steps: [],
  ...(outcome && { outcome }),
})
const workflow: Workflow = {
  format: 'traboule.workflow/1',
  slug: 'essai',
  title: text('Essai'),
  summary: text('Essai'),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: 'new',
  statuses: [
    status('new', 'received'),
    status('study', 'examined'),
    status('ask', 'waiting_applicant'),
    status('yes', 'decided', 'accepted'),
    status('dropped', 'decided', 'closed'),
  ],
}
const line = (path: string[], at: string): string[] =>
  publicSteps(workflow, path, at, 'fr').map(({ label, state }) => `${label} ${state}`)

suite('la ligne d’étapes de la personne', () => {
  test('une demande reçue', () => {
    assert.deepEqual(line([], 'new'), ['Reçue current', 'Étudiée upcoming', 'Décidée upcoming'])
  })

  test('une demande à l’étude', () => {
    assert.deepEqual(line(['new', 'study'], 'study'), ['Reçue done', 'Étudiée current', 'Décidée upcoming'])
  })

  test('quand la balle est dans son camp, la personne le lit à l’étape en cours', () => {
    const steps = publicSteps(workflow, ['new', 'ask'], 'ask', 'fr')
    assert.deepEqual(steps[1], {
      phase: 'examined',
      label: 'En attente de votre réponse',
      state: 'current',
      sentence: 'Statut ask.',
      awaitsApplicant: true,
      outcome: undefined,
    })
    assert.deepEqual(
      steps.map(({ awaitsApplicant }) => awaitsApplicant),
      [false, true, false],
    )
  })

  test('une demande décidée après étude', () => {
    assert.deepEqual(line(['new', 'study', 'yes'], 'yes'), ['Reçue done', 'Étudiée done', 'Décidée current'])
    assert.equal(publicSteps(workflow, ['new', 'yes'], 'yes', 'fr').at(-1)?.outcome, 'accepted')
  })

  test('une demande acceptée tout de suite ne prétend pas avoir été étudiée', () => {
    assert.deepEqual(line(['new'], 'yes'), ['Reçue done', 'Décidée current'])
  })

  test('une demande classée sans suite est close', () => {
    assert.deepEqual(line(['new', 'ask'], 'dropped'), ['Reçue done', 'Étudiée done', 'Close current'])
  })

  test('en anglais pour qui le demande', () => {
    const [, study] = publicSteps(workflow, ['new'], 'study', 'en')
    assert.deepEqual([study?.label, study?.sentence], ['Examined', 'Statut study. (en)'])
  })
})

suite('ce que la personne lit des mouvements de sa demande', () => {
  const busy = {
    ...workflow,
    statuses: workflow.statuses.map((each) => ({ ...each, publicLabel: text('Elle avance.') })),
  }
  const told = (circuit: Workflow, ...path: string[]): string[] =>
    movesTold(
      circuit,
      path.map((id) => ({ status: id })),
    ).map((move) => move.status)

  test('la même phrase ne se lit qu’une fois, même après plusieurs statuts', () => {
    assert.deepEqual(told(busy, 'study', 'ask', 'study', 'yes'), ['study'])
    assert.deepEqual(told(workflow, 'study', 'study', 'yes'), ['study', 'yes'])
  })

  test('elle se relit quand la demande y revient après avoir dit autre chose', () => {
    assert.deepEqual(told(workflow, 'study', 'ask', 'study'), ['study', 'ask', 'study'])
  })

  test('un statut qu’une autre version connaissait ne dit rien, et ne fait rien répéter', () => {
    assert.deepEqual(told(workflow, 'study', 'gone', 'study'), ['study'])
  })
})
