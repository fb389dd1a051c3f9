import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#kernel/ids'
import { openTestDatabase } from '#platform/testing'
import type { Tx } from './index.ts'

const { db, sql } = await openTestDatabase()
const [corbas, givors] = [newId(), newId()]

await sql(`
  create schema trial; grant usage on schema trial to traboule_app;
  create table trial.note (collectivity_id uuid not null, id uuid not null, text text not null, primary key (collectivity_id, id));
  select platform.protect_tenant_table('trial.note');
  grant select, insert, update, delete on trial.note to traboule_app`)

const write = (tenant: string, rowTenant = tenant) =>
  db.withCollectivity(tenant, (tx) =>
    tx.sql('insert into trial.note (collectivity_id, id, text) values ($1, $2, $3)', [rowTenant, newId(), 'bonjour']),
  )
const count = `select count(*) as count from trial.note`

test('a transaction sees the rows of its collectivity and no others', async () => {
  await write(corbas)
  await write(givors)
  const [mine] = await db.readCollectivity(corbas, (tx) => tx.sql<{ count: number }>(count))
  assert.equal(mine?.count, 1)
})

test('writing a row of another collectivity is refused by the database itself', async () => {
  await assert.rejects(write(corbas, givors), /row-level security/)
})

test('without a collectivity, tenant tables are empty', async () => {
  const [none] = await db.withTerritory((tx) => tx.sql<{ count: number }>(count))
  assert.equal(none?.count, 0)
})

test('a door reads across tenants, leaves its trace, and cannot write', async () => {
  const door = { name: 'trial', accountId: null, subject: 'test' }
  const [all] = await db.throughDoor(door, (tx) => tx.sql<{ count: number }>(count))
  assert.equal(all?.count, 2)
  assert.equal((await sql(`select 1 from platform.door_passage where door = 'trial'`)).length, 1)
  await assert.rejects(
    db.throughDoor(door, (tx) =>
      tx.sql('insert into trial.note (collectivity_id, id, text) values ($1, $2, $3)', [corbas, newId(), 'x']),
    ),
    /row-level security/,
  )
})

test('a failure in the work leaves nothing and gives the connection back', async () => {
  for (let turn = 0; turn < 8; turn++) {
    await assert.rejects(
      db.withCollectivity(corbas, async (tx) => {
        await tx.sql('insert into trial.note (collectivity_id, id, text) values ($1, $2, $3)', [
          corbas,
          newId(),
          'lost',
        ])
        throw new Error('after the insert')
      }),
      /after the insert/,
    )
  }
  const rows = await sql(`select 1 from trial.note where text = 'lost'`)
  assert.equal(rows.length, 0)
})

test('a failed statement that nobody awaited does not pass for a commit', async () => {
  await assert.rejects(
    db.withCollectivity(corbas, async (tx) => {
      tx.sql('select 1 / 0').catch(() => {})
      return 'done'
    }),
    /db.rolled_back/,
  )
})

test('a tenant that is not an identifier is refused before any SQL', async () => {
  await assert.rejects(
    db.readCollectivity(`x'; drop table trial.note; --`, (tx) => tx.sql('select 1')),
    /db.collectivity_id/,
  )
})

test('the session serves as a role that owns nothing', async () => {
  const [row] = await db.withTerritory((tx) => tx.sql<{ who: string }>('select current_user as who'))
  assert.equal(row?.who, 'traboule_app')
})

test('statements sent in one go are committed together, or not at all; none is asked after the commit has left', async () => {
  await sql(`create table trial.shared (id int primary key); grant select, insert on trial.shared to traboule_app`)
  const insert = (tx: Tx, id: number) => tx.sql('insert into trial.shared (id) values ($1)', [id])
  const ids = async () => (await sql<{ id: number }>('select id from trial.shared order by id')).map(({ id }) => id)
  await db.inOneGo((tx) => Promise.all([insert(tx, 1), insert(tx, 2)]))
  assert.deepEqual(await ids(), [1, 2])
  await assert.rejects(db.inOneGo((tx) => Promise.all([insert(tx, 3), insert(tx, 1)])))
  assert.deepEqual(await ids(), [1, 2])
  await assert.rejects(
    db.inOneGo((tx) => insert(tx, 1)),
    { code: '23505' },
  )
  await assert.rejects(
    db.inOneGo(() => {
      throw new Error('before anything was asked')
    }),
    /before anything/,
  )
  // None of these failures kept its connection.
  await Promise.all(Array.from({ length: 20 }, () => db.lookUp((tx) => tx.sql('select 1'))))
  await assert.rejects(
    db.inOneGo(async (tx) => {
      await insert(tx, 4)
      await insert(tx, 5)
    }),
    /after the commit left/,
  )
  assert.deepEqual(await ids(), [1, 2, 4])
})
