import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isOpenToAll, returnAddress, slugIn, withReturn } from './return-address.ts'

const origin = 'https://guichet.exemple.fr'

suite('adresse de retour', () => {
  test('une page du site est gardée telle quelle', () => {
    for (const path of [
      '/mes-demandes',
      '/corbas/demarches/acte?page=2',
      '/bureau/corbas/demandes?etat=a&etat=b',
      '/',
    ]) {
      assert.equal(returnAddress(path), path)
    }
  })

  test('rien qui mène ailleurs ne passe', () => {
    for (const text of [
      undefined,
      '',
      'https://ailleurs.exemple',
      '//ailleurs.exemple',
      '/\\ailleurs.exemple',
      '/\t/ailleurs.exemple',
      '/..//ailleurs.exemple',
      '/.//ailleurs.exemple',
      '/%2e%2e//ailleurs.exemple',
      'javascript:alert(1)',
      'connexion',
      `/${'a'.repeat(2001)}`,
    ]) {
      assert.equal(returnAddress(text), undefined, String(text))
    }
  })

  test('quoi qu’on écrive, le navigateur reste sur ce site', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '..',
      '.',
      '%2e',
      '%2f',
      '%5c',
      '@',
      ':',
      '?',
      '#',
      '\t',
      '\n',
      'retour=',
      'a',
      'é',
      '//x.fr',
      '/connexion',
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 8 }),
        (parts) => {
          const address = returnAddress(`/${parts.join('')}`)
          if (address === undefined) return
          const read = new URL(address, origin)
          assert.equal(read.origin, origin)
          // Sent as a header: nothing but visible ASCII.
          assert.match(address, /^\/[\x21-\x7e]*$/)
          // Going through it again changes nothing.
          assert.equal(returnAddress(address), address)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('une page de passage est dépliée jusqu’à celle qu’on voulait', () => {
    const wanted = '/corbas/demarches/acte?page=2'
    const once = withReturn('/connexion', wanted)
    assert.equal(returnAddress(once), wanted)
    assert.equal(returnAddress(withReturn('/inscription', once)), wanted)
    assert.equal(returnAddress('/connexion'), undefined)
    assert.equal(returnAddress('/mot-de-passe/un-secret'), undefined)
    assert.equal(returnAddress('/deconnexion'), undefined)
    assert.equal(returnAddress('/connexion?retour=https%3A%2F%2Failleurs.exemple'), undefined)
  })

  test('on ne propose de continuer sans compte que vers ce qui se lit sans compte', () => {
    for (const open of [
      '/',
      '/corbas',
      '/corbas/demarches/acte',
      '/corbas/demarches/acte/demande/nouvelle',
      '/suivi',
    ]) {
      assert.ok(isOpenToAll(open), open)
    }
    for (const closed of [
      '/mes-demandes',
      '/compte?x',
      '/bureau/corbas',
      '/oidc/autorisation?client_id=x',
      '/autorisation/V1StGXR8_Z5jdHi6B-myT',
      '/corbas/demarches/acte/demande/0190',
      '/demarches/acte/demande/0190/2',
    ]) {
      assert.ok(!isOpenToAll(closed), closed)
    }
  })

  test('le retour dit de quelle commune on vient', () => {
    assert.equal(slugIn('/corbas/demarches'), 'corbas')
    assert.equal(slugIn('/bureau/corbas'), undefined)
    assert.equal(slugIn('/'), undefined)
    assert.equal(slugIn(undefined), undefined)
  })
})
