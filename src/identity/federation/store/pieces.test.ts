import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#kernel/ids'
import { sha256 } from '#platform/crypto'
import { openTestDatabase } from '#platform/testing'
import { insertLogin } from './logins.ts'
import { keepPartitions, writeInPieces } from './pieces.ts'
import { keepRequest, type WaitingRequest } from './requests.ts'
import { insertTicket, takeTicket } from './tickets.ts'

const { db, sql } = await openTestDatabase()
const minute = 60_000
const day = 1440 * minute

const demand = {
  consumerUrl: 'https://agenda.exemple.fr/acs',
  relayState: null,
  nameIdFormat: 'persistent',
  isPassive: false,
  forcesAuthn: false,
  level: null,
  classes: [],
} as const

const request = (applicationId: string, messageId: string, receivedAt: Date): WaitingRequest => ({
  id: newId(),
  applicationId,
  messageId,
  demand,
  receivedAt,
  expiresAt: new Date(receivedAt.getTime() + 30 * minute),
})

const pieces = async (table: string): Promise<string[]> =>
  (
    await sql<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'federation.${table}'::regclass order by 1`,
    )
  ).map(({ name }) => name)

test('un message reçu dix fois au même moment n’est gardé qu’une fois, à cheval sur deux morceaux aussi', async () => {
  const application = newId()
  const midnight = new Date(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`).getTime() + day
  for (const [messageId, around] of [
    ['_jour', Date.now()],
    // Half of them expire before midnight, the others after.
    ['_minuit', midnight - 30 * minute],
  ] as const) {
    const received = Array.from({ length: 10 }, (_, turn) => new Date(around - 5 + turn))
    const kept = await Promise.all(
      received.map((at) => writeInPieces(db, at, (tx) => keepRequest(tx, request(application, messageId, at)))),
    )
    assert.equal(kept.filter(Boolean).length, 1, messageId)
  }
  const now = new Date()
  const keep = (each: WaitingRequest) => writeInPieces(db, now, (tx) => keepRequest(tx, each))
  // Another application may draw the same identifier.
  assert.deepEqual(
    [await keep(request(application, '_jour', now)), await keep(request(newId(), '_jour', now))],
    [false, true],
  )
})

test('un ticket ne sert qu’une fois, même à dix', async () => {
  const [applicationId, accountId, loginId, now] = [newId(), newId(), newId(), new Date()]
  const idHash = sha256('ST-essai')
  await writeInPieces(db, now, async (tx) => {
    await insertLogin(tx, {
      id: loginId,
      applicationId,
      applicationName: 'Wiki',
      accountId,
      sessionId: 'essai',
      protocol: 'cas',
      nameId: 'camille',
      nameIdFormat: 'persistent',
      told: [],
      casService: 'https://wiki.exemple.fr/',
      casTicket: null,
      enteredAt: now,
    })
    await insertTicket(tx, {
      idHash,
      loginId,
      applicationId,
      accountId,
      service: 'https://wiki.exemple.fr/',
      isFresh: true,
      provedAt: now,
      expiresAt: new Date(now.getTime() + 30_000),
    })
  })
  const taken = await Promise.all(
    Array.from({ length: 10 }, () => db.withTerritory((tx) => takeTicket(tx, idHash, now))),
  )
  assert.equal(taken.filter(Boolean).length, 1)
})

test('les morceaux sont faits d’avance, et ceux dont le jour est passé s’en vont avec ce qu’ils tiennent', async () => {
  const tables = ['request', 'ticket', 'sign_out']
  const before = await Promise.all(tables.map(pieces))
  const later = new Date(Math.floor(Date.now() / day) * day + 3.5 * day)
  await db.withTerritory((tx) => keepPartitions(tx, later))
  for (const [index, table] of tables.entries()) {
    const after = await pieces(table)
    // That day and nine to come.
    assert.equal(after.length, 10, table)
    assert.deepEqual(after.slice(0, 7), before[index]?.slice(-7))
    assert.equal(after[0], `federation_${table}_${later.toISOString().slice(0, 10).replaceAll('-', '')}`)
  }
  assert.deepEqual(await sql('select 1 from federation.request where expires_at < now()'), [])
})

test('quand la nuit n’est pas passée depuis longtemps, les morceaux se font en chemin', async () => {
  const far = new Date(Date.now() + 60 * day)
  const late = request(newId(), '_loin', far)
  assert.equal(await writeInPieces(db, far, (tx) => keepRequest(tx, late)), true)
  assert.equal(await writeInPieces(db, far, (tx) => keepRequest(tx, { ...late, id: newId() })), false)
})

test('le rôle de l’application ne fait ni ne jette d’autres morceaux que ceux-là', async () => {
  await assert.rejects(
    db.withTerritory((tx) => tx.sql(`select partition.keep('federation.login', 'day', 1, '1 hour', now())`)),
    /permission denied/,
  )
})
