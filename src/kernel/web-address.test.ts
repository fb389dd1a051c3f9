import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isLoopback, safeWebAddress } from './web-address.ts'

suite('les adresses où l’on envoie ce que personne d’autre ne doit lire', () => {
  const host = (text: string) => safeWebAddress(text)?.host

  test('chiffrées, elles vont partout', () => {
    assert.equal(host('https://Outils.exemple.fr/questions'), 'outils.exemple.fr')
    assert.equal(host(' https://outils.exemple.fr:8443 '), 'outils.exemple.fr:8443')
  })
  test('en clair, elles ne quittent pas cette machine', () => {
    assert.equal(host('http://127.0.0.1:4000/questions'), '127.0.0.1:4000')
    assert.equal(host('http://localhost'), 'localhost')
    assert.equal(host('http://[::1]:80/'), '[::1]')
    for (const text of ['http://outils.exemple.fr', 'http://10.0.0.1', 'http://localhost.exemple.fr'])
      assert.equal(host(text), undefined, text)
  })
  test('ni un autre protocole, ni un nom devant l’hôte, ni rien', () => {
    for (const text of ['', 'outils', 'ftp://exemple.fr', 'https://moi@exemple.fr', 'https://moi:mot@exemple.fr'])
      assert.equal(host(text), undefined, text)
  })
  test('cette machine a un nom et deux sortes d’adresses', () => {
    assert.deepEqual(['localhost', '127.9.9.9', '[::1]', 'exemple.fr', '128.0.0.1'].map(isLoopback), [
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
