import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, beforeEach, suite, test } from 'node:test'
import fc from 'fast-check'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { createSecrets } from '#platform/crypto'
import { silentLog } from '#platform/log'
import { createOutbound } from '#platform/outbound'
import { openTestDatabase } from '#platform/testing'
import {
  announce,
  createWebhooks,
  getSubscription,
  isWebhookSecret,
  listDeliveries,
  listSubscriptions,
  newWebhookSecret,
  readDelivery,
  readSigned,
  replay,
  sendTo,
  signedHeaders,
  type SubscriptionKey,
  unsubscribe,
} from './index.ts'
import { judge, quietUntil, topicsOf } from './domain.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-23T09:00:00Z'))
const secrets = createSecrets('un secret d’essai de trente-deux signes')
const outbound = createOutbound({ allowPrivate: true, timeout: 400, maxBytes: 10_000 })
const tools = { db, clock, log: silentLog, secrets, outbound, allowPrivate: true }
const webhooks = createWebhooks(tools)
const commune = newId()

interface Received {
  readonly id: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A receiver that does as it is told with each message. */
async function openReceiver(answer: (received: Received, response: ServerResponse) => void) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const one = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      }
      received.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received }
}

const ok = (_: Received, response: ServerResponse): void => void response.writeHead(204).end()
const failing = (_: Received, response: ServerResponse): void => void response.writeHead(500).end('plus tard')

async function subscribe(
  url: string,
  topics: readonly string[] = ['case.*'],
): Promise<SubscriptionKey & { secret: string }> {
  const made = await db.withCollectivity(commune, (tx) =>
    webhooks.subscribe(tx, commune, { owner: 'essai', label: 'Un outil', url, topics }, clock.now()),
  )
  assert.ok(made.ok)
  return { collectivityId: commune, subscriptionId: made.value.id, secret: made.value.secret }
}

const tell = (data: unknown, more: { id?: string; type?: string; subject?: string; place?: number } = {}) =>
  db.withCollectivity(commune, (tx) =>
    announce(tx, commune, { id: newId(), type: 'case.submitted', at: clock.now(), data, ...more }),
  )

const deliver = async (key: SubscriptionKey): Promise<void> => {
  const [job] = webhooks.jobHandlers({ collectivities: async () => [commune] })
  await job?.run({ collectivityId: key.collectivityId, subscriptionId: key.subscriptionId })
  await webhooks.idle()
}

const states = async (key: SubscriptionKey): Promise<string[]> =>
  (await db.readCollectivity(commune, (tx) => listDeliveries(tx, key))).deliveries.map(({ state }) => state)

const subscriptionOf = (key: SubscriptionKey) => db.readCollectivity(commune, (tx) => getSubscription(tx, key))

beforeEach(async () => {
  clock.set(new Date('2026-11-23T09:00:00Z'))
  await sql('truncate webhooks.subscription cascade')
})
after(() => webhooks.close())

suite('les signatures', () => {
  test('suivent l’exemple publié par Standard Webhooks', () => {
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }
    const headers = signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], signed)
    assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test('prouvent le message, l’heure et la clé ; rien d’autre ne passe', () => {
    const [secret, other] = [newWebhookSecret(), newWebhookSecret()]
    const now = new Date('2026-11-23T09:00:00Z')
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -299, max: 299 }), (body, drift) => {
        const headers = signedHeaders([other, secret], { id: 'msg_1', timestamp: now.getTime() / 1000 + drift, body })
        assert.equal(readSigned([secret], { headers, body, now }), 'msg_1')
        assert.equal(readSigned([newWebhookSecret()], { headers, body, now }), undefined)
        assert.equal(readSigned([secret], { headers, body: `${body} `, now }), undefined)
        assert.equal(readSigned([secret], { headers: { ...headers, 'webhook-id': 'msg_2' }, body, now }), undefined)
      }),
      { numRuns: 50 },
    )
    const old = signedHeaders([secret], { id: 'msg_1', timestamp: now.getTime() / 1000 - 301, body: '' })
    assert.equal(readSigned([secret], { headers: old, body: '', now }), undefined)
    assert.equal(readSigned([secret], { headers: {}, body: '', now }), undefined)
  })

  test('un secret se reconnaît à sa forme', () => {
    assert.ok(isWebhookSecret(newWebhookSecret()))
    for (const text of ['', 'whsec_', 'whsec_court', `${newWebhookSecret()}=x`]) assert.ok(!isWebhookSecret(text))
  })
})

suite('ce que devient un message', () => {
  test('il est retenté dix fois en un peu plus de trois jours, puis il est donné pour mort', () => {
    const lost = { status: 500, error: 'status', answer: null, retryAfter: undefined }
    let now = clock.now()
    const start = now.getTime()
    for (let tries = 1; tries < 10; tries++) {
      const { state, nextAt } = judge(lost, tries, { now, chance: 0.5 })
      assert.equal(state, 'waiting')
      now = nextAt
    }
    assert.ok(Math.abs((now.getTime() - start) / 3_600_000 - 75.6) < 0.1)
    assert.equal(judge(lost, 10, { now, chance: 0.5 }).state, 'dead')
  })

  test('quoi qu’on réponde, seul 2xx le prend, et l’attente reste dans ses bornes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 10_000_000 }),
        (status, tries, chance, retryAfter) => {
          const now = clock.now()
          const isOk = status >= 200 && status < 300
          const { state, nextAt } = judge({ status, error: isOk ? null : 'status', answer: null, retryAfter }, tries, {
            now,
            chance,
          })
          assert.equal(state, isOk ? 'delivered' : 'waiting')
          assert.ok(nextAt.getTime() - now.getTime() <= 1.2 * 24 * 3_600_000 + 1)
          if (!isOk) assert.ok(nextAt.getTime() - now.getTime() >= 4000)
        },
      ),
    )
  })

  test('un destinataire qui échoue est laissé tranquille, une heure au plus', () => {
    const now = clock.now()
    assert.equal(quietUntil(4, now), null)
    assert.equal(quietUntil(5, now)?.getTime(), now.getTime() + 60_000)
    assert.equal(quietUntil(50, now)?.getTime(), now.getTime() + 3_600_000)
  })

  test('un abonnement à une famille prend ses messages', () => {
    assert.deepEqual(topicsOf('case.message.sent'), ['case.message.sent', 'case.*', 'case.message.*'])
  })
})

suite('l’envoi', () => {
  test('un message part signé, une fois, à qui le prend', async () => {
    const [taker, other] = [await openReceiver(ok), await openReceiver(ok)]
    const key = await subscribe(taker.url)
    await subscribe(other.url, ['mail.*'])
    const id = newId()
    await tell({ number: 'ESS-1' }, { id })
    await tell({ number: 'ESS-1' }, { id })
    await deliver(key)
    await deliver(key)
    const [received, ...more] = taker.received
    assert.ok(received)
    assert.deepEqual([more.length, other.received.length], [0, 0])
    assert.equal(readSigned([key.secret], { ...received, now: clock.now() }), `msg_${id}`)
    const told = { type: 'case.submitted', timestamp: '2026-11-23T09:00:00.000Z', data: { number: 'ESS-1' } }
    assert.deepEqual(JSON.parse(received.body), told)
    assert.deepEqual(await states(key), ['delivered'])
  })

  test('il n’existe que si ce qui le cause est écrit', async () => {
    const receiver = await openReceiver(ok)
    const key = await subscribe(receiver.url)
    const failed = db.withCollectivity(commune, async (tx) => {
      await announce(tx, commune, { id: newId(), type: 'case.submitted', at: clock.now(), data: {} })
      throw new Error('la cause échoue')
    })
    await assert.rejects(failed)
    await deliver(key)
    assert.equal(receiver.received.length, 0)
  })

  test('pendant qu’un secret est remplacé, les deux signent ; puis le nouveau seul', async () => {
    const receiver = await openReceiver(ok)
    const key = await subscribe(receiver.url)
    const secret = await db.withCollectivity(commune, (tx) => webhooks.rotateSecret(tx, key, clock.now()))
    await tell({})
    await deliver(key)
    clock.advance(8 * 86_400_000)
    await tell({})
    await deliver(key)
    const [during, later] = receiver.received
    assert.ok(during && later)
    const began = new Date('2026-11-23T09:00:00Z')
    assert.ok(readSigned([key.secret], { ...during, now: began }) && readSigned([secret], { ...during, now: began }))
    assert.equal(readSigned([key.secret], { ...later, now: clock.now() }), undefined)
    assert.ok(readSigned([secret], { ...later, now: clock.now() }))
    assert.equal(await db.readCollectivity(commune, (tx) => webhooks.readSecret(tx, key)), secret)
  })

  test('les messages d’un même sujet restent en ordre, quoi qu’il arrive au premier', async () => {
    let isWell = false
    const receiver = await openReceiver((one, response) =>
      (isWell || !one.body.includes('"a1"') ? ok : failing)(one, response),
    )
    const key = await subscribe(receiver.url)
    for (const [place, step] of ['a1', 'a2', 'a3'].entries()) await tell({ step }, { subject: 'a', place })
    await tell({ step: 'b1' }, { subject: 'b', place: 0 })
    await deliver(key)
    const steps = () => receiver.received.map(({ body }) => (JSON.parse(body) as { data: { step: string } }).data.step)
    assert.deepEqual(steps().toSorted(), ['a1', 'b1'])
    isWell = true
    clock.advance(10_000)
    await deliver(key)
    assert.deepEqual(steps().slice(2), ['a1', 'a2', 'a3'])
    assert.deepEqual(await states(key), ['delivered', 'delivered', 'delivered', 'delivered'])
  })

  test('ce qui est dit à un abonnement par son nom y va, quels que soient ses sujets', async () => {
    const receiver = await openReceiver(ok)
    const key = await subscribe(receiver.url, [])
    await tell({})
    await db.withCollectivity(commune, (tx) =>
      sendTo(tx, key, { id: newId(), type: 'handover.offered', at: clock.now(), data: {} }),
    )
    await deliver(key)
    assert.equal(receiver.received.length, 1)
  })
})

suite('un destinataire', () => {
  test('lent, ne retarde pas les autres : sa tâche rend la main, ses messages attendent leur tour', async () => {
    const slow = await openReceiver((_, response) => void setTimeout(() => response.writeHead(204).end(), 300))
    const quick = await openReceiver(ok)
    const impatient = createWebhooks({ ...tools, patience: 20 })
    const [one, two] = [await subscribe(slow.url), await subscribe(quick.url)]
    for (let index = 0; index < 30; index++) await tell({ index })
    const [job] = impatient.jobHandlers({ collectivities: async () => [] })
    await job?.run({ collectivityId: commune, subscriptionId: one.subscriptionId })
    await job?.run({ collectivityId: commune, subscriptionId: two.subscriptionId })
    for (let left = 100; left > 0 && quick.received.length < 30; left--) await new Promise((on) => setTimeout(on, 10))
    assert.equal(quick.received.length, 30)
    assert.ok(slow.received.length <= 8 * 4, `${slow.received.length}`)
    await impatient.close()
    const [left] = await sql<{ claimed: number }>('select count(claimed_until)::int as claimed from webhooks.delivery')
    assert.equal(left?.claimed, 0, 'ce qui n’a pas pu partir est rendu')
    await deliver(one)
    assert.ok((await states(one)).every((state) => state === 'delivered'))
  })

  test('muet, qui ne finit pas ses en-têtes, ni son corps, ou qui renvoie ailleurs : c’est un échec, dit', async () => {
    for (const [answer, error] of [
      [() => {}, 'timeout'],
      [(_: Received, response: ServerResponse) => void response.socket?.write('HTTP/1.1 200 OK\r\nX-A: '), 'timeout'],
      [(_: Received, response: ServerResponse) => void response.writeHead(200).write('…'), 'timeout'],
      [(_: Received, response: ServerResponse) => void response.end(Buffer.alloc(50_000)), 'too_large'],
      [(_: Received, response: ServerResponse) => void response.writeHead(302, { location: '/' }).end(), 'redirect'],
      [(_: Received, response: ServerResponse) => void response.socket?.destroy(), 'unreachable'],
    ] as const) {
      const receiver = await openReceiver(answer)
      const key = await subscribe(receiver.url)
      await tell({})
      await deliver(key)
      const [delivery] = (await db.readCollectivity(commune, (tx) => listDeliveries(tx, key))).deliveries
      assert.deepEqual([delivery?.state, delivery?.lastError], ['waiting', error])
      await sql('truncate webhooks.subscription cascade')
    }
  })

  test('qui agit puis répond 500 reconnaît le message à son identifiant', async () => {
    const done = new Set<string>()
    const receiver = await openReceiver((one, response) => {
      const isNew = !done.has(one.id)
      done.add(one.id)
      ;(isNew ? failing : ok)(one, response)
    })
    const key = await subscribe(receiver.url)
    await tell({})
    await deliver(key)
    clock.advance(10_000)
    await deliver(key)
    assert.deepEqual([receiver.received.length, done.size], [2, 1])
    assert.deepEqual(await states(key), ['delivered'])
  })

  test('mort, est laissé tranquille, essayé par un seul message, puis reçoit tout', async () => {
    let isWell = false
    const receiver = await openReceiver((one, response) => (isWell ? ok : failing)(one, response))
    const key = await subscribe(receiver.url)
    await tell({ first: true })
    for (let index = 0; index < 5; index++) {
      await deliver(key)
      clock.advance(6 * 3_600_000)
    }
    assert.equal((await subscriptionOf(key)).failures, 5)
    clock.set((await subscriptionOf(key)).quietUntil ?? clock.now())
    clock.advance(-1000)
    for (let index = 0; index < 20; index++) await tell({ index })
    await deliver(key)
    assert.equal(receiver.received.length, 5, 'rien ne part tant qu’il est laissé tranquille')
    clock.advance(20 * 3_600_000)
    await deliver(key)
    assert.equal(receiver.received.length, 6, 'un seul essai')
    isWell = true
    clock.advance(24 * 3_600_000)
    await deliver(key)
    assert.ok((await states(key)).every((state) => state === 'delivered'))
    assert.equal((await subscriptionOf(key)).failures, 0)
  })

  test('qui répond 410 ne reçoit plus rien, sauf si quelqu’un le remet', async () => {
    const receiver = await openReceiver((_, response) => void response.writeHead(410).end())
    const key = await subscribe(receiver.url)
    await tell({})
    await deliver(key)
    assert.equal((await subscriptionOf(key)).state, 'gone')
    await tell({})
    clock.advance(86_400_000)
    await deliver(key)
    assert.deepEqual([receiver.received.length, (await states(key)).length], [1, 1])
    await db.withCollectivity(commune, (tx) => webhooks.resume(tx, key, clock.now()))
    await deliver(key)
    assert.equal(receiver.received.length, 2)
  })

  test('en pause, retrouve ensuite ce qui l’a attendu', async () => {
    const receiver = await openReceiver(ok)
    const key = await subscribe(receiver.url)
    await db.withCollectivity(commune, (tx) => webhooks.pause(tx, key, clock.now()))
    await tell({})
    await deliver(key)
    assert.equal(receiver.received.length, 0)
    await db.withCollectivity(commune, (tx) => webhooks.resume(tx, key, clock.now()))
    await deliver(key)
    assert.equal(receiver.received.length, 1)
  })
})

suite('les messages morts', () => {
  test('se relisent avec chaque essai, et se renvoient : un, ou tous depuis une heure', async () => {
    let isWell = false
    const receiver = await openReceiver((one, response) => (isWell ? ok : failing)(one, response))
    const key = await subscribe(receiver.url)
    for (let index = 0; index < 3; index++) await tell({ index })
    await sql(`update webhooks.delivery set tries = 9, attempts = 9`)
    await deliver(key)
    assert.deepEqual(await states(key), ['dead', 'dead', 'dead'])
    const events = await sql(`select 1 from graphile_worker.jobs where task_identifier = 'event.webhooks.died'`)
    assert.equal(events.length, 3)
    const [listed] = await db.readCollectivity(commune, (tx) => listSubscriptions(tx, commune, 'essai'))
    assert.deepEqual([listed?.waiting, listed?.dead, listed?.lastDeliveredAt], [0, 3, null])
    const { deliveries } = await db.readCollectivity(commune, (tx) => listDeliveries(tx, key, { state: 'dead' }))
    const first = deliveries.at(-1)
    assert.ok(first)
    const file = await db.readCollectivity(commune, (tx) => readDelivery(tx, key, first.id))
    assert.deepEqual(
      file.attempts.map(({ number, status, answer }) => [number, status, answer]),
      [[10, 500, 'plus tard']],
    )
    isWell = true
    clock.advance(86_400_000)
    await db.withCollectivity(commune, (tx) => replay(tx, key, { deliveryId: first.id }, clock.now()))
    await deliver(key)
    assert.deepEqual((await states(key)).toSorted(), ['dead', 'dead', 'delivered'])
    const nothing = await db.withCollectivity(commune, (tx) => replay(tx, key, { since: clock.now() }, clock.now()))
    const rest = await db.withCollectivity(commune, (tx) => replay(tx, key, {}, clock.now()))
    assert.deepEqual([nothing, rest], [0, 2])
    await deliver(key)
    assert.deepEqual(await states(key), ['delivered', 'delivered', 'delivered'])
    const all = { states: ['delivered', 'dead'] as const }
    assert.equal(await db.withCollectivity(commune, (tx) => replay(tx, key, all, clock.now())), 3)
  })

  test('la liste se lit page à page', async () => {
    const key = await subscribe((await openReceiver(ok)).url)
    for (let index = 0; index < 5; index++) await tell({ index })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await db.readCollectivity(commune, (tx) => listDeliveries(tx, key, { cursor, size: 2 }))
      seen.push(...page.deliveries.map(({ id }) => id))
      cursor = page.next
    } while (cursor)
    assert.equal(new Set(seen).size, 5)
  })
})

suite('deux travailleurs', () => {
  test('n’envoient pas deux fois ; ce que l’un avait pris quand il est mort, l’autre le reprend', async () => {
    const receiver = await openReceiver(ok)
    const key = await subscribe(receiver.url)
    const other = createWebhooks(tools)
    for (let index = 0; index < 40; index++) await tell({ index })
    const [one, two] = [webhooks, other].map((each) => each.jobHandlers({ collectivities: async () => [] })[0])
    await Promise.all([one?.run(payloadOf(key)), two?.run(payloadOf(key))])
    await Promise.all([webhooks.idle(), other.idle()])
    await deliver(key)
    assert.deepEqual([receiver.received.length, new Set(receiver.received.map(({ id }) => id)).size], [40, 40])
    await tell({ last: true })
    await sql(`update webhooks.delivery set claimed_until = $1, tries = 1 where state = 'waiting'`, [
      new Date(clock.now().getTime() + 60_000),
    ])
    await deliver(key)
    assert.equal(receiver.received.length, 40)
    clock.advance(60_001)
    await deliver(key)
    assert.equal(receiver.received.length, 41)
  })
})

const payloadOf = ({ collectivityId, subscriptionId }: SubscriptionKey) => ({ collectivityId, subscriptionId })

test('une autre collectivité ne voit ni l’abonnement ni ses messages', async () => {
  const key = await subscribe((await openReceiver(ok)).url)
  await tell({})
  const stranger = { ...key, collectivityId: newId() }
  const look = (as: string) => db.readCollectivity(as, (tx) => getSubscription(tx, { ...stranger, collectivityId: as }))
  await assert.rejects(look(stranger.collectivityId), { code: 'webhooks.no_subscription' })
  await assert.rejects(
    db.readCollectivity(stranger.collectivityId, (tx) => getSubscription(tx, key)),
    { code: 'webhooks.no_subscription' },
  )
})

test('une adresse doit être chiffrée, sauf sur le réseau de la ville', async () => {
  const strict = createWebhooks({ ...tools, allowPrivate: false })
  for (const [url, fault] of [
    ['http://exemple.fr/x', 'not_encrypted'],
    ['https://moi:secret@exemple.fr/', 'has_name'],
    ['ftp://exemple.fr/', 'not_an_address'],
    ['bonjour', 'not_an_address'],
  ] as const) {
    const input = { owner: 'essai', label: 'x', url, topics: [] }
    const made = await db.withCollectivity(commune, (tx) => strict.subscribe(tx, commune, input, clock.now()))
    assert.deepEqual(made, { ok: false, refusal: fault })
  }
  const key = await subscribe('https://exemple.fr/a')
  const changed = await db.withCollectivity(commune, (tx) =>
    strict.change(tx, key, { url: 'http://exemple.fr/' }, clock.now()),
  )
  assert.deepEqual(changed, { ok: false, refusal: 'not_encrypted' })
  await db.withCollectivity(commune, (tx) => strict.change(tx, key, { label: 'Autre nom' }, clock.now()))
  assert.equal((await subscriptionOf(key)).label, 'Autre nom')
})

test('ce qui fut pris il y a longtemps s’oublie, ce qui attend encore reste', async () => {
  const key = await subscribe((await openReceiver(ok)).url)
  await tell({})
  await deliver(key)
  clock.advance(31 * 86_400_000)
  await tell({})
  const [, sweep] = webhooks.jobHandlers({ collectivities: async () => [commune] })
  await sweep?.run({})
  assert.deepEqual(await states(key), ['waiting'])
  await db.withCollectivity(commune, (tx) => unsubscribe(tx, key))
  assert.equal((await sql('select 1 from webhooks.delivery')).length, 0)
})
