import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { AppError } from '#kernel/errors'
import { createOutbound, type OutboundOptions } from './index.ts'
import { isPrivateAddress } from './outbound.ts'

const server = createServer((request, response) => {
  if (request.url === '/long') return void response.end(Buffer.alloc(5000))
  if (request.url === '/slow') return
  if (request.url === '/away') return void response.writeHead(302, { location: '/other' }).end()
  response.setHeader('content-type', 'application/json').end('{"read":true}')
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const base = `http://localhost:${(server.address() as AddressInfo).port}`
after(() => {
  server.closeAllConnections()
  server.close()
})

async function call(path: string, options: OutboundOptions): Promise<Response> {
  const outbound = createOutbound(options)
  after(() => outbound.close())
  return outbound.fetch(`${base}${path}`)
}

const refusedAs = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

test('a partner is reached and read', async () => {
  const answer = await call('/', { allowPrivate: true })
  assert.equal(answer.status, 200)
  assert.deepEqual(await answer.json(), { read: true })
})

test('a name that leads to this machine is refused on its address', () =>
  assert.rejects(call('/', {}), refusedAs('outbound.unreachable')))

test('an answer too long, or too late, is given up', async () => {
  await assert.rejects(call('/long', { allowPrivate: true, maxBytes: 1000 }), refusedAs('outbound.too_large'))
  await assert.rejects(call('/slow', { allowPrivate: true, timeout: 100 }), refusedAs('outbound.unreachable'))
})

test('a redirection is handed over, not followed', async () => {
  const answer = await call('/away', { allowPrivate: true })
  assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/other'])
})

test('private, local and mapped addresses are known; public ones pass', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    '::ffff:10.0.0.1',
  ])
    assert.equal(isPrivateAddress(address), true, address)
  for (const address of ['fe80::1', 'fd00::1', '100.64.0.1', '0.0.0.0', 'localhost', ''])
    assert.equal(isPrivateAddress(address), true, address)
  for (const address of ['8.8.8.8', '172.32.0.1', '2001:4860::1', '193.168.1.1'])
    assert.equal(isPrivateAddress(address), false, address)
})
