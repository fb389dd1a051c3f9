import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '#kernel/clock'
import { createPasswords, createSecrets, openBreachedPasswords } from '#platform/crypto'
import { systemContext } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { createAccounts } from './index.ts'
import { openSession, proveAgain } from './sessions.ts'
import { findSession, signOut } from './sign-in.ts'

const { db, sql } = await openTestDatabase()
const ctx = systemContext({ db, clock: systemClock, log: silentLog }, 'essai')
const accounts = createAccounts({
  secrets: createSecrets('a secret for tests, long enough to be one'),
  passwords: createPasswords({ concurrency: 2 }),
  breached: await openBreachedPasswords([]),
})
const made = await accounts.createAccount(ctx, { email: 'e@exemple.fr', givenName: 'Essai', familyName: 'Exemple' })
assert.ok(made.ok)
const { accountId } = made.value

test('une session ouverte sans mot de passe dit comment, et ce qui est prouvé ensuite s’y ajoute une fois', async () => {
  const opened = await openSession(ctx, { accountId, methods: ['link'] })
  assert.ok(opened.ok)
  const session = await findSession(ctx, opened.value.sessionToken)
  assert.deepEqual(session?.methods, ['link'])
  assert.deepEqual(session.provedAt, session.signedInAt)
  const own = { accountId, id: session.sessionId }
  assert.equal(await proveAgain(ctx, own, ['totp']), true)
  assert.equal(await proveAgain(ctx, own, ['totp']), true)
  const after = await findSession(ctx, opened.value.sessionToken)
  assert.deepEqual(after?.methods, ['link', 'totp'])
  assert.ok(after.provedAt > session.provedAt)
})

test('une session qui finit le dit, dans la même transaction', async () => {
  const opened = await openSession(ctx, { accountId, methods: ['link'] })
  assert.ok(opened.ok)
  const { sessionId } = (await findSession(ctx, opened.value.sessionToken))!
  await signOut(ctx, opened.value.sessionToken)
  const jobs = await sql<{ payload: unknown }>(
    `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'event.accounts.sessions_ended'`,
  )
  assert.deepEqual(
    jobs.map(({ payload }) => payload),
    [{ accountId, sessionIds: [sessionId] }],
  )
  assert.equal(await proveAgain(ctx, { accountId, id: sessionId }, ['totp']), false)
})
