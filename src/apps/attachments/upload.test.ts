import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { type FileStore, openLocalStore } from '#platform/files'
import { createServer } from '#platform/http'
import { createLog } from '#platform/log'
import { readUpload, sendAttachment } from './index.ts'

const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
const folder = mkdtempSync(join(tmpdir(), 'attachments-'))
let store: FileStore
let server: FastifyInstance

before(async () => {
  store = await openLocalStore({ folder, key: randomBytes(32) })
  server = await createServer({
    log: createLog('silent'),
    behindProxy: false,
    answerFailure: (_request, reply, failure) => reply.send(failure),
  })
  server.post('/', async (request) => {
    const { body, files, refused } = await readUpload(store, request, {
      kindsOf: (input) => (input === 'none' ? [] : input === 'picture' ? ['image'] : undefined),
    })
    return { body, files, refused }
  })
  server.get('/:digest', (request, reply) =>
    sendAttachment(store, reply, {
      digest: (request.params as { digest: string }).digest,
      name: 'été "1".pdf',
      mediaType: 'application/pdf',
      size: pdf.length,
    }),
  )
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function send(parts: readonly [name: string, content: string | { file: Buffer; name: string }][]) {
  const form = new FormData()
  for (const [name, content] of parts) {
    if (typeof content === 'string') form.append(name, content)
    else form.append(name, new Blob([new Uint8Array(content.file)]), content.name)
  }
  const encoded = new Response(form)
  const answer = await server.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    payload: Buffer.from(await encoded.arrayBuffer()),
  })
  return answer.json()
}

suite('formulaires avec des fichiers', () => {
  test('un fichier refusé ne retire rien des autres ni des textes', async (t) => {
    const { body, files, refused } = await send([
      ['message', 'Bonjour'],
      ['files', { file: pdf, name: 'plan.pdf' }],
      ['files', { file: Buffer.from('MZ\u0090\u0000not a picture'), name: 'photo.jpg' }],
      ['after', 'a'],
      ['after', 'b'],
    ])
    t.assert.deepEqual(body, { message: 'Bonjour', after: ['a', 'b'] })
    t.assert.equal(files.length, 1)
    t.assert.equal(files[0].file.name, 'plan.pdf')
    t.assert.equal(files[0].file.mediaType, 'application/pdf')
    t.assert.deepEqual(
      refused.map(({ name }: { name: string }) => name),
      ['photo.jpg'],
    )
  })

  test('une entrée laissée vide n’est pas un fichier ; une entrée sans fichier n’en reçoit pas', async (t) => {
    const { files, refused } = await send([
      ['files', { file: Buffer.alloc(0), name: '' }],
      ['none', { file: pdf, name: 'plan.pdf' }],
    ])
    t.assert.deepEqual([files, refused], [[], []])
  })

  test('les sortes de fichiers se demandent par entrée', async (t) => {
    const { refused } = await send([['picture', { file: pdf, name: 'plan.pdf' }]])
    t.assert.deepEqual(
      refused.map(({ input, reason }: { input: string; reason: string }) => [input, reason]),
      [['picture', 'forbidden_type']],
    )
  })

  test('un fichier est rendu octet pour octet, à enregistrer et jamais montré', async (t) => {
    const { files } = await send([['files', { file: pdf, name: 'plan.pdf' }]])
    const answer = await server.inject({ url: `/${files[0].file.digest}`, headers: { 'accept-encoding': 'gzip' } })
    t.assert.deepEqual(answer.rawPayload, pdf)
    t.assert.match(String(answer.headers['content-disposition']), /^attachment; /)
    t.assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    t.assert.match(String(answer.headers['content-security-policy']), /sandbox/)
  })
})
