import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import PDFDocument from 'pdfkit'
import { extractText, type ExtractionLimits } from './index.ts'

const pdfType = 'application/pdf'
const odtType = 'application/vnd.oasis.opendocument.text'
const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

async function* bytesOf(content: Uint8Array) {
  yield content
}

const read = async (content: Uint8Array | string, mediaType: string, limits?: ExtractionLimits) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const said = await extractText(bytesOf(bytes), mediaType, limits)
  return said.ok ? said.value.replaceAll(/\s+/g, ' ').trim() : said.refusal
}

async function pdf(pages: readonly string[]): Promise<Buffer> {
  const document = new PDFDocument()
  pages.forEach((text, index) => {
    if (index > 0) document.addPage()
    document.text(text)
  })
  document.end()
  return buffer(document)
}

/** A page whose drawing is any bytes, compressed. */
function pdfOf(drawing: Uint8Array): Buffer {
  const packed = deflateSync(drawing, { level: 9 })
  const parts = [
    Buffer.from(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n',
    ),
    Buffer.from('3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>>>endobj\n'),
    Buffer.from(`4 0 obj<</Length ${packed.length}/Filter/FlateDecode>>stream\n`),
    packed,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n'),
  ]
  return Buffer.concat(parts)
}

const odt = (body: string) =>
  zipSync({
    mimetype: strToU8('application/vnd.oasis.opendocument.text'),
    'content.xml': strToU8(`<?xml version="1.0"?>${body}`),
    'Pictures/1.png': randomBytes(50),
  })
const text = (body: string) => `<o:text xmlns:o="o" xmlns:text="t">${body}</o:text>`

test('le texte d’un PDF, d’une lettre et d’un fichier simple, mots séparés', async () => {
  assert.equal(
    await read(await pdf(['Bail du rez-de-chaussée', 'Loyer : 640 €']), pdfType),
    'Bail du rez-de-chaussée Loyer : 640 €',
  )
  const letter = odt(text('<text:p>Deux<text:tab/>chevaux</text:p><text:h>Là &amp; ici</text:h>'))
  assert.equal(await read(letter, odtType), 'Deux chevaux Là & ici')
  const word = zipSync({
    'word/header1.xml': strToU8('<w:p xmlns:w="w"><w:t>En-tête</w:t></w:p>'),
    'word/document.xml': strToU8(
      '<w:d xmlns:w="w"><w:p><w:r><w:t>Réver</w:t></w:r><w:r><w:t>bère</w:t></w:r></w:p><w:p/></w:d>',
    ),
  })
  assert.equal(await read(word, docxType), 'Réverbère En-tête')
  assert.equal(await read('Éclairage;côté\n', 'text/csv'), 'Éclairage;côté')
  assert.equal(await read(Buffer.from([0xc9, 0x74, 0xe9]), 'text/plain'), 'Été')
  assert.equal(await read('', 'image/png'), 'no_text_kind')
})

test('ce qui est cassé, fermé ou faux ne dit rien, et la suite se lit', async () => {
  assert.equal(await read('%PDF-1.7 rien de plus', pdfType), 'unreadable')
  assert.equal(await read(randomBytes(3000), pdfType), 'unreadable')
  assert.equal(await read(randomBytes(3000), odtType), 'unreadable')
  assert.equal(await read('', docxType), 'unreadable')
  assert.equal(await read(odt(`<!DOCTYPE a [<!ENTITY b "${'c'.repeat(99)}">]>${text('&b;')}`), odtType), 'unreadable')
  assert.equal(await read(odt('<a>'.repeat(5000)), odtType), 'unreadable')
  assert.equal(await read('rien', 'text/plain'), 'rien')
})

test('une bombe est arrêtée par la mémoire ou par le temps, jamais chez nous', async () => {
  const before = process.memoryUsage().rss
  const zeros = zipSync({ 'content.xml': new Uint8Array(60_000_000) }, { level: 9 })
  assert.ok(zeros.length < 100_000)
  assert.equal(await read(zeros, odtType), 'unreadable')
  // One byte out of 1000 is all that is sent of 400 million.
  const bomb = pdfOf(Buffer.alloc(400_000_000, ' '))
  assert.ok(bomb.length < 1_000_000)
  assert.equal(await read(bomb, pdfType), 'too_much')
  assert.equal(await read(await pdf(['Un']), pdfType, { patience: 10 }), 'too_much')
  assert.equal(await read(await pdf(['Un']), pdfType, { data: 5000 }), 'too_much')
  assert.ok(process.memoryUsage().rss - before < 900_000_000)
  assert.equal(await read('après', 'text/plain'), 'après')
})

test('un envoi qui s’interrompt est dit à qui lit', async () => {
  async function* broken() {
    yield Buffer.from('début')
    throw new Error('le dépôt ne répond plus')
  }
  await assert.rejects(extractText(broken(), 'text/plain'), /ne répond plus/)
})
