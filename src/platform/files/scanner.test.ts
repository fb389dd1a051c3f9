import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { openClamdScanner } from '#platform/files'

/** A stand-in of clamd that knows INSTREAM and one sample. Says what it received. */
async function standInClamd(answer: (content: string) => string | undefined): Promise<{ url: string }> {
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more])
      const command = 'zINSTREAM\0'
      if (bytes.length < command.length) return
      assert.equal(bytes.toString('latin1', 0, command.length), command)
      const pieces: Buffer[] = []
      let at = command.length
      while (at + 4 <= bytes.length) {
        const length = bytes.readUInt32BE(at)
        if (length === 0) {
          const said = answer(Buffer.concat(pieces).toString())
          if (said === undefined) socket.destroy()
          else socket.end(`${said}\0`)
          return
        }
        pieces.push(bytes.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => void server.close())
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return { url: `clamd://127.0.0.1:${address.port}` }
}

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

test('le verdict de l’antivirus est rendu sur tout le contenu', async () => {
  const { url } = await standInClamd((content) =>
    content === 'bonjour' ? 'stream: OK' : 'stream: Essai.Signature FOUND',
  )
  const scanner = openClamdScanner(url)
  assert.equal(await scanner.scan(pieces('bon', '', 'jour')), 'clean')
  assert.equal(await scanner.scan(pieces('autre')), 'infected')
})

test('sans verdict, rien ne passe pour sain', async () => {
  const unavailable = { kind: 'unavailable', code: 'files.scanner' }
  const limited = await standInClamd(() => 'INSTREAM size limit exceeded. ERROR')
  await assert.rejects(openClamdScanner(limited.url).scan(pieces('x')), unavailable)
  const closing = await standInClamd(() => undefined)
  await assert.rejects(openClamdScanner(closing.url).scan(pieces('x')), unavailable)
  await assert.rejects(openClamdScanner('clamd://127.0.0.1:1').scan(pieces('x')), unavailable)
})

test('une adresse d’antivirus mal écrite est dite au démarrage', () => {
  for (const wrong of ['', 'localhost:3310', 'http://localhost']) {
    assert.throws(() => openClamdScanner(wrong), { code: 'config.scanner_url' })
  }
})
