import { test } from 'node:test'
import { frenchSpaces } from './french-spaces.ts'

/** Shows no-break spaces as underscores. */
const seen = (text: string) => frenchSpaces(text).replaceAll('\u00a0', '_')

test('aucune ligne ne commence par une ponctuation', (t) => {
  t.assert.equal(seen('Que cherchez-vous ?'), 'Que cherchez-vous_?')
  t.assert.equal(seen('Étape 2 sur 5 : « votre logement »'), 'Étape 2 sur 5_: «_votre logement_»')
})

test('une heure, un montant, une durée ne se coupent pas', (t) => {
  t.assert.equal(seen('de 8 h 30 à 17 h, 12 € et 1 200 €'), 'de 8_h_30 à 17_h, 12_€ et 1_200_€')
  t.assert.equal(seen('10 Mo au plus, dans 2 jours'), '10_Mo au plus, dans 2_jours')
})

test('le reste ne change pas', (t) => {
  t.assert.equal(seen('27 rue des Bruyères, 3 heures'), '27 rue des Bruyères, 3 heures')
  t.assert.equal(frenchSpaces(frenchSpaces('Oui ?')), frenchSpaces('Oui ?'))
})
