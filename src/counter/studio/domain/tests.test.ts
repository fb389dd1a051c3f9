import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readWorkflow, type RecordedMove, type Workflow } from '#counter/workflows'
import type { Recording } from '../schema.ts'
import { moveName, movesAfter, playRecording, type Stage } from './tests.ts'

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const action = (id: string, label: string, to: string, more: object = {}) => ({
  kind: 'action',
  id,
  label: text(label),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
  ...more,
})
const status = (id: string, phase: string, steps: object[], more: object = {}) => ({
  id,
  label: text(id),
  publicLabel: text(`Statut ${id}.`),
  phase,
  steps,
  ...more,
})

/** Every way that a case can move: buttons, a reply, an answer from outside, time, actions of the whole circuit. */
const read = readWorkflow({
  format: 'traboule.workflow/1',
  slug: 'essai',
  title: text('Essai'),
  summary: text('Essai'),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  internal: [{ id: 'urgent', label: text('Urgent'), type: 'boolean' }],
  options: [{ id: 'direct', label: text('Sans étude'), type: 'boolean', default: false }],
  actions: [
    {
      id: 'clore',
      label: text('Clore'),
      on: { kind: 'hand', by: ['instructor'], tone: 'refuse', consequences: [text('C’est fini.')] },
      steps: [],
      to: 'closed',
    },
    {
      id: 'oubli',
      label: text('Oubliée'),
      from: ['asked'],
      on: { kind: 'delay', after: { days: 30 }, from: 'submitted' },
      steps: [],
      to: 'closed',
    },
  ],
  initial: 'new',
  statuses: [
    status('new', 'received', [
      action('study', 'Étudier', 'asked'),
      action('rush', 'Presser', 'done', { when: ['equals', ['internal', 'urgent'], true] }),
      action('give', 'Donner', 'done', { when: ['equals', ['option', 'direct'], true] }),
      action('outdoors', 'Dehors', 'opinion', { when: ['equals', ['answer', 'dehors'], true] }),
    ]),
    status('asked', 'waiting_applicant', [
      { kind: 'await_applicant', id: 'reply', to: 'new', invitation: text('Que voulez-vous ?') },
      { kind: 'on_delay', id: 'late', after: { days: 10 }, to: 'closed' },
    ]),
    status('opinion', 'examined', [
      {
        kind: 'ask_outside',
        id: 'avis',
        service: 'expert',
        label: text('Avis'),
        accepted: 'done',
        refused: 'closed',
        timedOut: { after: { days: 15 }, to: 'new' },
      },
    ]),
    status('done', 'decided', [], { outcome: 'accepted' }),
    status('closed', 'decided', [], { outcome: 'closed' }),
  ],
})
assert.ok(read.ok, JSON.stringify(read))
const workflow: Workflow = read.value
const stage: Stage = { workflow, options: undefined }

const played = (of: Partial<Recording>): Recording => ({
  answers: {},
  internal: {},
  submittedOn: '2026-11-24',
  moves: [],
  passages: [],
  ...of,
})
const next = (of: Partial<Recording>): readonly string[] =>
  movesAfter(stage, played(of)).map((move) => moveName(workflow, move).fr)

test('ce qui peut se passer suit les réponses et ce que les agents ont écrit', () => {
  assert.deepEqual(next({}), ['« Étudier »', '« Clore »'])
  assert.deepEqual(next({ internal: { urgent: true } }), ['« Étudier »', '« Presser »', '« Clore »'])
  assert.deepEqual(next({ answers: { dehors: true } }), ['« Étudier »', '« Dehors »', '« Clore »'])
})

test('les réglages que la démarche donne à son circuit comptent', () => {
  const names = movesAfter({ workflow, options: { direct: true } }, played({}))
  assert.deepEqual(
    names.map((move) => moveName(workflow, move).fr),
    ['« Étudier »', '« Donner »', '« Clore »'],
  )
})

test('une réponse, un délai, un avis et chacune de ses fins se jouent aussi', () => {
  const studied: RecordedMove = { by: 'action', id: 'study' }
  assert.deepEqual(next({ moves: [studied] }), [
    'la réponse de la personne',
    'le délai passé vers « closed »',
    '« Clore »',
    '« Oubliée »',
  ])
  assert.deepEqual(next({ answers: { dehors: true }, moves: [{ by: 'action', id: 'outdoors' }] }), [
    '« Avis » (réponse favorable)',
    '« Avis » (réponse défavorable)',
    '« Avis » (pas de réponse à temps)',
    '« Clore »',
  ])
})

test('une demande finie, ou un geste qui ne se peut plus, ne mène nulle part', () => {
  assert.deepEqual(next({ moves: [{ by: 'action', id: 'clore' }] }), [])
  assert.deepEqual(next({ moves: [{ by: 'action', id: 'rush' }] }), [])
})

test('un champ d’agents se lit tel qu’il était à chaque geste, et non tel qu’il a fini', () => {
  const studied: RecordedMove = { by: 'action', id: 'study' }
  const back: RecordedMove = { by: 'reply' }
  // Urgent when it came back only: the first time it was not.
  const given = [{ before: 2, values: { urgent: true } }]
  assert.deepEqual(next({ given }), ['« Étudier »', '« Clore »'])
  assert.deepEqual(next({ given, moves: [studied, back] }), ['« Étudier »', '« Presser »', '« Clore »'])
  const withdrawn = [
    { before: 0, values: { urgent: true } },
    { before: 2, values: { urgent: false } },
  ]
  assert.ok(next({ given: withdrawn }).includes('« Presser »'))
  assert.ok(!next({ given: withdrawn, moves: [studied, back] }).includes('« Presser »'))
  const rushed = playRecording(
    stage,
    played({ given: withdrawn, moves: [studied, back, { by: 'action', id: 'rush' }] }),
  )
  assert.equal(rushed.replayed.stopped?.at, 2)
})

test('propriété : tout ce qui est proposé se joue, et l’essai ainsi fait passe', () => {
  const values = fc.record({ urgent: fc.boolean(), dehors: fc.boolean() })
  fc.assert(
    fc.property(values, fc.array(fc.nat(20), { maxLength: 15 }), ({ urgent, dehors }, choices) => {
      let recording = played({ internal: { urgent }, answers: { dehors } })
      for (const choice of choices) {
        const offered = movesAfter(stage, recording)
        const move = offered[choice % offered.length]
        if (!move) break
        recording = { ...recording, moves: [...recording.moves, move] }
      }
      const { replayed } = playRecording(stage, recording)
      assert.equal(replayed.stopped, undefined)
      assert.equal(playRecording(stage, { ...recording, passages: replayed.passages }).divergence, undefined)
    }),
  )
})
