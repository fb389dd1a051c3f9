import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { countJobs, defineJob, enqueue, handleJob, startWorker } from './index.ts'

const { db, sql, url } = await openTestDatabase()

const greet = defineJob('trial.greet', Type.Object({ name: Type.String() }))
const fail = defineJob('trial.fail', Type.Object({ times: Type.Integer() }))

const ask = (name: string, options: { key?: string; runAt?: Date } = {}): Promise<void> =>
  db.withTerritory((tx) => enqueue(tx, greet, { name }, options))

const waiting = async (): Promise<string[]> =>
  (await sql<{ name: string }>(`select payload ->> 'name' as name from graphile_worker._private_jobs order by id`)).map(
    (row) => row.name,
  )

test('a job commits with what causes it, or not at all', async () => {
  await ask('Claire')
  await assert.rejects(
    db.withTerritory(async (tx) => {
      await enqueue(tx, greet, { name: 'personne' })
      throw new Error('the cause fails')
    }),
  )
  assert.deepEqual(await waiting(), ['Claire'])
})

test('a key makes asking twice one job; without a key, twice is two', async () => {
  await ask('Léa', { key: 'greeting' })
  await ask('Léa', { key: 'greeting' })
  await ask('Claire')
  assert.deepEqual(await waiting(), ['Claire', 'Léa', 'Claire'])
})

test('the application may ask for jobs, not read or change the queue', async () => {
  await assert.rejects(
    db.withTerritory((tx) => tx.sql('select * from graphile_worker._private_jobs')),
    /permission denied/,
  )
})

test('each job is done, a failed one again, a later one later, a malformed one never', async () => {
  const greeted: string[] = []
  let failures = 0
  await db.withTerritory((tx) => enqueue(tx, fail, { times: 1 }))
  await ask('demain', { runAt: new Date(Date.now() + 3_600_000) })
  await db.withTerritory((tx) => enqueue(tx, greet as never, { name: 12 } as never))
  const worker = await startWorker({
    url,
    concurrency: 2,
    log: silentLog,
    nightly: [],
    handlers: [
      handleJob(greet, async ({ name }) => void greeted.push(name)),
      handleJob(fail, async () => {
        failures += 1
        throw new Error('not yet')
      }),
    ],
  })
  const isDone = async (): Promise<boolean> =>
    greeted.length >= 3 && failures >= 1 && (await countJobs(url)).waiting === 3
  const end = Date.now() + 10_000
  while (!(await isDone()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  await worker.stop()
  assert.deepEqual(greeted.toSorted(), ['Claire', 'Claire', 'Léa'])
  const [failed] = await sql<{ attempts: number; error: string }>(
    `select attempts, last_error as error from graphile_worker._private_jobs where payload ? 'times'`.replace(
      'payload ?',
      'payload::jsonb ?',
    ),
  )
  assert.ok((failed?.attempts ?? 0) >= 1)
  assert.match(failed?.error ?? '', /not yet/)
  assert.deepEqual(await countJobs(url), { waiting: 3, late: 0, failed: 0 })
})

test('the jobs of a worker that was killed are taken up by another', async () => {
  await ask('Orpheline')
  await sql(
    `update graphile_worker._private_jobs set locked_by = 'worker-killed', locked_at = now() where payload ->> 'name' = 'Orpheline'`,
  )
  const greeted: string[] = []
  const worker = await startWorker({
    url,
    concurrency: 1,
    log: silentLog,
    nightly: [],
    handlers: [handleJob(greet, async ({ name }) => void greeted.push(name))],
  })
  const end = Date.now() + 15_000
  while (!greeted.includes('Orpheline') && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  await worker.stop()
  assert.ok(greeted.includes('Orpheline'))
})

test('a job that runs for the last time has not failed yet; one that failed then has', async () => {
  const before = await countJobs(url)
  await sql(
    `select graphile_worker.add_job('trial.last', '{}'::json, max_attempts => 1, run_at => now() + interval '1 hour')`,
  )
  const taken = `update graphile_worker._private_jobs set attempts = 1, locked_at = $1 where max_attempts = 1`
  await sql(taken.replace('$1', 'now()'))
  assert.equal((await countJobs(url)).failed, before.failed)
  await sql(taken.replace('$1', 'null'))
  assert.equal((await countJobs(url)).failed, before.failed + 1)
})

test('a job that was replaced while its worker did it, and died, is neither done again nor a failure', async () => {
  const before = await countJobs(url)
  await ask('Remplacée', { key: 'replaced' })
  await sql(
    `update graphile_worker._private_jobs set locked_by = 'worker-killed', locked_at = now() where key = 'replaced'`,
  )
  await ask('Remplaçante', { key: 'replaced' })
  await sql(
    `update graphile_worker._private_jobs set locked_by = null, locked_at = null where locked_by = 'worker-killed'`,
  )
  assert.equal((await countJobs(url)).failed, before.failed)
  const greeted: string[] = []
  const worker = await startWorker({
    url,
    concurrency: 1,
    log: silentLog,
    nightly: [],
    handlers: [handleJob(greet, async ({ name }) => void greeted.push(name))],
  })
  const end = Date.now() + 15_000
  while ((await waiting()).includes('Remplacée') && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 50))
  await worker.stop()
  assert.ok(greeted.includes('Remplaçante') && !greeted.includes('Remplacée'))
  assert.ok(!(await waiting()).includes('Remplacée'))
})
