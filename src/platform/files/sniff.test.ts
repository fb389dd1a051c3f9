import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { acceptedExtensions, deriveFileKey, openLocalStore, type PutLimits } from '#platform/files'
import { TextProbe } from './text.ts'

const folder = mkdtempSync(join(tmpdir(), 'traboule-sniff-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const store = await openLocalStore({ folder, key: deriveFileKey('un secret qui ne sert qu’aux essais') })

/** Puts a file and says the type that it was kept under, or why it was not. */
async function put(name: string, content: Uint8Array | string, limits: Partial<PutLimits> = {}): Promise<string> {
  async function* bytes() {
    yield Buffer.from(content)
  }
  const outcome = await store.put(bytes(), { name, ...limits })
  return outcome.ok ? outcome.value.mediaType : outcome.refusal
}

/** A ZIP archive with the given parts, compressed unless they come first and are called `mimetype`. */
function zip(parts: Readonly<Record<string, string>>): Buffer {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const method = name === 'mimetype' ? 0 : 8
    const packed = method === 0 ? Buffer.from(text) : deflateRawSync(text)
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(method, 8)
    header.writeUInt32LE(packed.length, 18)
    header.writeUInt32LE(Buffer.byteLength(text), 22)
    header.writeUInt16LE(Buffer.byteLength(name), 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(Buffer.byteLength(text), 24)
    entry.writeUInt16LE(Buffer.byteLength(name), 28)
    entry.writeUInt32LE(at, 42)
    local.push(header, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    at += 30 + Buffer.byteLength(name) + packed.length
  }
  const middle = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(parts).length, 8)
  end.writeUInt16LE(Object.keys(parts).length, 10)
  end.writeUInt32LE(middle.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, middle, end])
}

/** A compound file whose directory holds the given names. */
function compound(names: readonly string[]): Buffer {
  const header = Buffer.alloc(512, 0xff)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  header.writeUInt16LE(9, 30)
  header.writeUInt32LE(1, 48)
  header.writeUInt32LE(0, 76)
  const table = Buffer.alloc(512, 0xff)
  table.writeUInt32LE(0xffff_fffd, 0)
  table.writeUInt32LE(2, 4)
  table.writeUInt32LE(0xffff_fffe, 8)
  const directory = Buffer.alloc(1024)
  for (const [index, name] of names.entries()) {
    directory.write(name, index * 128, 'utf16le')
    directory.writeUInt16LE((name.length + 1) * 2, index * 128 + 64)
  }
  return Buffer.concat([header, table, directory])
}

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const excel = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const contentTypes = (main: string, more = '') =>
  `<Types><Override PartName="/x" ContentType="${main}.main+xml"/>${more}</Types>`
const docx = zip({ '[Content_Types].xml': contentTypes(word), 'word/document.xml': '<w/>' })
const xlsx = zip({ 'xl/workbook.xml': '<w/>', '[Content_Types].xml': contentTypes(excel) })
const odt = zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<o/>' })
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010101', 'hex'), Buffer.alloc(40)])
const webp = Buffer.from('RIFF\u0024\0\0\0WEBPVP8 \u0018\0\0\0', 'latin1')
const heic = Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', 'latin1')
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(60), Buffer.from('PE\0\0')])

suite('ce que disent les octets', () => {
  const accepted: readonly (readonly [string, Uint8Array | string, string])[] = [
    ['plan.pdf', '%PDF-1.4\n%%EOF', 'application/pdf'],
    ['photo.png', png, 'image/png'],
    ['photo.JPG', jpeg, 'image/jpeg'],
    ['photo.webp', webp, 'image/webp'],
    ['IMG_0001.HEIC', heic, 'image/heic'],
    ['fete.gif', 'GIF89a\u0001\0\u0001\0', 'image/gif'],
    ['lettre.docx', docx, word],
    ['comptes.xlsx', xlsx, excel],
    ['lettre.odt', odt, 'application/vnd.oasis.opendocument.text'],
    ['lettre.doc', compound(['Root Entry', 'WordDocument', '1Table']), 'application/msword'],
    ['comptes.xls', compound(['Root Entry', '', '', '', 'Workbook']), 'application/vnd.ms-excel'],
    ['note.txt', 'Été comme hiver,\nbonjour', 'text/plain'],
    ['liste.csv', Buffer.from('Nom;Prénom\r\nExemple;Zoé\r\n', 'latin1'), 'text/csv'],
    ['liste.csv', Buffer.from('\ufeffNom\tPrénom\r\n', 'utf16le'), 'text/csv'],
    ['voiture.txt', 'BMW grise, immatriculée AA-123-AA', 'text/plain'],
    ['sans extension', '%PDF-1.4\n%%EOF', 'application/pdf'],
  ]
  for (const [name, content, type] of accepted) {
    test(`${name} est accepté : ${type}`, async () => assert.equal(await put(name, content), type))
  }

  test('une photographie renommée par un téléphone est gardée sous son vrai type', async () => {
    assert.equal(await put('photo.jpg', webp), 'image/webp')
  })
})

suite('ce qui est refusé', () => {
  const macros = zip({
    '[Content_Types].xml': contentTypes(
      word,
      '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
    ),
    'word/vbaProject.bin': 'x',
  })
  const basic = zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'Basic/Standard/Module1.xml': '<o/>' })
  const cases: readonly (readonly [string, Uint8Array | string, 'disguised' | 'forbidden_type'])[] = [
    ['facture.pdf', program, 'disguised'],
    ['facture.pdf', '<html><script>alert(1)</script></html>', 'disguised'],
    ['photo.png', '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', 'disguised'],
    ['photo.jpg', '%PDF-1.4', 'disguised'],
    ['plan.pdf', png, 'disguised'],
    ['note.txt', '  <!-- a --> <!DOCTYPE html><p>', 'disguised'],
    ['note.txt', '#!/bin/sh\nrm -r ~', 'disguised'],
    ['note.txt', Buffer.from('a\0b'), 'disguised'],
    ['note.txt', docx, 'disguised'],
    ['lettre.docx', xlsx, 'disguised'],
    ['lettre.docx', zip({ 'run.js': 'x' }), 'disguised'],
    ['lettre.docx', docx.subarray(0, 100), 'disguised'],
    ['lettre.doc', '{\\rtf1 bonjour}', 'disguised'],
    ['lettre.doc', compound(['Root Entry', 'Workbook']), 'disguised'],
    ['lettre.docx', macros, 'forbidden_type'],
    ['lettre.docm', macros, 'forbidden_type'],
    ['lettre.odt', basic, 'forbidden_type'],
    ['lettre.doc', compound(['Root Entry', 'WordDocument', 'Macros', 'VBA']), 'forbidden_type'],
    ['setup.exe', program, 'forbidden_type'],
    ['page.html', '<html></html>', 'forbidden_type'],
    ['dessin.svg', '<svg/>', 'forbidden_type'],
    ['archive.zip', zip({ 'run.js': 'x' }), 'forbidden_type'],
    ['script.js', 'alert(1)', 'forbidden_type'],
    ['plan.pdf.exe', '%PDF-1.4', 'forbidden_type'],
    ['sans extension', program, 'forbidden_type'],
    ['sans extension', '<?xml version="1.0"?><svg/>', 'forbidden_type'],
  ]
  for (const [index, [name, content, refusal]] of cases.entries()) {
    test(`cas ${index + 1}, ${name} : ${refusal}`, async () => assert.equal(await put(name, content), refusal))
  }

  test('un champ qui demande une image refuse un document', async () => {
    assert.equal(await put('plan.pdf', '%PDF-1.4', { kinds: ['image'] }), 'forbidden_type')
    assert.equal(await put('photo.png', png, { kinds: ['image'] }), 'image/png')
  })
})

test('un fichier abîmé, archive ou ancien document, est jugé sans que rien ne casse', async () => {
  const bases = [docx, odt, compound(['Root Entry', 'WordDocument'])]
  const spoilt = fc.tuple(
    fc.constantFrom(...bases),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
  )
  await fc.assert(
    fc.asyncProperty(spoilt, async ([base, changes]) => {
      const content = Buffer.from(base)
      for (const [at, byte] of changes) content[at % content.length] = byte
      assert.match(await put('lettre.docx', content), /^(?:disguised|forbidden_type|application\/vnd.*)$/)
    }),
    { numRuns: 150 },
  )
})

test('un texte est un texte, quel que soit le découpage de son envoi', () => {
  const contents = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
  )
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 7 }), (content, pieceBytes) => {
      const [whole, cut] = [new TextProbe(), new TextProbe()]
      whole.push(content)
      for (let at = 0; at < content.length; at += pieceBytes) cut.push(content.subarray(at, at + pieceBytes))
      assert.equal(cut.isText, whole.isText)
    }),
  )
})

test('la liste d’un champ de fichier nomme les extensions acceptées', () => {
  assert.deepEqual(acceptedExtensions(['pdf']), ['.pdf'])
  assert.ok(acceptedExtensions(['image', 'pdf']).includes('.heic'))
})
