import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Type } from 'typebox'
import { AppError, notFound } from '#kernel/errors'
import {
  addRoutes,
  closeServer,
  createServer,
  type Failure,
  FormBody,
  localPath,
  route,
  seeOther,
  sendPage,
} from './index.ts'

const logged: object[] = []
const keep = (fields: object): void => void logged.push(fields)
const log = { debug: keep, info: keep, warn: keep, error: keep }
const failures: Failure[] = []

const open = async (): Promise<void> => {}
const server = await createServer({
  log,
  behindProxy: false,
  rewriteUrl: ({ url, host }) => (host === 'mairie.exemple.fr' ? `/mairie${url}` : url),
  answerFailure: (_request, reply, failure) => {
    failures.push(failure)
    return reply.send({ code: failure.code, reference: failure.reference })
  },
})
addRoutes(server, [
  route({
    method: 'GET',
    url: '/page',
    guard: open,
    schema: {},
    handle: (_request, reply) => sendPage(reply, '<p>bonjour</p>'.repeat(200)),
  }),
  route({
    method: 'GET',
    url: '/mairie/page',
    guard: open,
    schema: {},
    handle: (_request, reply) => sendPage(reply, 'la mairie'),
  }),
  route({
    method: 'POST',
    url: '/form',
    guard: open,
    schema: { body: FormBody },
    handle: (request, reply) => reply.send(request.body),
  }),
  route({
    method: 'POST',
    url: '/again',
    guard: open,
    schema: {},
    handle: (_request, reply) => seeOther(reply, '/page'),
  }),
  route({
    method: 'POST',
    url: '/secret',
    guard: open,
    schema: {},
    perMinute: 2,
    handle: (_request, reply) => reply.send('ok'),
  }),
  route({
    method: 'GET',
    url: '/count/:n',
    guard: open,
    schema: { params: Type.Object({ n: Type.Integer({ maximum: 10 }) }) },
    handle: (request, reply) => reply.send({ n: request.params.n }),
  }),
  route({
    method: 'GET',
    url: '/fails/:how',
    guard: open,
    schema: { params: Type.Object({ how: Type.String() }) },
    handle: (request) => {
      switch (request.params.how) {
        case 'refused':
          throw notFound('trial.absent', 'the secret detail')
        case 'disk':
          throw Object.assign(new Error('could not extend file'), { code: '53100' })
        case 'away':
          throw Object.assign(new Error('terminating connection'), { code: '57P01' })
        default:
          throw new TypeError('a bug with the secret detail')
      }
    },
  }),
  route({
    method: 'GET',
    url: '/guarded',
    guard: async () => {
      throw new AppError('unauthenticated', 'access.sign_in_first')
    },
    schema: {},
    handle: () => assert.fail('the handler runs after its guard'),
  }),
])

const post = (url: string, headers: Record<string, string>, payload = 'nom=Claire') =>
  server.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'localhost', ...headers },
  })

test('every answer carries its security headers, failures included', async () => {
  for (const url of ['/page', '/absent', '/fails/bug']) {
    const { headers } = await server.inject(url)
    assert.match(String(headers['content-security-policy']), /default-src 'none'/)
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'same-origin')
    assert.equal(headers['cache-control'], 'no-store')
  }
})

test('a form sent from another site is refused, before anything is read', async () => {
  assert.equal((await post('/form', { 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  assert.equal((await post('/form', { 'sec-fetch-site': 'same-site' })).statusCode, 403)
  assert.equal((await post('/form', { origin: 'https://pirate.exemple.fr' })).statusCode, 403)
  assert.equal((await post('/form', { origin: 'null' })).statusCode, 403)
  assert.equal((await post('/form', { 'sec-fetch-site': 'same-origin' })).statusCode, 200)
  assert.equal((await post('/form', { origin: 'http://localhost' })).statusCode, 200)
})

test('an old browser that says nothing of origins still sends its form', async () => {
  const answer = await post('/form', {})
  assert.deepEqual(answer.json(), { nom: 'Claire' })
})

test('a foreseen failure has its status and code; its detail goes to the log only', async () => {
  const answer = await server.inject('/fails/refused')
  assert.equal(answer.statusCode, 404)
  assert.equal(answer.json<{ code: string }>().code, 'trial.absent')
  assert.doesNotMatch(answer.body, /secret detail/)
  assert.ok(logged.some((fields) => JSON.stringify(fields).includes('the secret detail')))
})

test('a bug is a 500 with a reference that the log repeats', async () => {
  const answer = await server.inject('/fails/bug')
  const { code, reference } = answer.json<{ code: string; reference: string }>()
  assert.deepEqual([answer.statusCode, code], [500, 'http.bug'])
  assert.doesNotMatch(answer.body, /secret detail/)
  assert.ok(logged.some((fields) => 'reference' in fields && fields.reference === reference))
})

test('a full disk and a database that is away are said as such', async () => {
  assert.equal((await server.inject('/fails/disk')).json<{ code: string }>().code, 'http.disk_full')
  const away = await server.inject('/fails/away')
  assert.deepEqual([away.statusCode, away.json<{ code: string }>().code], [503, 'http.database_away'])
})

test('a value that its schema refuses is the sender’s fault', async () => {
  assert.equal((await server.inject('/count/11')).statusCode, 400)
  assert.equal((await server.inject('/count/abc')).statusCode, 400)
  assert.deepEqual((await server.inject('/count/7')).json(), { n: 7 })
})

test('a body over its limit is refused without being read whole', async () => {
  const answer = await post('/form', {}, `nom=${'a'.repeat(2 * 1024 * 1024)}`)
  assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [413, 'http.too_large'])
})

test('a guard that throws keeps its handler from running', async () => {
  assert.equal((await server.inject('/guarded')).statusCode, 401)
})

test('on routes that guard a secret, attempts are counted and the wait is told', async () => {
  const statuses = [await post('/secret', {}), await post('/secret', {}), await post('/secret', {})]
  assert.deepEqual(
    statuses.map((answer) => answer.statusCode),
    [200, 200, 429],
  )
  const wait = Number(statuses[2]?.headers['retry-after'])
  assert.ok(wait > 0 && wait <= 60)
})

test('after a POST the browser is sent to read the next page', async () => {
  const answer = await post('/again', {})
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/page'])
})

test('a host name of its own leads to its site', async () => {
  assert.equal((await server.inject({ url: '/page', headers: { host: 'mairie.exemple.fr' } })).body, 'la mairie')
})

test('pages are compressed for who accepts it', async () => {
  const plain = await server.inject({ url: '/page' })
  assert.deepEqual([plain.headers['content-encoding'], plain.headers.vary], [undefined, 'accept-encoding'])
  const open = { br: brotliDecompressSync, gzip: gunzipSync }
  for (const [accepted, encoding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=0.8, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
  ] as const) {
    const answer = await server.inject({ url: '/page', headers: { 'accept-encoding': accepted } })
    assert.equal(answer.headers['content-encoding'], encoding)
    assert.equal(open[encoding](answer.rawPayload).toString(), plain.body)
  }
  for (const accepted of ['identity', 'br;q=0.000', 'brotli']) {
    const answer = await server.inject({ url: '/page', headers: { 'accept-encoding': accepted } })
    assert.deepEqual([answer.headers['content-encoding'], answer.body], [undefined, plain.body])
  }
})

test('a return address never leaves the site', () => {
  for (const path of [
    '//pirate.exemple.fr',
    String.raw`/\pirate.exemple.fr`,
    'https://pirate.exemple.fr',
    'javascript:alert(1)',
    '',
    '/a\n/b',
  ]) {
    assert.equal(localPath(path, '/sinon'), '/sinon')
  }
  assert.equal(localPath('/corbas?a=1#b', '/sinon'), '/corbas?a=1#b')
  fc.assert(
    fc.property(fc.string(), (text) => {
      const path = localPath(text, '/')
      assert.equal(new URL(path, 'http://ici.exemple').host, 'ici.exemple')
    }),
  )
})

test('the end waits for answers, not for connections that nobody uses', async () => {
  const ending = await createServer({ log, behindProxy: false, answerFailure: (_request, reply) => reply.send('') })
  addRoutes(ending, [
    route({
      method: 'GET',
      url: '/slow',
      guard: open,
      schema: {},
      handle: async (_request, reply) => {
        await new Promise((resolve) => setTimeout(resolve, 700))
        return reply.send('answered')
      },
    }),
  ])
  const address = await ending.listen({ host: '127.0.0.1', port: 0 })
  // A browser opens connections ahead of need, and says nothing on them.
  const silent = connect(Number(new URL(address).port), '127.0.0.1')
  await once(silent, 'connect')
  const slow = fetch(`${address}/slow`).then((answer) => answer.text())
  await new Promise((resolve) => setTimeout(resolve, 50))
  const start = performance.now()
  await Promise.all([closeServer(ending), once(silent, 'close')])
  assert.equal(await slow, 'answered')
  assert.ok(performance.now() - start < 5000)
})
