import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import NewPdf from 'pdfkit'
import { watermark } from './index.ts'

const text = 'Copie pour Exemple, Inscrire à l’école, 24/11/2026'

async function pdfOf(pages: number, options: object = {}): Promise<Buffer> {
  const pdf = new NewPdf({ autoFirstPage: false, ...options })
  for (let page = 1; page <= pages; page++) pdf.addPage().text(`Page ${page}`)
  pdf.end()
  const chunks: Buffer[] = []
  for await (const chunk of pdf) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A grey picture of two pixels. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 90, 200]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Everything that the pages draw, readable. */
function drawnIn(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1')
  return [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)]
    .map(([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
      } catch {
        return body
      }
    })
    .join('\n')
}

const mark = Buffer.from('Copie pour Exemple', 'latin1').toString('hex').toUpperCase()

test('chaque page d’un PDF est marquée, et aucune ne se perd', async () => {
  const marked = await watermark(await pdfOf(3), { mediaType: 'application/pdf', text })
  assert.ok(marked)
  assert.equal((await PDFDocument.load(marked)).getPageCount(), 3)
  assert.ok(drawnIn(marked).split(mark).length > 9)
})

test('une photo devient une page marquée', async () => {
  const marked = await watermark(png(), { mediaType: 'image/png', text })
  assert.ok(marked)
  assert.equal((await PDFDocument.load(marked)).getPageCount(), 1)
  assert.ok(drawnIn(marked).includes(mark))
})

test('un nom hors de l’alphabet latin ne fait rien tomber', async () => {
  assert.ok(await watermark(await pdfOf(1), { mediaType: 'application/pdf', text: 'Копия 東京 → Exemple' }))
})

test('ce qui ne peut pas être marqué n’est pas rendu', async () => {
  const locked = await pdfOf(1, { userPassword: 'secret', pdfVersion: '1.7' })
  assert.equal(await watermark(locked, { mediaType: 'application/pdf', text }), undefined)
  assert.equal(await watermark(Buffer.from('%PDF-1.4 broken'), { mediaType: 'application/pdf', text }), undefined)
  assert.equal(await watermark(png(), { mediaType: 'image/webp', text }), undefined)
  assert.equal(await watermark(Buffer.from('not a picture'), { mediaType: 'image/jpeg', text }), undefined)
})
