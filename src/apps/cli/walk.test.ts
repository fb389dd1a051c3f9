import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { WalkedProcedure } from '#counter/publik'
import { walkLines, walkTable } from './walk-lines.ts'

const counts = {
  pages: 2,
  fields: 9,
  statuses: 3,
  steps: 4,
  actions: 0,
  conditions: 5,
  conditionsLost: 1,
  templates: 3,
  templatesLost: 0,
}
const walked: WalkedProcedure = {
  slug: 'pret',
  counts,
  form: {
    title: 'Emprunter du matériel',
    isComplete: true,
    errors: [],
    pages: { shown: 2, all: 2 },
    fields: { shown: 8, all: 9 },
    conditions: { both: 4, all: 5 },
    oneSided: [{ what: 'Précision', isShown: false }],
  },
  circuit: {
    title: 'Prêt',
    statuses: [
      { id: 'recue', label: 'Reçue' },
      { id: 'close', label: 'Close' },
      {
        id: 'refus',
        label: 'Refusée',
        unreached: { status: 'refus', why: 'condition', from: ['recue'], conditions: ['Le stock est vide'] },
      },
    ],
    ends: [{ status: 'close', outcome: 'closed' }],
  },
  isWhole: true,
}

suite('procedure walk', () => {
  test('dit ce qui fut montré, et pourquoi un statut n’est pas atteint', () => {
    assert.deepEqual(walkLines(walked), [
      'Emprunter du matériel : formulaire rempli, 2 pages montrées sur 2, 8 champs sur 9, 4 conditions sur 5 vues vraies et fausses',
      '  jamais montré : Précision',
      'Prêt : 2 statuts atteints sur 3, 1 fins',
      '  Reçue (recue)',
      '  Close (close)',
      '  jamais atteint : Refusée (refus) : on y vient de « Reçue » si : Le stock est vide',
      '  fin : Close, demande close',
    ])
  })

  test('met toutes les démarches dans un tableau qui finit par les totaux, puis dit pourquoi un statut n’est pas atteint', () => {
    const lines = walkTable([walked, { ...walked, slug: 'seul', isWhole: false }])
    assert.deepEqual(lines.slice(5, 7), ['', 'Statuts jamais atteints :'])
    assert.match(lines[7] ?? '', /^- pret, « .+ » : \S/)
    assert.equal(lines.length, 9)
    assert.equal(lines[2], '| pret | 2 | 9 | 4 | 5 / 1 | 3 / 0 | 4 / 5 | 2 / 3 | 1 |')
    assert.match(lines[3] ?? '', /^\| seul \(incomplet\)/)
    assert.equal(lines[4], '| 2 en tout, 1 menés jusqu’à une fin | 4 | 18 | 8 | 10 / 2 | 6 / 0 | 8 / 10 | 4 / 6 | 2 |')
  })
})
