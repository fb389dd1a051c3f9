import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contentDisposition, safeFileName } from '#platform/files'

test('un nom ordinaire reste ce qu’il est', () => {
  for (const name of ['Plan de masse n° 2.pdf', 'arrêté-été.docx', '住民票.png', 'note']) {
    assert.equal(safeFileName(name), name)
  }
})

test('chemins, caractères invisibles et renversements disparaissent', () => {
  assert.equal(safeFileName('C:\\Users\\x\\plan.pdf'), 'plan.pdf')
  assert.equal(safeFileName('../../etc/passwd'), 'passwd')
  assert.equal(safeFileName('facture\u202Efdp.exe'), 'facturefdp.exe')
  assert.equal(safeFileName('a\r\nSet-Cookie: b\0.pdf'), 'aSet-Cookie_ b.pdf')
  assert.equal(safeFileName('...'), 'fichier')
  assert.equal(safeFileName('.pdf'), 'pdf')
})

test('l’extension dit le vrai type', () => {
  assert.equal(safeFileName('photo.jpg', 'image/webp'), 'photo.jpg.webp')
  assert.equal(safeFileName('photo.jpeg', 'image/jpeg'), 'photo.jpeg')
  assert.equal(safeFileName('acte de naissance', 'application/pdf'), 'acte de naissance.pdf')
})

test('n’importe quel nom devient un nom de fichier sûr, et le reste', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom(undefined, 'image/png'),
      (name, type) => {
        const safe = safeFileName(name, type)
        assert.ok(Buffer.byteLength(safe) <= 180 && safe.trim() !== '')
        assert.doesNotMatch(safe, /[\p{Cc}\p{Cf}"*:<>?|\\/]|^\.|\.$/u)
        assert.equal(safeFileName(safe, type), safe)
      },
    ),
  )
})

test('l’en-tête de téléchargement porte le nom exact et un repli', () => {
  assert.equal(
    contentDisposition("L'été à Givors.pdf"),
    `attachment; filename="L'ete a Givors.pdf"; filename*=UTF-8''L%27%C3%A9t%C3%A9%20%C3%A0%20Givors.pdf`,
  )
})

test('un nom fait de signes diacritiques seuls garde un repli', () => {
  assert.equal(contentDisposition('\u{11A01}'), `attachment; filename="_"; filename*=UTF-8''%F0%91%A8%81`)
})

test('aucun nom ne sort de son en-tête', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      assert.match(contentDisposition(name), /^attachment; filename="[ !#-[\]-~]+"; filename\*=UTF-8''[\w.!~%-]+$/)
    }),
    { numRuns: 1000 },
  )
})
