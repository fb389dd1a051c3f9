import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Answers, Field, Form } from '#counter/procedures'
import { keptAnswers, namesIn } from './answers.ts'

const text = (fr: string) => ({ fr })
const fields: Field[] = [
  { id: 'who', type: 'identity', label: text('Qui') },
  { id: 'email', type: 'email', label: text('Courriel') },
  { id: 'hall', type: 'card', label: text('Salle'), list: 'salles' },
  { id: 'total', type: 'computed', label: text('Total'), gives: 'number', value: 3 },
  {
    id: 'kids',
    type: 'repeated',
    label: text('Enfants'),
    rowLabel: text('Enfant'),
    fields: [
      { id: 'name', type: 'text', label: text('Prénom') },
      {
        id: 'shots',
        type: 'repeated',
        label: text('Vaccins'),
        rowLabel: text('Vaccin'),
        fields: [{ id: 'what', type: 'text', label: text('Nom') }],
      },
    ],
  },
]
const form: Form = { pages: [{ id: 'p', title: text('Quoi ?'), shortTitle: text('Quoi'), fields }] }
const answers: Answers = {
  who: { givenName: 'Ana', familyName: 'Exemple' },
  email: 'ana@exemple.test',
  hall: 'h1',
  total: 3,
  kids: [{ name: 'Lou', shots: [{ what: 'ROR' }] }, { name: 'Noa' }],
}
const entries = {
  p: {
    'who.givenName': 'Ana ',
    'who.familyName': 'Exemple',
    email: 'autre@exemple.test',
    hall: 'h1',
    'kids.0.name': 'Lou',
  },
}
const known = [
  {
    source: 'account',
    entries: { p: { 'who.givenName': 'Ana', 'who.familyName': 'Exemple', email: 'ana@exemple.test' } },
  },
] as const
const kept = keptAnswers({ form, entries, answers, known, labelOf: () => text('Salle des Fêtes') })

suite('les réponses que garde un dossier', () => {
  test('disent d’où elles viennent', () => {
    const from = Object.fromEntries(Object.entries(kept.answers).map(([id, { provenance }]) => [id, provenance]))
    assert.deepEqual(from, { who: 'account', email: 'typed', hall: 'typed', total: 'computed', kids: 'typed' })
  })
  test('gardent le nom de ce qui a été choisi dans une liste', () => {
    assert.deepEqual(kept.answers['hall']?.labels, { h1: text('Salle des Fêtes') })
    const names = namesIn(kept.answers, 'fr')
    assert.equal(names({ kind: 'card', name: 'salles' }, 'h1'), 'Salle des Fêtes')
    assert.equal(names({ kind: 'card', name: 'salles' }, 'h2'), undefined)
  })
  test('se rangent par question et par ligne', () => {
    assert.deepEqual(
      kept.answerRows.map(({ field, row, kind, value }) => [field, row, kind, value]),
      [
        ['who', '', 'identity', { givenName: 'Ana', familyName: 'Exemple' }],
        ['email', '', 'email', 'ana@exemple.test'],
        ['hall', '', 'card', 'h1'],
        ['total', '', 'computed', 3],
        ['kids.name', '0', 'text', 'Lou'],
        ['kids.shots.what', '0.0', 'text', 'ROR'],
        ['kids.name', '1', 'text', 'Noa'],
      ],
    )
  })
})
