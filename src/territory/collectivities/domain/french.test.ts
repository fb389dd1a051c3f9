import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofName } from './french.ts'

test('« de » s’élide, se contracte avec « Le » et « Les », et reste devant les autres articles', () => {
  const phrases: Record<string, string> = {
    Corbas: 'de Corbas',
    'Oullins-Pierre-Bénite': 'd’Oullins-Pierre-Bénite',
    Écully: 'd’Écully',
    Irigny: 'd’Irigny',
    'Le Havre': 'du Havre',
    'Les Ulis': 'des Ulis',
    'La Mulatière': 'de La Mulatière',
    "L'Abergement-Clémenciat": "de L'Abergement-Clémenciat",
    'Le Bois-d’Oingt': 'du Bois-d’Oingt',
    Lentilly: 'de Lentilly',
    Lescure: 'de Lescure',
  }
  for (const [name, phrase] of Object.entries(phrases)) assert.equal(ofName(name), phrase)
})

test('un h muet s’élide, un h aspiré non ; un y aussi selon ce qui le suit', () => {
  assert.deepEqual(
    ['Hyères', 'Heyrieux', 'Hauterivoire', 'Yzeron', 'Yenne', 'Œting'].map((name) => ofName(name)),
    ['d’Hyères', 'd’Heyrieux', 'de Hauterivoire', 'd’Yzeron', 'de Yenne', 'd’Œting'],
  )
})
