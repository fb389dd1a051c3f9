import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { blockFile, bytesOf, formFile, workflowFile } from '../../testing/fixtures.ts'
import { faultSentence } from '../sentences.ts'
import { readFile } from './file.ts'

const refusal = (bytes: Uint8Array): string | undefined => {
  const read = readFile(bytes)
  if (read.ok) return undefined
  assert.match(faultSentence(read.refusal).fr, /\.(?: \(ligne \d+\))?$/)
  return read.refusal.reason
}
const said = (text: string): string | undefined => refusal(bytesOf(text))

suite('un fichier hostile ou abîmé est refusé, en mots', () => {
  test('une bombe d’entités', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE formdef [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><formdef><name>&b;</name></formdef>`
    assert.equal(said(bomb), 'has_doctype')
    // Loin dans le fichier, après des blancs, elle ne passe pas mieux.
    assert.equal(said(`${' '.repeat(70_000)}<!DOCTYPE a [<!ENTITY x "y">]><formdef/>`), 'has_doctype')
    assert.equal(said('<formdef><name>&x;</name></formdef>'), 'not_well_formed')
  })
  test('une entité externe', () => {
    assert.equal(said('<!DOCTYPE formdef SYSTEM "file:///etc/passwd"><formdef><name>a</name></formdef>'), 'has_doctype')
    assert.equal(said('<!DOCTYPE a [<!ENTITY x SYSTEM "http://exemple.test/">]><a>&x;</a>'), 'has_doctype')
  })
  test('cinquante mégaoctets', () => assert.equal(refusal(new Uint8Array(50 * 1024 * 1024).fill(32)), 'too_big'))
  test('mille éléments emboîtés', () =>
    assert.equal(said(`<formdef>${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}</formdef>`), 'too_deep'))
  test('un million d’éléments', () => assert.equal(said(`<formdef>${'<a/>'.repeat(1_000_000)}</formdef>`), 'too_many'))
  test('un fichier coupé', () => {
    for (const text of [formFile, workflowFile, blockFile])
      for (const part of [0.2, 0.5, 0.9])
        assert.equal(said(text.slice(0, Math.floor(text.length * part))), 'not_well_formed')
  })
  test('un encodage faux, ou que nous ne lisons pas', () => {
    assert.equal(refusal(new Uint8Array([0x3c, 0x61, 0x3e, 0xe9, 0x3c, 0x2f, 0x61, 0x3e])), 'wrong_encoding')
    assert.equal(said('<?xml version="1.0" encoding="utf-7"?><formdef/>'), 'unknown_encoding')
  })
  test('autre chose qu’un export', () => {
    assert.equal(said(''), 'empty')
    assert.equal(said('bonjour'), 'not_well_formed')
    assert.equal(said('<html><body>bonjour</body></html>'), 'not_an_export')
    assert.equal(said('<constructor><name>a</name></constructor>'), 'not_an_export')
    assert.equal(said('<formdef/>'), 'no_name')
    assert.equal(said('<workflow><name>Vide</name></workflow>'), 'no_statuses')
  })
  test('des octets quelconques ne font jamais lever d’erreur', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        refusal(bytes)
      }),
    )
    fc.assert(
      fc.property(fc.nat(formFile.length), fc.string({ maxLength: 8 }), (at, noise) => {
        said(formFile.slice(0, at) + noise + formFile.slice(at))
      }),
    )
  })
})

suite('un fichier d’un autre encodage se lit', () => {
  test('latin et UTF-16', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><block><name>Été</name></block>', 'latin1')
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<block><name>Été</name></block>', 'utf16le')])
    for (const bytes of [latin, wide]) {
      const read = readFile(bytes)
      assert.ok(read.ok)
      assert.equal(read.value.file.name, 'Été')
    }
  })
})
