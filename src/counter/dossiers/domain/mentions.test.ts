import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { mentionsIn } from './mentions.ts'

const people = [
  { accountId: '1', givenName: 'Zoé', familyName: 'Essai' },
  { accountId: '2', givenName: 'Alix', familyName: 'Exemple' },
  { accountId: '3', givenName: 'Alix', familyName: 'Modèle' },
  { accountId: '4', givenName: 'Jean', familyName: 'Trial' },
  { accountId: '5', givenName: 'Jean-Noé', familyName: 'Trial' },
]
const named = (text: string) => mentionsIn(text, people).map(({ accountId }) => accountId)

suite('nommer un collègue dans une note', () => {
  test('par son nom entier, ou son prénom quand il est seul à le porter', () => {
    assert.deepEqual(named('Peux-tu voir, @zoe ? Et @Alix modele.'), ['1', '3'])
    assert.deepEqual(named('@Alix, à toi'), [])
    assert.deepEqual(named('Zoé sans arobase, mail@zoereste'), [])
    assert.deepEqual(named('@Zoé @Zoé Essai'), ['1'])
  })
})
