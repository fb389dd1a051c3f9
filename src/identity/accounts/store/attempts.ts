import { query, type Tx } from '#platform/db'

/**
 * When each counter is clear again, in the order of the keys; each is held until the transaction ends, so that
 * a hundred attempts sent at once are counted one after the other.
 */
export async function lockCounters(tx: Tx, keys: readonly Buffer[], now: Date): Promise<Date[]> {
  // Always in the order of the keys: two transactions with the same ones never wait for each other in a ring.
  const [, rows] = await Promise.all([
    tx.sql(
      `insert into accounts.attempt_counter (key, clear_at)
       select key, $2 from unnest($1::bytea[]) as key order by key on conflict (key) do nothing`,
      [keys, now],
    ),
    tx.sql<{ key: Buffer; clearAt: Date }>(
      `select key, clear_at as "clearAt" from accounts.attempt_counter where key = any($1::bytea[]) order by key for update`,
      [keys],
    ),
  ])
  return keys.map((key) => rows.find((row) => row.key.equals(key))?.clearAt ?? now)
}

export async function saveCounters(tx: Tx, counters: readonly { key: Buffer; clearAt: Date }[]): Promise<void> {
  await tx.sql(
    `insert into accounts.attempt_counter (key, clear_at)
     select key, clear_at from unnest($1::bytea[], $2::timestamptz[]) as admitted (key, clear_at) order by key
     on conflict (key) do update set clear_at = excluded.clear_at`,
    [counters.map(({ key }) => key), counters.map(({ clearAt }) => clearAt)],
  )
}

/** Takes attempts off counters: those that turned out right, or that were not made. */
export async function takeOff(tx: Tx, counters: readonly { key: Buffer; milliseconds: number }[]): Promise<void> {
  const keys = counters.map(({ key }) => key)
  await Promise.all([
    tx.sql('select 1 from accounts.attempt_counter where key = any($1::bytea[]) order by key for update', [keys]),
    tx.sql(
      `update accounts.attempt_counter as counter set clear_at = counter.clear_at - milliseconds * interval '1 millisecond'
       from unnest($1::bytea[], $2::float8[]) as taken (key, milliseconds) where counter.key = taken.key`,
      [keys, counters.map(({ milliseconds }) => milliseconds)],
    ),
  ])
}

/** Nothing counts any more against this key. */
export const clearCounter = (tx: Tx, key: Buffer, now: Date): Promise<number> =>
  tx.run(query.updateTable('accounts.attempt_counter').set({ clear_at: now }).where('key', '=', key))

export async function deleteClearCounters(tx: Tx, now: Date): Promise<void> {
  await tx.sql(
    `delete from accounts.attempt_counter where key in (
       select key from accounts.attempt_counter where clear_at < $1 order by key for update skip locked)`,
    [now],
  )
}

/** When each counter is clear again, as it stands: nothing is held. */
export async function readCounters(tx: Tx, keys: readonly Buffer[], now: Date): Promise<Date[]> {
  const rows = await tx.sql<{ key: Buffer; clearAt: Date }>(
    'select key, clear_at as "clearAt" from accounts.attempt_counter where key = any($1::bytea[])',
    [keys],
  )
  return keys.map((key) => rows.find((row) => row.key.equals(key))?.clearAt ?? now)
}

/** Counts one more against a key, whatever it holds, up to a moment so far away. */
export const addTo = (
  tx: Tx,
  key: Buffer,
  count: { now: Date; milliseconds: number; most: number },
): Promise<unknown> =>
  tx.sql(
    `insert into accounts.attempt_counter as counter (key, clear_at) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
     on conflict (key) do update set clear_at = least(
       greatest(counter.clear_at, $2) + $3 * interval '1 millisecond', $2::timestamptz + $4 * interval '1 millisecond')`,
    [key, count.now, count.milliseconds, count.most],
  )
