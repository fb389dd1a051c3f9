import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfUri } from './clients.ts'

test('hors de cette machine, une adresse de retour est chiffrée', () => {
  assert.equal(faultOfUri('https://salles.exemple.fr/retour'), undefined)
  assert.equal(faultOfUri('http://auth.localhost:8080/'), undefined)
  assert.equal(faultOfUri('http://salles.exemple.fr/retour'), 'not_https')
  assert.equal(faultOfUri('http://localhost.exemple.fr/'), 'not_https')
  assert.equal(faultOfUri('https://salles.exemple.fr/retour#ici'), 'malformed')
  assert.equal(faultOfUri('https://quelquun@salles.exemple.fr/'), 'malformed')
})
