import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from '#counter/procedures'
import { answerWord } from './circuit-words.ts'

test('une réponse se lit dans une phrase : un choix par son nom, des centimes en euros, un jour en toutes lettres', () => {
  const label = { fr: 'Question' }
  const choice: Field = {
    id: 'cours',
    type: 'choices',
    label,
    options: [
      { value: 'piano', label: { fr: 'Piano' } },
      { value: 'chant', label: { fr: 'Chant' } },
    ],
  }
  const plain = (text: string): string => text.replaceAll(/\s/g, ' ')
  assert.equal(answerWord(choice, ['piano', 'chant'], 'fr'), 'Piano, Chant')
  assert.equal(plain(answerWord({ id: 'prix', type: 'amount', label }, 1250, 'fr')), '12,50 €')
  assert.equal(plain(answerWord({ id: 'ne', type: 'date', label }, '2026-03-01', 'fr')), '1er mars 2026')
  assert.equal(answerWord({ id: 'prix', type: 'amount', label }, null, 'fr'), '')
})
